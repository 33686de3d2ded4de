import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { activeKernels } from "../../layers/operations/kernels/activeKernels";
import { compute } from "../../layers/operations/tensorMemory";

/**
 * y_i = Σ_j a_ij v_j by head.
 *
 * weights [B, H, T, T], values [B, T, D] with the heads side by side; the result is [B, T, D].
 */
export function weightedValues(weights: tf.Tensor4D, values: tf.Tensor): tf.Tensor3D {
  const [B, H, T] = weights.shape;
  const D = values.shape[2]!;
  const shape = { B, T, H };
  const kernels = activeKernels();
  return differentiable([weights, values], (save) => {
    const [y] = compute([values.shape], [weights, values], ([out], [a, v]) =>
      kernels.weightedValues(a as Float32Array, v as Float32Array, out!, shape, D),
    );
    save([weights, values]);
    return {
      value: y!,
      gradients: (dy, saved) =>
        compute([weights.shape, values.shape], [...saved, dy], ([da, dv], inputs) => {
          const [a, v, upstream] = inputs as Float32Array[];
          kernels.weightedValuesGrad(a!, v!, upstream!, da!, dv!, shape, D);
        }),
    };
  }) as tf.Tensor3D;
}
