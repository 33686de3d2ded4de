import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { circuitStates, getEngine, Random, ready } from "quantum-attention";
import { reuploadingLayers } from "../../src/attention/circuits/featureCircuits";
import { stateGram, type GramKind } from "../../src/attention/operations/stateGram";
import { testBackend } from "../backend";

/** Query angles of one circuit of Pauli rotations against two fixed keys: Σ_j c_j · score_j as a function of the angles. */
const ansatz = reuploadingLayers(2, 2, 2, true);
const weights = ansatz.parameters.filter((name) => name.startsWith("theta"));
const random = new Random(4);
const draw = (n: number): Float32Array => Float32Array.from({ length: n }, () => 2 * random.normal());
const features = draw(4);
const [angles, keyAngles] = [draw(weights.length), draw(weights.length)];
const coefficients = [0.7, -1.3, 0.4, 0.9];

const loss = (kind: GramKind, theta: tf.Tensor): tf.Scalar => {
  const compiled = getEngine("simd").compile(ansatz, { shared: weights });
  const rows = tf.tensor2d(features, [2, 2]);
  const q = circuitStates(compiled, rows, theta as tf.Tensor1D);
  const k = circuitStates(compiled, rows, tf.tensor1d(keyAngles));
  return tf.sum(tf.mul(stateGram(kind, q, k, true, { B: 1, T: 2, H: 1 }), tf.tensor4d(coefficients, [1, 1, 2, 2])));
};
const at = (kind: GramKind, index: number, shift: number): number =>
  tf.tidy(() => loss(kind, tf.tensor1d(angles.map((angle, i) => (i === index ? angle + shift : angle)))).dataSync()[0]!);
const byTape = (kind: GramKind): Float32Array =>
  tf.tidy(() =>
    tf
      .grad((theta) => loss(kind, theta))(tf.tensor1d(angles))
      .dataSync<"float32">(),
  );
const every = (rule: (index: number) => number): number[] => weights.map((_, index) => rule(index));
const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => norm(Array.from(a, (x, i) => x - b[i]!));

describe("gradients of scores by the rules of circuits", () => {
  beforeAll(async () => {
    await ready({ backend: testBackend() });
  });

  it("an overlap follows ½f(θ+π); the two-term rule of expectation values would be √2 too large", () => {
    const tape = byTape("overlap");
    const half = every((i) => at("overlap", i, Math.PI) / 2);
    const twoTerms = every((i) => (at("overlap", i, Math.PI / 2) - at("overlap", i, -Math.PI / 2)) / 2);
    expect(norm(tape)).toBeGreaterThan(0.1);
    expect(distance(tape, half)).toBeLessThan(1e-5);
    expect(norm(twoTerms) / norm(tape)).toBeCloseTo(Math.SQRT2, 4);
  });

  it("a fidelity follows the two-term rule, where half a turn more would be wrong", () => {
    const tape = byTape("fidelity");
    const twoTerms = every((i) => (at("fidelity", i, Math.PI / 2) - at("fidelity", i, -Math.PI / 2)) / 2);
    const half = every((i) => at("fidelity", i, Math.PI) / 2);
    expect(norm(tape)).toBeGreaterThan(0.1);
    expect(distance(tape, twoTerms)).toBeLessThan(1e-5);
    expect(distance(tape, half)).toBeGreaterThan(0.1);
  });
});
