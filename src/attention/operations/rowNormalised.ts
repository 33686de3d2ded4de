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
      for (let row = 0, end = 0; row < rows; row++) {
        const [start, b] = [end, Math.floor(row / (H * T))];
        end += T;
        let sum = 0;
        for (let at = start; at < end; at++) {
          const score = s![at]! < SMALLEST ? SMALLEST : s![at]!;
          sum += out![at] = open || mayAttend(keys, b, row % T, at - start) ? score : 0;
        }
        sums[row] = sum;
        const share = 1 / sum;
        for (let at = start; at < end; at++) out![at]! *= share;
      }
    });
    save([scores, weights!]);
    return {
      value: weights!,
      gradients: (dy, saved) =>
        compute([scores.shape], [...saved, dy], ([ds], [s, a, upstream]) => {
          for (let row = 0, end = 0; row < rows; row++) {
            const start = end;
            end += T;
            let dot = 0;
            for (let at = start; at < end; at++) dot += a![at]! * upstream![at]!;
            const share = 1 / sums[row]!;
            for (let at = start; at < end; at++) ds![at] = a![at] === 0 || s![at]! < SMALLEST ? 0 : (upstream![at]! - dot) * share;
          }
        }),
    };
  }) as tf.Tensor4D;
}
