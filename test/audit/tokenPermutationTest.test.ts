import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  ArgumentError,
  createAttention,
  presetConfig,
  Random,
  ready,
  ShapeError,
  tokenPermutationTest,
  Transformer,
} from "quantum-attention";

beforeAll(async () => {
  await ready();
});

const random = (shape: [number, number, number], seed = 1): tf.Tensor3D => {
  const source = new Random(seed);
  return tf.tensor3d(
    Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, () => source.normal()),
    shape,
  );
};
const dyadic = (values: ArrayLike<number>, parts: number): Float32Array => Float32Array.from(values, (v) => Math.round(v * parts) / parts);

/** The errors of a mechanism of width 4 without positions; nothing is left behind. */
function errorsOf(mechanism: string, options: object = {}) {
  const before = tf.memory().numTensors;
  const attention = createAttention(mechanism, { embedDim: 4, ...options });
  const x = random([2, 5, 4]);
  const errors = tokenPermutationTest((tokens) => attention.mix(tokens, null, { training: false }), x);
  x.dispose();
  attention.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return errors;
}

describe("tokenPermutationTest", () => {
  it("finds uniform attention invariant: exactly, where sums are exact in float32", () => {
    const attention = createAttention("uniform", { embedDim: 4 });
    for (const { variable } of attention.namedWeights()) variable.assign(tf.tensor(dyadic(variable.dataSync(), 64), variable.shape));
    const x = tf.tidy(() => tf.tensor3d(dyadic(random([2, 4, 4]).dataSync(), 8), [2, 4, 4]));
    expect(tokenPermutationTest((tokens) => attention.mix(tokens, null), x)).toEqual({ invariance: 0, equivariance: 0 });
    x.dispose();
    attention.dispose();
  });

  it.each(["scaled-dot-product", "swap-test", "qsann"])("finds %s equivariant, and not with a causal mask", (mechanism) => {
    const plain = errorsOf(mechanism);
    expect(plain.invariance).toBeLessThan(1e-5);
    expect(plain.equivariance).toBeLessThan(1e-5);
    expect(errorsOf(mechanism, { causal: true }).invariance).toBeGreaterThan(1e-2);
  });

  it("measures both errors in units of the rms: x and then reversed positions added", () => {
    const x = tf.tensor3d([3, -3, 3, -3], [1, 4, 1]);
    const ramp = tf.tensor3d([0, 1, 2, 3], [1, 4, 1]);
    const added = tokenPermutationTest((tokens) => tokens.add(ramp), x, { permutations: 1 });
    // reversed: f(πx) − πf(x) = ramp − reversed ramp = ±3, ±1; rms of f(x) = (3, −2, 5, 0): √(38/4)
    expect(added.equivariance).toBeCloseTo(3 / Math.sqrt(38 / 4), 6);
    expect(added.invariance).toBeCloseTo(0, 6);
    const first = tokenPermutationTest((tokens) => tokens.slice([0, 0, 0], [1, 1, 1]).reshape([1, 1]), x, { permutations: 1 });
    expect(first).toEqual({ invariance: 2, equivariance: null }); // 3 becomes −3
    tf.dispose([x, ramp]);
  });

  it.each([
    ["none", 0, 1e-5],
    ["sinusoidal", 1e-4, Infinity],
  ] as const)("tells of a transformer with positions %s whether its logits know the order", (positions, above, below) => {
    const before = tf.memory().numTensors;
    const model = new Transformer(presetConfig("reference", "classical", { positions }), new Random(1));
    const rows = [[1, 12, 3, 4, 15, 6], [7, 2, 9, 4, 2, 1]]; // prettier-ignore
    const { invariance, equivariance } = tokenPermutationTest((x) => model.forward(x), rows);
    expect(invariance).toBeGreaterThanOrEqual(above);
    expect(invariance).toBeLessThan(below);
    expect(equivariance).toBeNull();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses one token, outputs of another shape, and no permutation", () => {
    const x = random([2, 3, 4]);
    expect(() => tokenPermutationTest((t) => t, x.slice([0, 0, 0], [2, 1, 4]))).toThrow(ShapeError);
    expect(() => tokenPermutationTest((t) => t.sum(), [[1, 2], [3, 4]])).toThrow(ShapeError); // prettier-ignore
    expect(() => tokenPermutationTest((t) => t.sum(), x)).toThrow(ShapeError);
    expect(() => tokenPermutationTest((t) => t, x, { permutations: 0 })).toThrow(ArgumentError);
    x.dispose();
  });
});
