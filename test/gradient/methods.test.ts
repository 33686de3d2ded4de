import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allZ, circuit, DIFF_METHODS, DiffMethodError, expvalVjpWith, getEngine, gradient, Ledger, param, Random } from "quantum-attention";
import { distance, normals, randomCircuit, randomObservables, seeds } from "../simulator/randomCircuit";

/** A random circuit with shared and per-row parameters, and a random cotangent. */
function problem(seed: number) {
  const random = new Random(seed);
  const nQubits = random.integer(1, 5);
  const c = randomCircuit(random, nQubits, random.integer(1, 12), random.integer(1, 4));
  const shared = c.parameters.filter(() => random.uniform() < 0.4);
  const compiled = getEngine("plain").compile(c, { shared });
  const batchSize = random.integer(1, 4);
  const params = { batchSize, perRow: normals(random, batchSize * compiled.perRow.length), shared: normals(random, shared.length) };
  const observables = randomObservables(random, nQubits, 2);
  return { random, compiled, params, observables, cotangent: normals(random, 2 * batchSize) };
}

describe("gradient methods agree on random circuits of every gate", () => {
  // A slot's scale is at most 2, so a second derivative is at most (2·2)² times a gate's; sums of 12 gates stay below 1e3.
  const tolerances = { "parameter-shift": 1e-10, "finite-difference": 1e-6 } as const;
  for (const diffMethod of ["parameter-shift", "finite-difference"] as const)
    it(`${diffMethod} equals adjoint`, () => {
      const check = (seed: number): void => {
        const { compiled, params, observables, cotangent } = problem(seed);
        const adjoint = expvalVjpWith({ compiled }, params, observables, cotangent);
        const other = expvalVjpWith({ compiled, diffMethod }, params, observables, cotangent);
        expect(distance(other.perRow, adjoint.perRow)).toBeLessThan(tolerances[diffMethod]);
        expect(distance(other.shared, adjoint.shared)).toBeLessThan(tolerances[diffMethod]);
      };
      fc.assert(fc.property(seeds, check), { numRuns: 150, seed: 11 });
    });

  it("the reference's gradients of states equal central differences", () => {
    const check = (seed: number): void => {
      const { random, compiled, params } = problem(seed);
      const oracle = getEngine("reference").compile(compiled.circuit, { shared: compiled.shared });
      const size = params.batchSize * 2 ** compiled.circuit.nQubits;
      const cotangent = { re: normals(random, size), im: normals(random, size) };
      const loss = (perRow: Float64Array, shared: Float64Array): number => {
        const { re, im } = oracle.states({ ...params, perRow, shared });
        return Array.from(re).reduce((sum, x, i) => sum + x * cotangent.re[i]! + im[i]! * cotangent.im[i]!, 0);
      };
      const nudge = (values: Float64Array, i: number, h: number) => values.map((x, k) => (k === i ? x + h : x));
      const h = 1e-5;
      const gradients = oracle.statesVjp(params, cotangent);
      const perRow = params.perRow.map(
        (_, i, all) => (loss(nudge(all, i, h), params.shared) - loss(nudge(all, i, -h), params.shared)) / (2 * h),
      );
      const shared = params.shared.map(
        (_, i, all) => (loss(params.perRow, nudge(all, i, h)) - loss(params.perRow, nudge(all, i, -h))) / (2 * h),
      );
      expect(distance(gradients.perRow, perRow)).toBeLessThan(1e-6);
      expect(distance(gradients.shared, shared)).toBeLessThan(1e-6);
    };
    fc.assert(fc.property(seeds, check), { numRuns: 100, seed: 5 });
  });
});

