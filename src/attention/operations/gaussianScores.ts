import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";
import type { PairShape } from "../../layers/operations/kernels/kernels";

/**
 * s_ij = −(q_i − k_j)², whose softmax is the row-normalised Gaussian exp(−(q_i − k_j)²)/Σ_j exp(−(q_i − k_j)²).
 *
 * q, k: one number a row (b, t, h); the result is [B, H, T, T].
 */
export function gaussianScores(q: tf.Tensor, k: tf.Tensor, { B, T, H }: PairShape): tf.Tensor4D {
  const at = (b: number, t: number, h: number): number => (b * T + t) * H + h;
  return differentiable([q, k], (save) => {
    const [scores] = compute([[B, H, T, T]], [q, k], ([out], [qs, ks]) => {
      for (let b = 0, pair = 0; b < B; b++)
        for (let h = 0; h < H; h++)
          for (let i = 0; i < T; i++) for (let j = 0; j < T; j++) out![pair++] = -((qs![at(b, i, h)]! - ks![at(b, j, h)]!) ** 2);
    });
    save([q, k]);
    return {
      value: scores!,
      gradients: (dy, saved) =>
        compute([q.shape, k.shape], [...saved, dy], ([dq, dk], [qs, ks, upstream]) => {
          dq!.fill(0);
          dk!.fill(0);
          for (let b = 0, pair = 0; b < B; b++)
            for (let h = 0; h < H; h++)
              for (let i = 0; i < T; i++)
                for (let j = 0; j < T; j++) {
                  const [from, to] = [at(b, i, h), at(b, j, h)];
                  const g = 2 * upstream![pair++]! * (qs![from]! - ks![to]!);
                  dq![from]! -= g;
                  dk![to]! += g;
                }
        }),
    };
  }) as tf.Tensor4D;
}
