import * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";
import { mayAttend, type Attendable } from "../attendable";

/** softmax over the attended keys of one row of scores, in place of `out`. */
function softmaxRow(scores: ArrayLike<number>, at: number, beta: number, keys: Attendable, b: number, i: number, out: Float32Array): void {
  const { T, mask, causal } = keys;
  const open = mask === null && !causal;
  let max = -Infinity;
  for (let j = 0; j < T; j++) if (open || mayAttend(keys, b, i, j)) max = Math.max(max, beta * scores[at + j]!);
  let sum = 0;
  for (let j = 0; j < T; j++) {
    const weight = open || mayAttend(keys, b, i, j) ? Math.exp(beta * scores[at + j]! - max) : 0;
    out[at + j] = weight;
    sum += weight;
  }
  const factor = 1 / sum;
  for (let j = 0; j < T; j++) out[at + j]! *= factor;
}

/**
 * a_ij = softmax_j(β·scale·s_ij) over the keys that query i may attend to, 0 elsewhere.
 *
 * scores [B, H, T, T]; β a number or a tensor of one value that is trained. Gradients go to scores and β. A constant added to all
 * scores of a row would change nothing, so that ½(1 + F) is F with the scale ½.
 */
export function scoreSoftmax(scores: tf.Tensor, beta: number | tf.Tensor, keys: Attendable, scale = 1): tf.Tensor4D {
  const { B, T } = keys;
  const rows = scores.size / T;
  const rowsOfSequence = rows / B;
  const trained = typeof beta === "number" ? [] : [beta];
  const factor = scale * (typeof beta === "number" ? beta : beta.dataSync()[0]!);
  return differentiable([scores, ...trained], (save) => {
    const [a] = compute([scores.shape], [scores], ([out], [values]) => {
      for (let row = 0; row < rows; row++) softmaxRow(values!, row * T, factor, keys, Math.floor(row / rowsOfSequence), row % T, out!);
    });
    save(trained.length === 0 ? [a!] : [a!, scores]);
    return {
      value: a!,
      gradients: (dy, saved) =>
        compute([scores.shape, ...trained.map(({ shape }) => shape)], [...saved, dy], ([ds, dBeta], inputs) => {
          const [weights, upstream] = [inputs[0]!, inputs[inputs.length - 1]!];
          const raw = inputs.length === 3 ? inputs[1]! : null;
          let slope = 0;
          for (let row = 0, at = 0; row < rows; row++, at += T) {
            let dot = 0;
            for (let j = 0; j < T; j++) dot += weights[at + j]! * upstream[at + j]!;
            for (let j = 0; j < T; j++) {
              const g = weights[at + j]! * (upstream[at + j]! - dot);
              if (raw !== null) slope += g * raw[at + j]!;
              ds![at + j] = factor * g;
            }
          }
          dBeta?.fill(scale * slope);
        }),
    };
  }) as tf.Tensor4D;
}
