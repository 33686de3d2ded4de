import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { Random, ready, type BackendName } from "quantum-attention";
import { OPERATION_CASES, type OperationCase } from "./cases";

interface Outcome {
  readonly value: Float32Array;
  readonly gradients: readonly Float32Array[];
}

/** Value and gradients of Σ c·f(inputs), c fixed random numbers: every output's gradient is seen. */
async function outcome(backend: BackendName, f: OperationCase["ours"], shapes: OperationCase["shapes"]): Promise<Outcome> {
  await ready({ backend });
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

/** Sums of up to 100 float32 products of numbers of size 1: 1e-5 holds a hundred times the rounding. */
function expectClose(ours: Float32Array, theirs: Float32Array): void {
  expect(ours.length).toBe(theirs.length);
  const scale = Math.max(1, ...theirs.map(Math.abs));
  theirs.forEach((value, i) => expect(Math.abs(ours[i]! - value), `at ${i}: ${ours[i]} against ${value}`).toBeLessThan(1e-5 * scale));
}

describe.each(["wasm", "cpu"] as const)("operations on %s agree with tfjs' own", (backend) => {
  beforeAll(async () => {
    await ready({ backend });
  });

  it.each(OPERATION_CASES.map((each) => [each.name, each] as const))("%s", async (_, { ours, tfjs, shapes }) => {
    const expected = await outcome("cpu", tfjs, shapes);
    const got = await outcome(backend, ours, shapes);
    expectClose(got.value, expected.value);
    got.gradients.forEach((gradient, i) => expectClose(gradient, expected.gradients[i]!));
  });
});
