import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute, type TensorValues } from "../../layers/operations/tensorMemory";
import type { Attendable } from "../attendable";

/** Calls `visit` with the place in scores [B, H, T, T] of every row i of real tokens, its place in [B, H, S, S], and its sequence. */
function eachRow({ B, T, mask }: Attendable, H: number, S: number, visit: (row: number, to: number, b: number) => void): void {
  for (let head = 0; head < B * H; head++) {
    const b = Math.floor(head / H);
    for (let i = 0; i < T; i++) if (mask === null || mask[b * T + i] !== 0) visit((head * T + i) * T, (head * S + i) * S, b);
  }
}

/**
 * Scores that enter a circuit as factors of its angles: φ_k = scale·θ_k·s_m, m = k mod S², row by row of the S×S scores of one head.
 *
 * scores [B, H, T, T] with T ≤ S, theta [H·P]; the result is [B·H, P]. Scores of hidden tokens, and of the places from T on, are 0.
 */
export function injectedAngles(scores: tf.Tensor4D, theta: tf.Tensor, S: number, keys: Attendable, scale: number): tf.Tensor2D {
  const { B, T, mask } = keys;
  const H = scores.shape[1];
  const P = theta.size / H;
  const size = S * S;
  const seen = (b: number, j: number): boolean => mask === null || mask[b * T + j] !== 0;
  const isWhole = T === S && mask === null;
  const spread = (s: TensorValues): TensorValues => {
    if (isWhole) return s;
    const all = new Float32Array(B * H * size);
    eachRow(keys, H, S, (row, to, b) => {
      for (let j = 0; j < T; j++) if (seen(b, j)) all[to + j] = s[row + j]!;
    });
    return all;
  };
  return differentiable([scores, theta], (save) => {
    const [angles] = compute([[B * H, P]], [scores, theta], ([out], [s, weights]) => {
      const all = spread(s!);
      for (let head = 0, at = 0; head < B * H; head++)
        for (let k = 0, w = (head % H) * P, m = 0; k < P; k++, at++) {
          out![at] = scale * weights![w + k]! * all[head * size + m]!;
          if (++m === size) m = 0;
        }
    });
    save([scores, theta]);
    return {
      value: angles!,
      gradients: (dy, saved) =>
        compute([scores.shape, theta.shape], [...saved, dy], ([ds, dTheta], [s, weights, upstream]) => {
          const all = spread(s!);
          const dAll = isWhole ? ds!.fill(0) : new Float32Array(all.length);
          dTheta!.fill(0);
          for (let head = 0, at = 0; head < B * H; head++)
            for (let k = 0, w = (head % H) * P, m = head * size; k < P; k++, at++) {
              const g = scale * upstream![at]!;
              dAll[m]! += g * weights![w + k]!;
              dTheta![w + k]! += g * all[m]!;
              if (++m === (head + 1) * size) m = head * size;
            }
          if (isWhole) return;
          ds!.fill(0);
          eachRow(keys, H, S, (row, to, b) => {
            for (let j = 0; j < T; j++) if (seen(b, j)) ds![row + j] = dAll[to + j]!;
          });
        }),
    };
  }) as tf.Tensor2D;
}
