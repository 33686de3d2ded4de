import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ArgumentError, circuit, param, Random, shiftRule, type Circuit } from "quantum-attention";
import { frequenciesOf, operationSpectrum } from "../../src/gradient/shiftRule";
import { normals, seeds } from "../simulator/randomCircuit";

const ruleOf = (c: Circuit) => shiftRule(frequenciesOf(operationSpectrum(c.operations[0]!)));
const close = (frequencies: readonly number[], tolerance: number) => (seed: number) => {
  const random = new Random(seed);
  const [a, b] = [normals(random, frequencies.length), normals(random, frequencies.length)];
  const theta = random.between(-5, 5);
  const f = (x: number) => frequencies.reduce((sum, w, j) => sum + a[j]! * Math.cos(w * x) + b[j]! * Math.sin(w * x), 0.3);
  const exact = frequencies.reduce((sum, w, j) => sum - a[j]! * w * Math.sin(w * theta) + b[j]! * w * Math.cos(w * theta), 0);
  const shifted = shiftRule(frequencies).reduce((sum, { coefficient, shift }) => sum + coefficient * f(theta + shift), 0);
  expect(Math.abs(shifted - exact)).toBeLessThan(tolerance);
};

describe("shiftRule", () => {
  it.each([[[1]], [[0.5]], [[0.5, 1]], [[1, 2]], [[1, 2, 3]], [[0.7, 1.4, 2.1, 2.8]]])("is exact for equidistant %j", (frequencies) => {
    fc.assert(fc.property(seeds, close(frequencies, 1e-12)), { numRuns: 20, seed: 1 });
  });

  it.each([[[1, 3]], [[0.4, 1, 1.7]], [[1, Math.SQRT2, 2.3, 4]], [[0.1, 5]]])("is exact for the frequencies %j", (frequencies) => {
    fc.assert(fc.property(seeds, close(frequencies, 1e-9)), { numRuns: 20, seed: 2 });
  });

  it("equals the closed form of Wierichs et al. for R equidistant frequencies", () => {
    for (const [unit, R] of [
      [0.5, 2],
      [1, 3],
      [2, 5],
    ] as const) {
      // prettier-ignore
      const rule = shiftRule(Array.from({ length: R }, (_, i) => unit * (i + 1)));
      const period = (2 * Math.PI) / unit;
      for (let mu = 1; mu <= 2 * R; mu++) {
        const x = ((2 * mu - 1) * Math.PI) / (2 * R);
        const expected = ((mu % 2 === 1 ? 1 : -1) * unit) / (4 * R * Math.sin(x / 2) ** 2);
        const term = rule.find(({ shift }) => Math.abs(Math.sin((Math.PI * (shift - x / unit)) / period)) < 1e-9);
        expect(term?.coefficient).toBeCloseTo(expected, 12);
      }
    }
  });

  it("reads the rules of CRX, RBS and controlled gates from their spectra", () => {
    const [plus, minus] = [(Math.SQRT2 + 1) / (4 * Math.SQRT2), (Math.SQRT2 - 1) / (4 * Math.SQRT2)];
    const crx = ruleOf(circuit(2).crx(param("a"), 0, 1));
    expect(crx.map(({ shift }) => shift / Math.PI)).toEqual([0.5, -0.5, 1.5, -1.5]);
    crx.forEach(({ coefficient }, i) => expect(coefficient).toBeCloseTo([plus, -plus, -minus, minus][i]!, 14));
    const rbs = ruleOf(circuit(2).rbs(param("a"), 0, 1));
    expect(rbs.map(({ shift }) => shift / Math.PI)).toEqual([0.25, -0.25, 0.75, -0.75]);
    rbs.forEach(({ coefficient }, i) => expect(coefficient).toBeCloseTo([0.853553, -0.853553, -0.146447, 0.146447][i]!, 6));
    expect(ruleOf(circuit(2).rxx(param("a"), 0, 1)).map(({ coefficient }) => coefficient)).toEqual([0.5, -0.5]);
    expect(ruleOf(circuit(2).rxx(param("a"), 0, 1).controlled())).toHaveLength(4);
    expect(ruleOf(circuit(1).p(param("a"), 0).controlled().controlled())).toHaveLength(2);
  });

  it.each([[[0]], [[-1]], [[1, 1]], [[NaN]], [[Infinity]]])("refuses %j", (frequencies) => {
    expect(() => shiftRule(frequencies)).toThrow(ArgumentError);
  });

  it("needs no term where nothing depends on the angle", () => {
    expect(shiftRule([])).toEqual([]);
  });
});
