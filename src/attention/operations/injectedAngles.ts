import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";
import type { Attendable } from "../attendable";

/**
 * Scores that enter a circuit as factors of its angles: φ_k = scale·θ_k·s_m, m = k mod S², row by row of the S×S scores of one head.
 *
 * scores [B, H, T, T] with T ≤ S, theta [H·P]; the result is [B·H, P]. Scores of hidden tokens, and of the places from T on, are 0.
 */
export function injectedAngles(scores: tf.Tensor4D, theta: tf.Tensor, S: number, { B, T, mask }: Attendable, scale: number): tf.Tensor2D {
  const H = scores.shape[1];
  const P = theta.size / H;
  const hidden = (b: number, t: number): boolean => t >= T || (mask !== null && mask[b * T + t] === 0);
  /** Where the score of angle k of sequence b and head h lies; −1 where there is none. */
  const placeOf = (b: number, h: number, k: number): number => {
    const [i, j] = [Math.floor((k % (S * S)) / S), k % S];
    return hidden(b, i) || hidden(b, j) ? -1 : ((b * H + h) * T + i) * T + j;
  };
  const places = Int32Array.from({ length: B * H * P }, (_, at) => placeOf(Math.floor(at / (H * P)), Math.floor(at / P) % H, at % P));
  return differentiable([scores, theta], (save) => {
    const [angles] = compute([[B * H, P]], [scores, theta], ([out], [s, weights]) => {
      for (let at = 0; at < places.length; at++) out![at] = places[at]! < 0 ? 0 : scale * weights![at % (H * P)]! * s![places[at]!]!;
    });
    save([scores, theta]);
    return {
      value: angles!,
      gradients: (dy, saved) =>
        compute([scores.shape, theta.shape], [...saved, dy], ([ds, dTheta], [s, weights, upstream]) => {
          ds!.fill(0);
          dTheta!.fill(0);
          for (let at = 0; at < places.length; at++) {
            if (places[at]! < 0) continue;
            const g = scale * upstream![at]!;
            ds![places[at]!]! += g * weights![at % (H * P)]!;
            dTheta![at % (H * P)]! += g * s![places[at]!]!;
          }
        }),
    };
  }) as tf.Tensor2D;
}
