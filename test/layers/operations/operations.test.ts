import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { Random, ready, type ReadyOptions } from "quantum-attention";
import { testBackends } from "../../backend";
import { expectClose } from "../../expectClose";
import { OPERATION_CASES, type OperationCase } from "./cases";

interface Outcome {
  readonly value: Float32Array;
  readonly gradients: readonly Float32Array[];
}

/** Value and gradients of Σ c·f(inputs), c fixed random numbers: every output's gradient is seen. */
async function outcome(options: ReadyOptions, f: OperationCase["ours"], shapes: OperationCase["shapes"]): Promise<Outcome> {
  await ready(options);
  const random = new Random(7);
  const draw = (shape: readonly number[]): tf.Tensor =>
    tf.tensor(
      Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => random.normal()),
      shape as number[],
    );
  const before = tf.memory().numTensors;
  const result = tf.tidy(() => {
    const inputs = shapes.map(draw);
    const value = f(inputs);
    const weights = draw(value.shape);
    const gradients = tf.grads((...xs: tf.Tensor[]) => tf.sum(tf.mul(f(xs), weights)))(inputs);
    return { value: value.dataSync() as Float32Array, gradients: gradients.map((gradient) => gradient.dataSync() as Float32Array) };
  });
  expect(tf.memory().numTensors, "no tensor is left behind").toBe(before);
  return result;
}

/** Sums of up to 100 float32 products of numbers of size 1: a hundred times the rounding. */
const TOLERANCE = 1e-5;

const SETTINGS: readonly (readonly [string, ReadyOptions])[] = testBackends().flatMap((backend): [string, ReadyOptions][] =>
  backend === "wasm"
    ? [
        ["wasm with SIMD kernels", { backend, kernels: "simd" }],
        ["wasm with plain kernels", { backend, kernels: "plain" }],
      ]
    : [[backend, { backend }]],
);

describe.each(SETTINGS)("operations on %s agree with tfjs' own", (_, options) => {
  it.each(OPERATION_CASES.map((each) => [each.name, each] as const))("%s", async (_name, { ours, tfjs, shapes }) => {
    const expected = await outcome({ backend: "cpu" }, tfjs, shapes);
    const got = await outcome(options, ours, shapes);
    expectClose("value", got.value, expected.value, TOLERANCE, 1);
    expect(got.gradients.length).toBe(expected.gradients.length);
    got.gradients.forEach((gradient, i) => expectClose(`gradient ${i}`, gradient, expected.gradients[i]!, TOLERANCE, 1));
  });
});
