import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../../core/errors";
import { differentiable } from "./differentiable";
import { activeKernels } from "./kernels/activeKernels";
import { compute } from "./tensorMemory";

/** What a linear map may end in, inside the same tape node: a node costs more than the arithmetic of a small model. */
export type LinearActivation = "relu" | "tanh" | "none";

/**
 * y = f(x·w + b) over the last axis of x, f the identity, ReLU or tanh.
 *
 * x [..., K], w [K, N], b [N] or null; y [..., N]. @throws ShapeError when they do not fit
 */
export function linear(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor | null, activation: LinearActivation = "none"): tf.Tensor {
  const [K, N] = w.shape as [number, number];
  if (w.rank !== 2 || x.shape[x.rank - 1] !== K || (b !== null && b.size !== N)) {
    throw new ShapeError(
      `linear: x is [${x.shape.join()}], w [${w.shape.join()}], b [${b?.shape.join() ?? "none"}]; the last axis of x must be w's first, b as long as w's second`,
    );
  }
  const shape = { M: x.size / K, K, N };
  const outputShape = [...x.shape.slice(0, -1), N];
  const kernels = activeKernels();
  const biases = b === null ? [] : [b];
  return differentiable([x, w, ...biases], (save) => {
    const [y] = compute([outputShape], [x, w, ...biases], ([out], inputs) => {
      const [input, weight, bias = null] = inputs as Float32Array[];
      kernels.linear(input!, weight!, bias, out!, shape);
      if (activation !== "none") kernels[activation](out!, out!);
    });
    // A variable outlives the forward pass; anything else has to be saved.
    const lasting = w instanceof tf.Variable;
    save([x, ...(activation === "none" ? [] : [y!]), ...(lasting ? [] : [w])]);
    const gradientShapes = [x.shape, w.shape, ...biases.map((bias) => bias.shape)];
    return {
      value: y!,
      gradients: (dy, saved) => {
        const savedX = saved[0]!;
        const savedW = lasting ? w : saved[saved.length - 1]!;
        if (activation === "none") {
          return compute(gradientShapes, [savedX, savedW, dy], (out, inputs) => {
            const [input, weight, upstream] = inputs as Float32Array[];
            kernels.linearGrad(input!, weight!, upstream!, out[0]!, out[1]!, out[2] ?? null, shape);
          });
        }
        const [beforeActivation, ...gradients] = compute(
          [outputShape, ...gradientShapes],
          [savedX, savedW, dy, saved[1]!],
          (out, inputs) => {
            const [input, weight, upstream, output] = inputs as Float32Array[];
            (activation === "relu" ? kernels.reluGrad : kernels.tanhGrad)(output!, upstream!, out[0]!);
            kernels.linearGrad(input!, weight!, out[0]!, out[1]!, out[2]!, out[3] ?? null, shape);
          },
        );
        beforeActivation!.dispose();
        return gradients;
      },
    };
  });
}
