import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  ArgumentError,
  attentionMechanism,
  createAttention,
  expval,
  orthogonalLayer,
  parseObservable,
  probs,
  Random,
  ready,
  ShapeError,
  shiftRule,
  statevector,
  unaryEmbedding,
  type AttentionConfig,
  type OrthogonalShape,
} from "quantum-attention";
import { rbsPairs } from "../../src/ansatz/orthogonalLayer";
import { unaryAngles } from "../../src/ansatz/unaryEmbedding";
import { orthogonalValueCircuit } from "../../src/attention/circuits/unaryCircuits";
import { drawnAmplitudes } from "../../src/attention/operations/drawnAmplitudes";
import { rbsMap, rbsMatrices } from "../../src/attention/operations/rbsMatrices";
import { testBackend } from "../backend";
import { assertValidAttention, tokens } from "./assertValidAttention";
import { determinant, excited, filledSlots, orthogonalOracle } from "./unaryOracles";

const CASES: readonly AttentionConfig[] = [
  { embedDim: 6, nHeads: 2, variant: "pyramid" },
  { embedDim: 5, variant: "x", trainableBeta: true, beta: 3 },
  { embedDim: 8, nHeads: 2, variant: "butterfly", causal: true },
];

const normals = (random: Random, n: number): number[] => Array.from({ length: n }, () => random.normal());
const SHAPES: readonly OrthogonalShape[] = ["pyramid", "x", "butterfly"];

/** A layer's matrix, [n, n], as the mechanism simulates it. */
const matrixOf = (n: number, shape: OrthogonalShape, angles: number[]): Float32Array =>
  tf.tidy(() => rbsMatrices(tf.tensor1d(angles), { pairs: rbsPairs(n, shape), nQubits: n, nHeads: 1 }).dataSync<"float32">());

