import * as tf from "@tensorflow/tfjs";
import { beforeEach, describe, expect, it } from "vitest";
import { presetConfig, Random, ready, ShapeError, Transformer, type ReadyOptions } from "quantum-attention";
import { crossEntropy } from "../../../src/layers/operations/crossEntropy";
import { add } from "../../../src/layers/operations/add";
import { gelu } from "../../../src/layers/operations/gelu";
import { linear } from "../../../src/layers/operations/linear";
import { reshape } from "../../../src/layers/operations/reshape";
import { readGradients } from "../../../src/layers/operations/tape";
import { writeVariable } from "../../../src/layers/operations/tensorMemory";
import { testBackends } from "../../backend";

/** Loss, then the gradient of every variable, by tfjs' own way and by ours. */
function bothWays(variables: tf.Variable[], loss: () => tf.Scalar): [number[][], number[][]] {
  const numbers = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];
  const theirs = tf.tidy(() => {
    const { value, grads } = tf.variableGrads(loss, variables);
    return [numbers(value), ...variables.map(({ name }) => (grads[name] === undefined ? [] : numbers(grads[name])))] as tf.TensorContainer;
  });
  const ours = readGradients(variables, loss, (value, gradientOf) => [
    numbers(value),
    ...variables.map((variable) => {
      const gradient = gradientOf(variable);
      return gradient === null ? [] : numbers(gradient);
    }),
  ]);
  return [theirs as number[][], ours];
}

const normal = (random: Random, shape: number[]): tf.Tensor =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => random.normal()),
    shape,
  );
const variables = (random: Random, ...shapes: number[][]): tf.Variable[] =>
  shapes.map((shape) => tf.tidy(() => tf.variable(normal(random, shape))));

const SETTINGS: readonly (readonly [string, ReadyOptions])[] = testBackends().map((backend) => [backend, { backend }]);

