import * as tf from "@tensorflow/tfjs";
import { type BatchSource, Random, type TrainableModel } from "quantum-attention";

/** Points in the plane and their class. */
export interface Points {
  readonly x: Float32Array;
  readonly labels: Int32Array;
}

/** `size` points, class 1 where x₀ + 2x₁ > 0. */
export function points(size: number, seed: number): BatchSource<Points> {
  const random = new Random(seed);
  const x = Float32Array.from({ length: 2 * size }, () => random.between(-1, 1));
  const label = (i: number): number => (x[2 * i]! + 2 * x[2 * i + 1]! > 0 ? 1 : 0);
  return {
    size,
    batch: (rows) => ({
      x: Float32Array.from({ length: 2 * rows.length }, (_, k) => x[2 * rows[k >> 1]! + (k & 1)]!),
      labels: Int32Array.from(rows, label),
    }),
  };
}

let made = 0;

/** Logistic regression, the smallest model that the training loop can have; `biasGroup` puts the bias into a rate group. */
export function linearModel(biasGroup: "quantum" | "classical" = "classical"): TrainableModel<Points> & { dispose(): void } {
  const id = made++;
  const [weight, bias] = tf.tidy(() => [
    tf.variable(tf.tensor2d([0.1, -0.1, 0.2, 0.3], [2, 2]), true, `linearModel${id}/weight`),
    tf.variable(tf.zeros([2]), true, `linearModel${id}/bias`),
  ]) as [tf.Variable, tf.Variable];
  const logits = ({ x }: Points) => tf.add(tf.matMul(tf.tensor2d(x, [x.length / 2, 2]), weight), bias);
  const rowLosses = (z: tf.Tensor, labels: Int32Array) =>
    tf.neg(tf.sum(tf.mul(tf.logSoftmax(z), tf.oneHot(tf.tensor1d(labels, "int32"), 2)), 1));
  const rightRows = (z: tf.Tensor, labels: Int32Array) => {
    const values = z.dataSync();
    return Uint8Array.from(labels, (label, i) => ((values[2 * i + 1]! > values[2 * i]! ? 1 : 0) === label ? 1 : 0));
  };
  return {
    namedWeights: () => [
      { name: "weight", variable: weight, group: "classical" },
      { name: "bias", variable: bias, group: biasGroup },
    ],
    loss: (batch) => {
      const z = logits(batch);
      const correct = rightRows(z, batch.labels).reduce((sum, right) => sum + right, 0);
      return { loss: tf.mean(rowLosses(z, batch.labels)), correct };
    },
    evaluate: (batch) => {
      const z = tf.tidy(() => logits(batch));
      const losses = tf.tidy(() => rowLosses(z, batch.labels));
      const result = { losses: Float32Array.from(losses.dataSync()), correct: rightRows(z, batch.labels) };
      tf.dispose([z, losses]);
      return result;
    },
    dispose: () => tf.dispose([weight, bias]),
  };
}