describe("orthogonal attention", () => {
  beforeAll(async () => {
    await ready({ backend: testBackend() });
  });

  it.each(CASES.map((config) => [JSON.stringify(config), config] as const))("%s", (_text, config) => {
    assertValidAttention({ name: "orthogonal", config, T: 3, oracle: orthogonalOracle });
  });

  it("counts as the paper: pyramid d(d−1)/2, X 2d−3, butterfly (d/2)log₂d, for W and for V; 64 for d = 16 as in its table", () => {
    const count = (embedDim: number, variant: OrthogonalShape, nHeads = 1): number =>
      attentionMechanism("orthogonal").parameters({ embedDim, nHeads, variant });
    for (const d of [2, 4, 8, 16]) {
      expect(count(d, "pyramid")).toBe(d * (d - 1));
      expect(count(d, "x")).toBe(2 * (2 * d - 3));
      expect(count(d, "butterfly")).toBe(d * Math.log2(d));
    }
    expect(count(16, "butterfly")).toBe(64);
    expect(count(16, "x", 2)).toBe(2 * 2 * 13);
  });

  it("turns unary states by an orthogonal matrix of determinant 1: the literal circuit's on all 2^n amplitudes", () => {
    const cases = fc.record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      n: fc.integer({ min: 2, max: 6 }),
      shape: fc.constantFrom(...SHAPES),
    });
    fc.assert(
      fc.property(cases, ({ seed, n, shape }) => {
        fc.pre(shape !== "butterfly" || Number.isInteger(Math.log2(n)));
        const random = new Random(seed);
        const layer = orthogonalLayer({ nQubits: n, shape });
        const angles = normals(random, layer.nParams);
        const w = matrixOf(n, shape, angles);
        for (let k = 0; k < n; k++) {
          const unit = Array.from({ length: n }, (_, i) => (i === k ? 1 : 0));
          const { re } = statevector(filledSlots(unaryEmbedding(unit).compose(layer), { theta: angles }));
          for (let r = 0; r < n; r++) {
            expect(w[r * n + k]).toBeCloseTo(re[excited(r, n)]!, 6);
            let dot = 0;
            for (let c = 0; c < n; c++) dot += w[r * n + c]! * w[k * n + c]!;
            expect(dot).toBeCloseTo(r === k ? 1 : 0, 6);
          }
        }
        expect(determinant(Array.from({ length: n }, (_, r) => Array.from(w.subarray(r * n, (r + 1) * n))))).toBeCloseTo(1, 5);
      }),
      { seed: 3, numRuns: 25 },
    );
  });

  it("maps every head by its own matrix", () => {
    tf.tidy(() => {
      const layers = { pairs: rbsPairs(3, "pyramid"), nQubits: 3, nHeads: 2 };
      const angles = tf.tensor1d(normals(new Random(1), 6));
      const x = normals(new Random(2), 6);
      const [matrices, map] = [rbsMatrices(angles, layers).dataSync<"float32">(), rbsMap(angles, layers)];
      const got = tf.matMul(tf.tensor2d(x, [1, 6]), map).dataSync<"float32">();
      for (let i = 0; i < 6; i++) {
        const [h, r] = [Math.floor(i / 3), i % 3];
        const expected = [0, 1, 2].reduce((sum, c) => sum + matrices[(h * 3 + r) * 3 + c]! * x[h * 3 + c]!, 0);
        expect(got[i]).toBeCloseTo(expected, 6);
      }
    });
  });

  it("has the gradient of the four-term rule for RBS; the two-term rule would be wrong", () => {
    tf.tidy(() => {
      const [n, random] = [4, new Random(5)];
      const layers = { pairs: rbsPairs(n, "pyramid"), nQubits: n, nHeads: 1 };
      const angles = normals(random, layers.pairs.length);
      const [q, k] = [normals(random, n), normals(random, n)];
      const score = (theta: tf.Tensor): tf.Scalar => {
        const w = rbsMatrices(theta, layers).reshape([n, n]);
        return tf.square(tf.sum(tf.mul(tf.tensor1d(q), tf.matMul(w, tf.tensor2d(k, [n, 1])).reshape([n]))));
      };
      const at = (index: number, shift: number): number =>
        score(tf.tensor1d(angles.map((angle, i) => (i === index ? angle + shift : angle)))).dataSync()[0]!;
      const tape = tf.grad(score)(tf.tensor1d(angles)).dataSync();
      const rule = shiftRule([1, 2]);
      expect(rule).toHaveLength(4);
      angles.forEach((_, i) => {
        const shifted = rule.reduce((sum, { coefficient, shift }) => sum + coefficient * at(i, shift), 0);
        expect(Math.abs(tape[i]! - shifted)).toBeLessThan(2e-5);
      });
      const twoTerms = angles.map((_, i) => (at(i, Math.PI / 2) - at(i, -Math.PI / 2)) / 2);
      expect(Math.hypot(...twoTerms.map((value, i) => value - tape[i]!))).toBeGreaterThan(0.1);
    });
  });

  it("loads vectors in unary encoding, signs included", () => {
    const loaded = unaryEmbedding([0.6, 0, -0.8]);
    const { re } = statevector(loaded);
    [0.6, 0, -0.8].forEach((value, k) => expect(re[excited(k, 3)]).toBeCloseTo(value, 12));
    expect(() => unaryEmbedding([0, 0])).toThrow(ArgumentError);
    expect(() => unaryEmbedding([1])).toThrow(ShapeError);
    expect(() => unaryEmbedding([1, NaN])).toThrow(/vector\[1\] is NaN|NaN/);
  });

  it("reads values with their signs by an ancilla: outcome (s, e_k) has probability ¼((Vx)_k ± 1/√d)²", () => {
    const random = new Random(8);
    const [d, x] = [3, normals(random, 3)];
    const layer = orthogonalLayer({ nQubits: d, shape: "pyramid" });
    const theta = normals(random, layer.nParams);
    const { re } = statevector(filledSlots(unaryEmbedding(x).compose(layer), { theta }));
    const test = filledSlots(orthogonalValueCircuit(d, "pyramid"), { x: unaryAngles(x), theta });
    const outcome = probs(test);
    for (let k = 0; k < d; k++) {
      expect(outcome[excited(k, d)]).toBeCloseTo((re[excited(k, d)]! + 1 / Math.sqrt(d)) ** 2 / 4, 12);
      expect(outcome[2 ** d + excited(k, d)]).toBeCloseTo((re[excited(k, d)]! - 1 / Math.sqrt(d)) ** 2 / 4, 12);
    }
    expect(expval(test, [parseObservable("ZIII")])[0]).toBeCloseTo(layerMean(re, d), 12);
  });

  it("draws amplitudes without bias, with the variance of their circuit", () => {
    const [R, shots, a] = [4000, 200, [0.6, -0.48, 0.64]];
    tf.tidy(() => {
      const exact = tf.tensor2d(Array.from({ length: R }, () => a.map((value) => 2 * value)).flat(), [R, 3]);
      const rows = { norms: new Float64Array(R).fill(2), size: 3, at: (row: number, k: number) => 3 * row + k };
      const drawn = drawnAmplitudes(exact, rows, shots, new Random(2)).dataSync<"float32">();
      a.forEach((value, k) => {
        const column = Array.from({ length: R }, (_, row) => drawn[3 * row + k]!);
        const mean = column.reduce((sum, each) => sum + each, 0) / R;
        const variance = column.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (R - 1);
        const expected = (4 * (1.5 * value * value + 0.5 - value * value)) / shots;
        expect(Math.abs(mean - 2 * value)).toBeLessThan(5 * Math.sqrt(expected / R));
        expect(Math.abs(variance / expected - 1)).toBeLessThan(5 * Math.sqrt(2 / R));
      });
    });
  });

  it("counts one circuit a pair and one a token and head; shots tend to the exact output, the seed decides them", () => {
    tf.tidy(() => {
      const x = tokens(2, 3, 4);
      const run = (options: Partial<AttentionConfig>): Float32Array => {
        const made = createAttention("orthogonal", { embedDim: 4, nHeads: 2, ...options });
        const y = made.mix(x, null).dataSync<"float32">();
        made.dispose();
        return y;
      };
      const exact = run({});
      const far = (values: Float32Array): number => Math.hypot(...values.map((value, i) => value - exact[i]!));
      expect(run({ shots: 500 })).toEqual(run({ shots: 500 }));
      expect(far(run({ shots: 1_000_000 }))).toBeLessThan(far(run({ shots: 100 })) / 10);
      const made = createAttention("orthogonal", { embedDim: 4, nHeads: 2, shots: 50 });
      made.mix(x, null);
      const circuits = 2 * 2 * 9 + 2 * 3 * 2;
      expect(made.ledger.of("forward")).toEqual({ circuits, settings: circuits, shots: 50 * circuits });
      made.dispose();
    });
  });

  it("refuses what it cannot be", () => {
    const made = (config: AttentionConfig) => () => createAttention("orthogonal", config);
    expect(made({ embedDim: 4, entangled: false })).toThrow(/entangled cannot be set: every trained gate is an RBS/);
    expect(made({ embedDim: 6, variant: "butterfly" })).toThrow(/takes 6 qubits and a butterfly a power of two/);
    expect(made({ embedDim: 4, nHeads: 4 })).toThrow(ShapeError);
    expect(made({ embedDim: 64 })).toThrow(/takes 64 qubits and a circuit has at most 63; change embedDim, nHeads/);
    expect(made({ embedDim: 4, variant: "ring" })).toThrow(ArgumentError);
    tf.tidy(() => {
      const attention = createAttention("orthogonal", { embedDim: 4 });
      const x = tf.concat<tf.Tensor3D>([tokens(1, 2, 4), tf.zeros([1, 1, 4])], 1);
      expect(() => attention.mix(x, null)).toThrow(/token 2 in sequence 0 is zero/);
      expect(
        attention
          .mix(x, tf.tensor2d([1, 1, 0], [1, 3], "bool"))
          .dataSync()
          .every(Number.isFinite),
      ).toBe(true);
      attention.dispose();
    });
  });
});

/** ⟨Z⟩ of the ancilla: Σ_k (Vx)_k/√d. */
function layerMean(re: ArrayLike<number>, d: number): number {
  return Array.from({ length: d }, (_, k) => re[excited(k, d)]! / Math.sqrt(d)).reduce((sum, each) => sum + each, 0);
}
