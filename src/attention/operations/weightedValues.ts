import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";

/**
 * y_i = Σ_j a_ij v_j by head.
 *
 * weights [B, H, T, T], values [B, T, D] with the heads side by side; the result is [B, T, D].
 */
export function weightedValues(weights: tf.Tensor4D, values: tf.Tensor): tf.Tensor3D {
  const [B, H, T] = weights.shape;
  const D = values.shape[2]!;
  const d = D / H;
  return differentiable([weights, values], (save) => {
    const [y] = compute([values.shape], [weights, values], ([out], [a, v]) => {
      out!.fill(0);
      for (let b = 0, row = 0; b < B; b++)
        for (let h = 0; h < H; h++)
          for (let i = 0; i < T; i++, row += T) {
            const to = (b * T + i) * D + h * d;
            for (let j = 0; j < T; j++) {
              const weight = a![row + j]!;
              if (weight === 0) continue;
              const from = (b * T + j) * D + h * d;
              for (let c = 0; c < d; c++) out![to + c]! += weight * v![from + c]!;
            }
          }
    });
    save([weights, values]);
    return {
      value: y!,
      gradients: (dy, saved) =>
        compute([weights.shape, values.shape], [...saved, dy], ([da, dv], [a, v, upstream]) => {
          dv!.fill(0);
          for (let b = 0, row = 0; b < B; b++)
            for (let h = 0; h < H; h++)
              for (let i = 0; i < T; i++, row += T) {
                const out = (b * T + i) * D + h * d;
                for (let j = 0; j < T; j++) {
                  const weight = a![row + j]!;
                  const at = (b * T + j) * D + h * d;
                  let sum = 0;
                  for (let c = 0; c < d; c++) {
                    const g = upstream![out + c]!;
                    sum += g * v![at + c]!;
                    dv![at + c]! += weight * g;
                  }
                  da![row + j] = sum;
                }
              }
        }),
    };
  }) as tf.Tensor3D;
}
