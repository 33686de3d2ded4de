import { describe, expect, it } from "vitest";
import {
  allZ,
  ArgumentError,
  circuit,
  DEFAULT_SHOTS,
  estimateExpval,
  getEngine,
  measurementPlan,
  observable,
  param,
} from "quantum-attention";
import { parseObservable, pauliOn, Random, sample, sampleCounts, ShapeError, type Observable } from "quantum-attention";
import { drawBinomial } from "../../src/simulator/binomial";

const plain = getEngine("plain");
const none = { batchSize: 1, perRow: new Float64Array(0), shared: new Float64Array(0) };
const rows = (...angles: number[]) => ({ batchSize: angles.length, perRow: Float64Array.from(angles), shared: new Float64Array(0) });

/** Binomial probabilities, by the recurrence from the mode in float64. */
function binomialPmf(n: number, p: number): number[] {
  const mode = Math.floor((n + 1) * p);
  const pmf = new Array<number>(n + 1).fill(0);
  pmf[mode] = 1;
  for (let k = mode; k < n; k++) pmf[k + 1] = (pmf[k]! * (n - k) * p) / ((k + 1) * (1 - p));
  for (let k = mode; k > 0; k--) pmf[k - 1] = (pmf[k]! * k * (1 - p)) / ((n - k + 1) * p);
  const total = pmf.reduce((sum, x) => sum + x, 0);
  return pmf.map((x) => x / total);
}

describe("drawBinomial", () => {
  // Inversion (n·p < 10), rejection (n·p ≥ 10), and both mirrored.
  it.each([[1, 0.3], [5, 0.5], [1000, 0.002], [1000, 0.3], [1000, 0.97], [40, 0.75], [1_000_000, 0.5], [1_000_000, 3e-6], [100_000, 0.9999]])(
    "has the binomial distribution for n = %d, p = %d",
    (n, p) => {
      const random = new Random(n);
      const draws = 40_000;
      const pmf = binomialPmf(n, p);
      const counts = new Map<number, number>();
      for (let i = 0; i < draws; i++) {
        const k = drawBinomial(n, p, random);
        counts.set(k, (counts.get(k) ?? 0) + 1);
      }
      // Neighbouring values are pooled until a bin expects 50 draws; chi-square has mean d and variance 2d.
      let [chiSquare, bins, expected, seen, all] = [0, 0, 0, 0, 0];
      for (let k = 0; k <= n; k++) {
        expected += draws * pmf[k]!;
        seen += counts.get(k) ?? 0;
        all += counts.get(k) ?? 0;
        if (expected < 50 && k < n) continue;
        if (expected > 1e-6) chiSquare += (seen - expected) ** 2 / Math.max(expected, 1);
        [bins, expected, seen] = [bins + 1, 0, 0];
      }
      expect(all).toBe(draws);
      expect(chiSquare).toBeLessThan(bins + 5 * Math.sqrt(2 * bins) + 5);
    },
  ); // prettier-ignore

  it("knows the sure outcomes", () => {
    const random = new Random(1);
    expect([drawBinomial(7, 0, random), drawBinomial(7, 1, random), drawBinomial(0, 0.5, random)]).toEqual([0, 7, 0]);
  });
});

describe("sampleCounts and sample", () => {
  const three = plain.compile(circuit(3).ry(param("a"), 0).h(1).crx(param("a"), 0, 2));
  const params = rows(0.7, 2.1);

  it("counts all shots of every row and repeats itself with the seed", () => {
    const draw = (seed: number) => sampleCounts(three, params, { shots: 500, random: new Random(seed) });
    const counts = draw(1);
    expect([counts.slice(0, 8), counts.slice(8)].map((row) => row.reduce((sum, x) => sum + x, 0))).toEqual([500, 500]);
    expect([...draw(1)]).toEqual([...counts]);
    expect([...draw(2)]).not.toEqual([...counts]);
  });

  it("has multinomial means and covariances", () => {
    const [repeats, shots] = [4000, 50];
    const random = new Random(5);
    const probs = three.probs(rows(0.7));
    const runs = Array.from({ length: repeats }, () => sampleCounts(three, rows(0.7), { shots, random }));
    const mean = (f: (counts: Uint32Array) => number) => runs.reduce((sum, counts) => sum + f(counts), 0) / repeats;
    for (let j = 0; j < 8; j++)
      for (let k = 0; k < 8; k++) {
        const covariance = shots * ((j === k ? probs[j]! : 0) - probs[j]! * probs[k]!);
        const seen = mean((c) => (c[j]! - shots * probs[j]!) * (c[k]! - shots * probs[k]!));
        const scale = shots * Math.sqrt(probs[j]! * probs[k]!);
        expect(Math.abs(mean((c) => c[k]!) - shots * probs[k]!)).toBeLessThan(5 * Math.sqrt((shots * probs[k]!) / repeats) + 1e-9);
        expect(Math.abs(seen - covariance)).toBeLessThan((5 * (2 * scale + 1)) / Math.sqrt(repeats));
      }
  });

  it("draws outcomes in random order with the counts of the same seed", () => {
    const options = () => ({ shots: 400, random: new Random(3) });
    const outcomes = sample(three, params, options());
    const counts = new Uint32Array(16);
    outcomes.forEach((k, shot) => counts[(shot < 400 ? 0 : 8) + k]!++);
    expect([...counts]).toEqual([...sampleCounts(three, params, options())]);
    expect([...outcomes.slice(0, 400)]).not.toEqual([...outcomes.slice(0, 400)].sort((a, b) => a - b));
  });

  it("takes 1 to 10⁶ shots, 1000 when not told", () => {
    const total = (shots?: number) => sampleCounts(three, rows(1), { shots, random: new Random(1) }).reduce((sum, x) => sum + x, 0);
    expect([total(1), total(1_000_000), total()]).toEqual([1, 1_000_000, DEFAULT_SHOTS]);
    for (const shots of [0, -1, 0.5, NaN, 1_000_001]) expect(() => total(shots)).toThrow(ArgumentError);
  });
});

