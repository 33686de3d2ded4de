import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Random, ready } from "quantum-attention";
import { reducedStates } from "../../src/attention/operations/reducedStates";
import { scoreSoftmax } from "../../src/attention/operations/scoreSoftmax";
import { stateGram, type GramKind } from "../../src/attention/operations/stateGram";
import { weightedValues } from "../../src/attention/operations/weightedValues";
import { testBackend } from "../backend";

interface Shape {
  readonly B: number;
  readonly T: number;
  readonly H: number;
  readonly S: number;
  readonly d: number;
  readonly complex: boolean;
  readonly causal: boolean;
  readonly kind: GramKind;
  readonly seed: number;
}

/** Value and gradients of Gram matrix, masked softmax and weighted sum, one after another. */
function chain({ B, T, H, S, d, complex, causal, kind, seed }: Shape): Float32Array {
  return tf.tidy(() => {
    const random = new Random(seed);
    const normal = (shape: number[]): tf.Tensor =>
      tf.tensor(Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => random.normal() / 2), shape); // prettier-ignore
    const mask = Uint8Array.from({ length: B * T }, (_, i) => (i % T === 0 || random.uniform() < 0.7 ? 1 : 0));
    const states = [complex ? 2 : 1, B * T * H, S];
    const [q, k, v, beta, c] = [normal(states), normal(states), normal([B, T, H * d]), normal([1]), normal([B, T, H * d])];
    const f = (...[queries, keys, values, factor]: tf.Tensor[]): tf.Scalar => {
      const scores = stateGram(kind, queries!, keys!, complex, { B, T, H });
      const a = scoreSoftmax(scores, factor!, { B, T, mask, causal }, 0.8);
      const b = scoreSoftmax(scores, 1.3, { B, T, mask: null, causal });
      return tf.sum(tf.mul(weightedValues(tf.add<tf.Tensor4D>(a, b), values!), c));
    };
    const { value, grads } = tf.valueAndGrads(f)([q, k, v, beta]);
    return tf.concat([value, ...grads].map((each) => tf.reshape(each, [-1]))).dataSync() as Float32Array;
  });
}

/** Value and gradient of the density matrices of the first `kept` qubits. */
function reduced(nQubits: number, kept: number, seed: number): Float32Array {
  return tf.tidy(() => {
    const random = new Random(seed);
    const normal = (shape: [number, number, number]): tf.Tensor3D =>
      tf.tensor3d(
        Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, () => random.normal()),
        shape,
      );
    const [psi, c] = [normal([2, 3, 2 ** nQubits]), normal([1, 3, 4 ** kept])];
    const { value, grad } = tf.valueAndGrad((states: tf.Tensor) =>
      tf.sum(tf.mul(reducedStates(states as tf.Tensor3D, kept), tf.reshape(c, [3, -1]))),
    )(psi);
    return tf.concat([tf.reshape(value, [1]), tf.reshape(grad, [-1])]).dataSync<"float32">();
  });
}

describe("kernels of scores", () => {
  beforeAll(async () => {
    await ready({ backend: testBackend() });
  });
  afterAll(async () => {
    await ready({ backend: testBackend(), kernels: "simd" });
  });

  it("SIMD and plain agree for every shape", async () => {
    const size = (max: number) => fc.integer({ min: 1, max });
    const shapes = fc.record({
      B: size(3),
      T: size(9),
      H: size(3),
      S: size(9),
      d: size(6),
      complex: fc.boolean(),
      causal: fc.boolean(),
      kind: fc.constantFrom<GramKind>("overlap", "fidelity"),
      seed: fc.integer({ min: 0, max: 1e6 }),
    });
    const check = async (shape: Shape): Promise<void> => {
      await ready({ kernels: "plain", backend: testBackend() });
      const plain = chain(shape);
      await ready({ kernels: "simd", backend: testBackend() });
      const simd = chain(shape);
      const scale = Math.max(1, ...plain.map(Math.abs));
      plain.forEach((value, i) => expect(Math.abs(value - simd[i]!)).toBeLessThan(2e-5 * scale));
    };
    for (const [nQubits, kept] of [
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 2],
      [5, 2],
      [4, 4],
    ] as const) {
      await ready({ kernels: "plain", backend: testBackend() });
      const plain = reduced(nQubits, kept, 3);
      await ready({ kernels: "simd", backend: testBackend() });
      const simd = reduced(nQubits, kept, 3);
      const scale = Math.max(...plain.map(Math.abs));
      plain.forEach((value, i) => expect(Math.abs(value - simd[i]!)).toBeLessThan(1e-5 * scale));
    }
    await fc.assert(fc.asyncProperty(shapes, check), { seed: 11, numRuns: 40 });
  });
});
