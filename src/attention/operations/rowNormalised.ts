import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";
import { mayAttend, type Attendable } from "../attendable";

/** Scores below this count as this, so that a row of zeros (or of estimates below zero) still has a sum. */
const SMALLEST = 1e-6;

/**
 * a_ij = s_ij / Σ_j s_ij over the keys that query i may attend to, 0 elsewhere; scores below 10⁻⁶ are taken as 10⁻⁶.
 *
 * scores [B, H, T, T], not negative by nature.
 */
export function rowNormalised(scores: tf.Tensor4D, keys: Attendable): tf.Tensor4D {
  const [B, H, T] = scores.shape;
  const rows = B * H * T;
  const open = keys.mask === null && !keys.causal;
  const sums = new Float64Array(rows);
  return differentiable([scores], (save) => {
    const [weights] = compute([scores.shape], [scores], ([out], [s]) => {
      for (let row = 0, at = 0; row < rows; row++, at += T) {
        const b = Math.floor(row / (H * T));
        let sum = 0;
        for (let j = 0; j < T; j++) sum += out![at + j] = open || mayAttend(keys, b, row % T, j) ? Math.max(s![at + j]!, SMALLEST) : 0;
        sums[row] = sum;
        for (let j = 0; j < T; j++) out![at + j]! /= sum;
      }
    });
    save([scores, weights!]);
    return {
      value: weights!,
      gradients: (dy, saved) =>
        compute([scores.shape], [...saved, dy], ([ds], [s, a, upstream]) => {
          for (let row = 0, at = 0; row < rows; row++, at += T) {
            let dot = 0;
            for (let j = 0; j < T; j++) dot += a![at + j]! * upstream![at + j]!;
            for (let j = 0; j < T; j++)
              ds![at + j] = a![at + j] === 0 || s![at + j]! < SMALLEST ? 0 : (upstream![at + j]! - dot) / sums[row]!;
          }
        }),
    };
  }) as tf.Tensor4D;
}
