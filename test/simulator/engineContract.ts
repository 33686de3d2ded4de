import fc from "fast-check";
import { expect, it } from "vitest";
import { allZ, circuit, getEngine, param, Random, type Engine, type ParamBatch } from "quantum-attention";
import { distance, normals, randomCircuit, randomObservables, seeds } from "./randomCircuit";

const reference = getEngine("reference");

/** Any engine against the float64 reference, value by value and gradient by gradient. */
export function assertValidEngine(engine: Engine, tolerance: number, numRuns: number): void {
  const compare = (seed: number, batchSize: number): void => {
    const random = new Random(seed);
    const nQubits = random.integer(1, 6);
    const nParams = random.integer(1, 6);
    const c = randomCircuit(random, nQubits, random.integer(1, 25), nParams);
    const shared = c.parameters.filter(() => random.uniform() < 0.4);
    const [ours, oracle] = [engine.compile(c, { shared }), reference.compile(c, { shared })];
    const params: ParamBatch = {
      batchSize,
      perRow: normals(random, batchSize * ours.perRow.length),
      shared: normals(random, shared.length),
    };
    const observables = randomObservables(random, nQubits, 3).concat(allZ(nQubits));
    const states = [ours.states(params), oracle.states(params)] as const;
    expect(distance(states[0].re, states[1].re)).toBeLessThan(tolerance);
    expect(distance(states[0].im, states[1].im)).toBeLessThan(tolerance);
    expect(distance(ours.probs(params), oracle.probs(params))).toBeLessThan(tolerance);
    expect(distance(ours.expval(params, observables), oracle.expval(params, observables))).toBeLessThan(4 * tolerance);

    const size = batchSize * 2 ** nQubits;
    const near = (a: { perRow: ArrayLike<number>; shared: ArrayLike<number> }, b: typeof a): void => {
      const largest = Math.max(1, ...Array.from(b.perRow, Math.abs), ...Array.from(b.shared, Math.abs));
      expect(distance(a.perRow, b.perRow)).toBeLessThan(20 * tolerance * largest);
      expect(distance(a.shared, b.shared)).toBeLessThan(20 * tolerance * largest);
    };
    const weights = normals(random, batchSize * observables.length);
    const [a, b] = [ours.expvalVjp(params, observables, weights), oracle.expvalVjp(params, observables, weights)];
    expect(distance(a.values, b.values)).toBeLessThan(4 * tolerance);
    near(a.gradients, b.gradients);
    const cotangent = { re: normals(random, size), im: normals(random, size) };
    near(ours.statesVjp(params, cotangent), oracle.statesVjp(params, cotangent));
    near(ours.probsVjp(params, cotangent.re), oracle.probsVjp(params, cotangent.re));
  };

  it("agrees with the reference on random circuits of every gate, with controls and unitaries", () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(1, 2, 3, 5, 8), (seed, batchSize) => compare(seed, batchSize)),
      { numRuns, seed: 7 },
    );
  });

  it("runs batches of several chunks", () => {
    const c = circuit(2).ry(param("a"), 0).cnot(0, 1).crx(param("w"), 1, 0).rbs(param("b"), 0, 1);
    const [ours, oracle] = [engine.compile(c, { shared: ["w"] }), reference.compile(c, { shared: ["w"] })];
    const random = new Random(1);
    for (const batchSize of [1023, 4097]) {
      const params = { batchSize, perRow: normals(random, 2 * batchSize), shared: Float64Array.of(0.7) };
      const v = normals(random, 2 * batchSize);
      const [a, b] = [ours.expvalVjp(params, allZ(2), v), oracle.expvalVjp(params, allZ(2), v)];
      expect(distance(a.values, b.values)).toBeLessThan(4 * tolerance);
      expect(distance(a.gradients.perRow, b.gradients.perRow)).toBeLessThan(40 * tolerance);
      expect(distance(a.gradients.shared, b.gradients.shared)).toBeLessThan(40 * tolerance * Math.sqrt(batchSize));
    }
  });

  it("runs a circuit without gates and one without parameters", () => {
    const none = { batchSize: 2, perRow: new Float64Array(0), shared: new Float64Array(0) };
    expect([...engine.compile(circuit(1)).probs(none)]).toEqual([1, 0, 1, 0]);
    expect(distance(engine.compile(circuit(2).x(0).h(1)).expval(none, allZ(2)), [-1, 0, -1, 0])).toBeLessThan(tolerance);
  });
}