describe("measurementPlan", () => {
  const bases = (observables: Observable[]) => measurementPlan(observables).settings.map(({ basis }) => basis);

  it("reads all Z from one setting, X, Y and Z from three", () => {
    expect(bases(allZ(4))).toEqual(["ZZZZ"]);
    expect(bases((["X", "Y", "Z"] as const).flatMap((p) => [0, 1, 2].map((wire) => pauliOn(p, wire, 3))))).toEqual(["XXX", "YYY", "ZZZ"]);
  });

  it("puts strings together that commute qubit by qubit, and no shot on identities", () => {
    const plan = measurementPlan([parseObservable("ZIX+IZX+XXI"), parseObservable("2*III-0.5*IYY")]);
    expect(plan.settings.map(({ basis, terms }) => [basis, terms.length])).toEqual([["ZZX", 2], ["XXI", 1], ["IYY", 1]]); // prettier-ignore
    expect([...plan.constants]).toEqual([0, 2]);
  });
});

describe("estimateExpval", () => {
  it("is unbiased with variance (1 − ⟨P⟩²)/shots in every basis", () => {
    const run = plain.compile(circuit(2).ry(param("a"), 0).rx(param("a"), 1).crz(0.8, 0, 1));
    const observables = ["ZI", "XI", "IY", "ZZ", "XY", "YX"].map((text) => parseObservable(text));
    const exact = run.expval(rows(0.9), observables);
    const [repeats, shots] = [3000, 40];
    const random = new Random(2);
    const runs = Array.from({ length: repeats }, () => estimateExpval(run, rows(0.9), observables, { shots, random }));
    observables.forEach((_, k) => {
      const mean = runs.reduce((sum, values) => sum + values[k]!, 0) / repeats;
      const variance = runs.reduce((sum, values) => sum + (values[k]! - exact[k]!) ** 2, 0) / repeats;
      const expected = (1 - exact[k]! ** 2) / shots;
      expect(Math.abs(mean - exact[k]!)).toBeLessThan(5 * Math.sqrt(expected / repeats));
      expect(Math.abs(variance / expected - 1)).toBeLessThan(5 * Math.sqrt(2 / repeats) + 0.05);
    });
  });

  it("reads the strings of one setting from the same shots", () => {
    const bell = plain.compile(circuit(2).h(0).cnot(0, 1));
    const [z0, z1, zz] = estimateExpval(bell, none, [...allZ(2), parseObservable("ZZ")], { shots: 101, random: new Random(9) });
    expect(z0).toBe(z1);
    expect(Math.abs(z0!)).toBeGreaterThan(0);
    expect(zz).toBe(1);
  });

  it("gives sums with weights and identities exactly where the outcome is sure", () => {
    const values = estimateExpval(plain.compile(circuit(2).x(1)), none, [parseObservable("0.5*II-2*IZ+ZI")], { random: new Random(1) });
    expect(values[0]).toBeCloseTo(0.5 + 2 + 1, 12);
  });

  it("refuses observables of another size", () => {
    const run = plain.compile(circuit(2));
    expect(() => estimateExpval(run, none, [observable([{ coefficient: 1, paulis: "Z" }])], { random: new Random(1) })).toThrow(ShapeError);
  });
});
