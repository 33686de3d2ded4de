import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";
import type { Attendable } from "../attendable";

/** Gives one vector a sequence, [B, D], to each of its real tokens, and 0 to masked ones: [B, T, D]. */
export function toEveryToken(vectors: tf.Tensor2D, { B, T, mask }: Attendable): tf.Tensor3D {
  const D = vectors.shape[1];
  return differentiable([vectors], () => {
    const [y] = compute([[B, T, D]], [vectors], ([out], [values]) => {
      for (let row = 0; row < B * T; row++) {
        const b = Math.floor(row / T);
        if (mask !== null && mask[row] === 0) out!.fill(0, row * D, (row + 1) * D);
        else out!.set(values!.subarray(b * D, (b + 1) * D), row * D);
      }
    });
    return {
      value: y!,
      gradients: (dy) =>
        compute([vectors.shape], [dy], ([d], [upstream]) => {
          d!.fill(0);
          for (let row = 0; row < B * T; row++) {
            if (mask !== null && mask[row] === 0) continue;
            const b = Math.floor(row / T);
            for (let c = 0; c < D; c++) d![b * D + c]! += upstream![row * D + c]!;
          }
        }),
    };
  }) as tf.Tensor3D;
}