describe.each(SETTINGS)("gradients of a training step on %s", (_, options) => {
  beforeEach(async () => {
    await ready(options);
  });

  it("are those of tfjs to the bit for a model of this library's operations, and nothing is left", () => {
    const model = new Transformer(presetConfig("plan", "classical", { vocabSize: 12, nClasses: 3, embedDim: 8, nHeads: 2 }), new Random(3));
    const [tokens, labels] = [
      tf.tensor2d(
        [
          [1, 2, 3, 2],
          [4, 5, 1, 11],
        ],
        [2, 4],
        "int32",
      ),
      tf.tensor1d([0, 2], "int32"),
    ];
    const loss = (): tf.Scalar => crossEntropy(model.forward(tokens), labels);
    const weights = model.namedWeights().map(({ variable }) => variable);
    tf.tidy(() => void loss());
    const before = tf.memory();
    const [theirs, ours] = bothWays(weights, loss);
    expect(ours).toEqual(theirs);
    expect(ours.every((each) => each.length > 0)).toBe(true);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    model.dispose();
    tf.dispose([tokens, labels]);
  });

  it("pass through operations of tfjs, inputs that are used twice, and tensors of the caller", () => {
    const [w, b, unused] = variables(new Random(1), [3, 4], [4], [2]) as [tf.Variable, tf.Variable, tf.Variable];
    const x = normal(new Random(2), [5, 3]);
    const before = tf.memory().numTensors;
    const [theirs, ours] = bothWays([w, b, unused], () => {
      const hidden = gelu(linear(x, tf.mul(w, 2), b));
      const [left, right] = tf.split(add(hidden, tf.square(hidden)), 2, 1);
      return tf.mean(tf.matMul(left!, right!, false, true));
    });
    expect(ours.map((each) => each.length)).toEqual([1, 12, 4, 0]);
    expect(theirs.map((each) => each.length)).toEqual([1, 12, 4, 0]);
    const scale = Math.max(...theirs.flat().map(Math.abs));
    ours.forEach((each, i) => each.forEach((value, k) => expect(Math.abs(value - theirs[i]![k]!)).toBeLessThan(1e-6 * scale)));
    expect(tf.memory().numTensors).toBe(before);
    expect(x.isDisposed).toBe(false);
    tf.dispose([w, b, unused, x]);
  });

  it("see the same numbers under another shape", () => {
    const [w] = variables(new Random(8), [2, 6]) as [tf.Variable];
    const before = tf.memory();
    const [theirs, ours] = bothWays([w], () => tf.sum(tf.square(gelu(reshape(tf.mul(w, [1, 2, 3, 4, 5, 6]), [3, -1])))));
    expect(ours).toEqual(theirs);
    expect(ours[1]!.every((slope) => slope !== 0)).toBe(true);
    const shaped = reshape(w, [4, 3]);
    expect([shaped.shape, [...shaped.dataSync()]]).toEqual([[4, 3], [...w.dataSync()]]);
    shaped.dispose();
    for (const shape of [[5, -1], [2, 5]]) expect(() => reshape(w, shape)).toThrow(ShapeError); // prettier-ignore
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    w.dispose();
  });

  it("leave room for a gradient within the loss, and for a step within a gradient", () => {
    const [w] = variables(new Random(4), [2, 2]) as [tf.Variable];
    const x = normal(new Random(5), [3, 2]);
    const before = tf.memory().numTensors;
    const slope = (): tf.Tensor => tf.grad((each: tf.Tensor) => tf.sum(gelu(linear(each, w, null))))(x);
    const inside = readGradients(
      [w],
      () => tf.sum(tf.mul(slope(), tf.sum(linear(x, w, null)))),
      (value) => value.dataSync()[0]!,
    );
    const alone = tf.tidy(() => tf.mul(tf.sum(slope()), tf.sum(linear(x, w, null))).dataSync()[0]!);
    expect(Math.abs(inside - alone)).toBeLessThan(1e-5 * Math.abs(alone));
    const outer = tf.tidy(() =>
      tf
        .grad((each: tf.Tensor) => {
          readGradients(
            [w],
            () => tf.sum(linear(x, w, null)),
            () => null,
          );
          return tf.sum(gelu(each));
        })(x)
        .dataSync(),
    );
    const expected = tf.tidy(() =>
      tf
        .grad((each: tf.Tensor) => tf.sum(gelu(each)))(x)
        .dataSync(),
    );
    expect([...outer]).toEqual([...expected]);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([w, x]);
  });

  it("leave nothing behind when the loss throws", () => {
    const [w] = variables(new Random(6), [2, 2]) as [tf.Variable];
    const before = tf.memory().numTensors;
    const loss = (): tf.Scalar => {
      gelu(linear(tf.ones([3, 2]), w, null));
      throw new Error("no loss");
    };
    expect(() => readGradients([w], loss, () => null)).toThrow("no loss");
    expect(tf.memory().numTensors).toBe(before);
    expect(bothWays([w], () => tf.sum(linear(tf.ones([3, 2]), w, null)))[1][1]).toEqual([3, 3, 3, 3]);
    w.dispose();
  });

  it("see what a variable was given, whoever reads it and whatever shares its memory", () => {
    const [w] = variables(new Random(7), [2, 2]) as [tf.Variable];
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const product = (): number[] => tf.tidy(() => [...tf.matMul(x, w).dataSync()]);
    product();
    const before = tf.memory().numTensors;
    writeVariable(w, Float32Array.of(2, 2, 2, 2));
    expect(product()).toEqual([6, 6, 14, 14]);
    const alias = w.reshape([4]);
    writeVariable(w, Float32Array.of(1, 1, 1, 1));
    expect([...alias.dataSync()]).toEqual([2, 2, 2, 2]);
    alias.dispose();
    writeVariable(w, Float32Array.of(3, 3, 3, 3));
    expect(product()).toEqual([9, 9, 21, 21]);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([w, x]);
  });
});
