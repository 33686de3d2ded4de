import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../../core/errors";
import { differentiable } from "./differentiable";
import { activeKernels } from "./kernels/activeKernels";
import { compute } from "./tensorMemory";

/**
 * y = x·w + b over the last axis of x.
 *
 * x [..., K], w [K, N], b [N] or null; y [..., N]. @throws ShapeError when they do not fit
 */
export function linear(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor | null): tf.Tensor {
  const [K, N] = w.shape as [number, number];
  if (w.rank !== 2 || x.shape[x.rank - 1] !== K || (b !== null && b.size !== N)) {
    throw new ShapeError(
      `linear: x is [${x.shape.join()}], w [${w.shape.join()}], b [${b?.shape.join() ?? "none"}]; the last axis of x must be w's first, b as long as w's second`,
    );
  }
  const shape = { M: x.size / K, K, N };
  const kernels = activeKernels();
  const biases = b === null ? [] : [b];
  return differentiable([x, w, ...biases], (save) => {
    const [y] = compute([[...x.shape.slice(0, -1), N]], [x, w, ...biases], ([out], [input, weight, bias]) =>
      kernels.linear(input as Float32Array, weight as Float32Array, (bias as Float32Array | undefined) ?? null, out!, shape),
    );
    // A variable outlives the forward pass; anything else has to be saved.
    const lasting = w instanceof tf.Variable;
    save(lasting ? [x] : [x, w]);
    return {
      value: y!,
      gradients: (dy, [savedX, savedW]) =>
        compute(
          [x.shape, w.shape, ...biases.map((bias) => bias.shape)],
          [savedX!, lasting ? w : savedW!, dy],
          (out, [input, weight, upstream]) =>
            kernels.linearGrad(
              input as Float32Array,
              weight as Float32Array,
              upstream as Float32Array,
              out[0]!,
              out[1]!,
              out[2] ?? null,
              shape,
            ),
        ),
    };
  });
}
