import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amplitudeEmbedding, angleEmbedding, ArgumentError, allZ, getEngine, gradient, iqpEmbedding, iqpFeatures } from "quantum-attention";
import { NonFiniteError, Random, ShapeError } from "quantum-attention";
import { distance, normals, seeds } from "../simulator/randomCircuit";

const none = { batchSize: 1, perRow: new Float64Array(0), shared: new Float64Array(0) };

describe("angleEmbedding", () => {
  it("turns features into ⟨Z⟩ = cos x", () => {
    const { values } = gradient(angleEmbedding({ nQubits: 2, rotation: "RY" }), allZ(2), { x0: 0.3, x1: 2 });
    expect(distance(values, [Math.cos(0.3), Math.cos(2)])).toBeLessThan(1e-14);
  });
});

describe("amplitudeEmbedding", () => {
  const reference = getEngine("reference");

  it("prepares real vectors exactly, signs and zeros included", () => {
    const check = (seed: number, nQubits: number): void => {
      const random = new Random(seed);
      const vector = normals(random, 2 ** nQubits).map((x) => (random.uniform() < 0.3 ? 0 : x));
      vector[0] = 1;
      const { re, im } = reference.compile(amplitudeEmbedding(vector)).states(none);
      const norm = Math.hypot(...vector);
      expect(distance(re, vector.map((x) => x / norm))).toBeLessThan(1e-13); // prettier-ignore
      expect(distance(im, vector.map(() => 0))).toBeLessThan(1e-13); // prettier-ignore
    };
    fc.assert(fc.property(seeds, fc.integer({ min: 1, max: 6 }), check), { numRuns: 60, seed: 1 });
  });

  it("prepares complex vectors up to a global phase", () => {
    const check = (seed: number, nQubits: number): void => {
      const random = new Random(seed);
      const [a, b] = [normals(random, 2 ** nQubits), normals(random, 2 ** nQubits)];
      const { re, im } = reference.compile(amplitudeEmbedding(a, b)).states(none);
      const norm = Math.hypot(...a, ...b);
      const overlapRe = a.reduce((sum, x, k) => sum + x * re[k]! + b[k]! * im[k]!, 0) / norm;
      const overlapIm = a.reduce((sum, x, k) => sum + x * im[k]! - b[k]! * re[k]!, 0) / norm;
      expect(Math.hypot(overlapRe, overlapIm)).toBeCloseTo(1, 12);
    };
    fc.assert(fc.property(seeds, fc.integer({ min: 1, max: 6 }), check), { numRuns: 60, seed: 2 });
  });

  it("refuses zero vectors, odd lengths and NaN", () => {
    expect(() => amplitudeEmbedding([0, 0])).toThrow(ArgumentError);
    expect(() => amplitudeEmbedding([1, 2, 3])).toThrow(ShapeError);
    expect(() => amplitudeEmbedding([1])).toThrow(ShapeError);
    expect(() => amplitudeEmbedding([1, NaN])).toThrow(NonFiniteError);
    expect(() => amplitudeEmbedding([1, 0], [1])).toThrow(ShapeError);
  });
});

describe("iqpEmbedding", () => {
  it("equals the diagonal phase between Hadamards", () => {
    const x = [0.3, -1.2, 0.8];
    const c = iqpEmbedding({ nQubits: 3 });
    const { re, im } = getEngine("reference")
      .compile(c)
      .states({ ...none, perRow: iqpFeatures(x) });
    for (let k = 0; k < 8; k++) {
      const z = [4, 2, 1].map((bit) => (k & bit ? -1 : 1));
      let phase = 0;
      for (let a = 0; a < 3; a++) {
        phase -= (x[a]! * z[a]!) / 2;
        for (let b = a + 1; b < 3; b++) phase -= (x[a]! * x[b]! * z[a]! * z[b]!) / 2;
      }
      expect(re[k]).toBeCloseTo(Math.cos(phase) / Math.sqrt(8), 13);
      expect(im[k]).toBeCloseTo(Math.sin(phase) / Math.sqrt(8), 13);
    }
    expect(c.parameters).toEqual(["x0", "x1", "x2", "x0_x1", "x0_x2", "x1_x2"]);
  });
});
