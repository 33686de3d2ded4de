import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "./differentiable";
import { activeKernels } from "./kernels/activeKernels";
import { compute } from "./tensorMemory";

/** x·Φ(x) with Φ the normal distribution function (Hendrycks & Gimpel 1606.08415), by erf and not the tanh approximation. */
export function gelu(x: tf.Tensor): tf.Tensor {
  const kernels = activeKernels();
  return differentiable([x], (save) => {
    const [y, slope] = compute([x.shape, x.shape], [x], ([out, slopes], [values]) => kernels.gelu(values as Float32Array, out!, slopes!));
    save([slope!]);
    return {
      value: y!,
      gradients: (dy, [saved]) =>
        compute([dy.shape], [saved!, dy], ([dx], [slopes, upstream]) =>
          kernels.multiply(slopes as Float32Array, upstream as Float32Array, dx!),
        ),
    };
  });
}
