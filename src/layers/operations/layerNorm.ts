import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../../core/errors";
import { differentiable } from "./differentiable";
import { activeKernels } from "./kernels/activeKernels";
import { compute } from "./tensorMemory";

/**
 * y = (x − mean)/√(variance + ε)·g + b over the last axis (Ba et al. 1607.06450), the variance divided by D.
 *
 * x [..., D], g [D], b [D]; ε defaults to PyTorch's 1e-5. @throws ShapeError when they do not fit
 */
export function layerNorm(x: tf.Tensor, g: tf.Tensor, b: tf.Tensor, epsilon = 1e-5): tf.Tensor {
  const D = x.shape[x.rank - 1]!;
  if (g.size !== D || b.size !== D) {
    throw new ShapeError(`layerNorm: x is [${x.shape.join()}] but g has ${g.size} and b ${b.size} values; both need ${D}`);
  }
  const M = x.size / D;
  const kernels = activeKernels();
  return differentiable([x, g, b], (save) => {
    const [y, hat, rstd] = compute([x.shape, x.shape, [M]], [x, g, b], (out, [values, gain, bias]) =>
      kernels.layerNorm(values as Float32Array, gain as Float32Array, bias as Float32Array, out[0]!, out[1]!, out[2]!, M, D, epsilon),
    );
    const lasting = g instanceof tf.Variable;
    save(lasting ? [hat!, rstd!] : [hat!, rstd!, g]);
    return {
      value: y!,
      gradients: (dy, saved) =>
        compute([x.shape, g.shape, b.shape], [saved[0]!, saved[1]!, lasting ? g : saved[2]!, dy], (out, inputs) => {
          const [hats, inverses, gain, upstream] = inputs as Float32Array[];
          kernels.layerNormGrad(hats!, inverses!, gain!, upstream!, out[0]!, out[1]!, out[2]!, M, D);
        }),
    };
  });
}