describe("gradient methods with shots", () => {
  const c = circuit(2)
    .ry(param("a"), 0)
    .crx(param("b"), 0, 1)
    .rbs(param("c", { scale: 0.7, offset: 0.2 }), 0, 1)
    .ry(param("a"), 1);
  const at = { a: 0.4, b: 1.3, c: -0.8 };
  const exact = gradient(c, allZ(2), at).jacobian;

  it.each(["parameter-shift", "finite-difference", "spsa"] as const)("%s is unbiased", (diffMethod) => {
    const repeats = 400;
    const step = 0.1;
    const runs = Array.from({ length: repeats }, (_, seed) => gradient(c, allZ(2), at, { diffMethod, shots: 1000, seed, step }).jacobian);
    exact.forEach((truth, i) => {
      const mean = runs.reduce((sum, run) => sum + run[i]!, 0) / repeats;
      const sd = Math.sqrt(runs.reduce((sum, run) => sum + (run[i]! - mean) ** 2, 0) / (repeats - 1));
      expect(sd).toBeGreaterThan(0);
      // h²/6 times a third derivative below 4 (gates of frequency at most 2, three of them)
      const bias = diffMethod === "parameter-shift" ? 0 : (step * step * 4) / 6;
      expect(Math.abs(mean - truth)).toBeLessThan(bias + (5 * sd) / Math.sqrt(repeats));
    });
  });

  it("gives a two-term gradient the variance ¼(σ₊² + σ₋²)/N", () => {
    const [theta, shots, repeats] = [0.9, 500, 2000];
    const one = circuit(1).ry(param("a"), 0);
    const draws = Array.from(
      { length: repeats },
      (_, seed) => gradient(one, allZ(1), { a: theta }, { shots, seed }).jacobian[0]! + Math.sin(theta),
    );
    const variance = draws.reduce((sum, x) => sum + x * x, 0) / repeats;
    const expected = (0.25 * 2 * (1 - Math.sin(theta) ** 2)) / shots;
    expect(Math.abs(variance / expected - 1)).toBeLessThan(5 * Math.sqrt(2 / repeats));
  });

  it("uses parameter-shift when shots are set and no method is named, and records it", () => {
    const result = gradient(c, allZ(2), at, { shots: 10 });
    expect(result.diffMethod).toBe("parameter-shift");
    expect(result.shots).toBe(10);
    expect(gradient(c, allZ(2), at).diffMethod).toBe("adjoint");
  });

  it("refuses adjoint with shots and suggests parameter-shift", () => {
    expect(() => gradient(c, allZ(2), at, { diffMethod: "adjoint", shots: 10 })).toThrow(DiffMethodError);
    expect(() => gradient(c, allZ(2), at, { diffMethod: "adjoint", shots: 10 })).toThrow(/parameter-shift/);
  });

  it("repeats itself with the same seed and differs with another", () => {
    const run = (seed: number) => [...gradient(c, allZ(2), at, { shots: 100, seed }).jacobian];
    expect(run(3)).toEqual(run(3));
    expect(run(3)).not.toEqual(run(4));
  });
});

describe("the ledger", () => {
  it("counts circuits, settings and shots of each method", () => {
    const c = circuit(2).ry(param("a"), 0).crx(param("b"), 0, 1).ry(param("a"), 1);
    const counted = DIFF_METHODS.map((diffMethod) => {
      const ledger = new Ledger();
      gradient(c, allZ(2), { a: 1, b: 2 }, { diffMethod, shots: diffMethod === "adjoint" ? null : 50, ledger });
      return [diffMethod, ledger.of("forward").circuits, ledger.of("gradient").circuits, ledger.total().shots];
    });
    expect(counted).toEqual([
      ["adjoint", 1, 2, 0],
      ["parameter-shift", 1, 2 + 4 + 2, 9 * 50],
      ["finite-difference", 1, 4, 5 * 50],
      ["spsa", 1, 2, 3 * 50],
    ]);
  });

  it("counts unique tokens × (1 + 2·16) circuits a batch for 16 angles", () => {
    let c = circuit(4);
    for (let i = 0; i < 16; i += 2) c = c.ry(param(i), (i / 2) % 4).rz(param(i + 1), (i / 2) % 4);
    const compiled = getEngine("plain").compile(c);
    const random = new Random(1);
    const params = { batchSize: 19, perRow: normals(random, 19 * 16), shared: new Float64Array(0) };
    const ledger = new Ledger();
    expvalVjpWith({ compiled, shots: 1000, random, ledger }, params, allZ(4), normals(random, 19 * 4));
    expect(ledger.of("gradient")).toEqual({ circuits: 19 * 32, settings: 19 * 32, shots: 19 * 32 * 1000 });
  });
});
