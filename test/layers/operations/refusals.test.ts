import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { ready } from "quantum-attention";
import { testBackends } from "../../backend";
import { add } from "../../../src/layers/operations/add";
import { addPositions } from "../../../src/layers/operations/addPositions";
import { attention, selfAttention } from "../../../src/layers/operations/attention";
import { crossEntropy } from "../../../src/layers/operations/crossEntropy";
import { embed } from "../../../src/layers/operations/embed";
import { layerNorm } from "../../../src/layers/operations/layerNorm";
import { linear } from "../../../src/layers/operations/linear";
import { firstPool, meanPool } from "../../../src/layers/operations/pool";

const bool = (rows: number[][]): tf.Tensor => tf.tensor2d(rows, undefined, "bool");
const int = (values: number[]): tf.Tensor => tf.tensor1d(values, "int32");

const REFUSALS: readonly (readonly [string, RegExp, () => tf.Tensor])[] = [
  ["an id outside the table", /token id 5 at position 1 .* from 0 to 3/, () => embed(tf.ones([4, 2]), int([0, 5]))],
  ["a negative id", /token id -1/, () => embed(tf.ones([4, 2]), int([-1]))],
  ["ids that are floats", /ids must|ids int32|ids are float32/, () => embed(tf.ones([4, 2]), tf.tensor1d([0]))],
  ["widths that differ", /linear: x is \[2,3\], w \[4,2\]/, () => linear(tf.ones([2, 3]), tf.ones([4, 2]), null)],
  ["a label without a class", /label 2 of row 1 .* 2 classes/, () => crossEntropy(tf.ones([2, 2]), int([0, 2]))],
  ["labels of another length", /crossEntropy: logits are \[2,2\]/, () => crossEntropy(tf.ones([2, 2]), int([0]))],
  [
    "an empty sequence in pooling",
    /sequence 1 .* no real token/,
    () =>
      meanPool(
        tf.ones([2, 2, 3]),
        bool([
          [1, 1],
          [0, 0],
        ]),
      ),
  ],
  ["pooling of a matrix", /pooling needs \[B, T, D\]/, () => firstPool(tf.ones([2, 3]))],
  ["a mask of another shape", /the mask is bool \[1,2\]/, () => meanPool(tf.ones([2, 2, 3]), bool([[1, 1]]))],
  ["heads that do not divide D", /does not split into 3 heads/, () => selfAttention(tf.ones([1, 2, 12]), { nHeads: 3 })],
  [
    "a query without keys",
    /sequence 0 may attend to no key/,
    () => selfAttention(tf.ones([1, 2, 6]), { mask: bool([[0, 1]]), causal: true }),
  ],
  ["q and k of different shapes", /must have one shape/, () => attention(tf.ones([1, 2, 6]), tf.ones([1, 3, 6]), tf.ones([1, 2, 6]))],
  ["a residual of another shape", /add: shapes \[2\] and \[3\] differ/, () => add(tf.ones([2]), tf.ones([3]))],
  ["too few positions", /addPositions: x is/, () => addPositions(tf.ones([1, 3, 2]), tf.ones([2, 2]))],
  ["a gain of another width", /both need 3/, () => layerNorm(tf.ones([2, 3]), tf.ones([2]), tf.ones([3]))],
];

describe.each(testBackends())("operations on %s refuse", (backend) => {
  beforeAll(async () => {
    await ready({ backend });
  });

  it.each(REFUSALS)("%s", (_, message, attempt) => {
    const before = tf.memory().numTensors;
    expect(() => tf.tidy(attempt)).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("lets a NaN through as NaN, for the training loop to see", () => {
    const weights = tf.tidy(() => selfAttention(tf.fill([1, 2, 3], NaN)).dataSync());
    expect([...weights]).toEqual([NaN, NaN]);
  });

  it("gives the padding row no gradient", () => {
    const gradient = tf.tidy(() =>
      tf
        .grad((table: tf.Tensor) => tf.sum(embed(table, int([0, 1, 1]), 0)))(tf.ones([3, 2]))
        .dataSync(),
    );
    expect([...gradient]).toEqual([0, 0, 2, 2, 0, 0]);
  });
});
