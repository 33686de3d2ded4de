import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../../core/errors";
import { differentiable } from "./differentiable";
import { activeKernels } from "./kernels/activeKernels";
import type { LinearShape } from "./kernels/kernels";
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
    const backward = { shape, outputShape, gradientShapes: [x.shape, w.shape, ...biases.map((bias) => bias.shape)] };
    return {
      value: y!,
      gradients: (dy, saved) => {
        const inputs = [saved[0]!, lasting ? w : saved[saved.length - 1]!, dy];
        return activation === "none" ? linearGradients(inputs, backward) : activatedGradients([...inputs, saved[1]!], activation, backward);
      },
    };
  });
}

interface Backward {
  readonly shape: LinearShape;
  readonly outputShape: readonly number[];
  /** Of x, w and, where there is one, b. */
  readonly gradientShapes: readonly (readonly number[])[];
}

/** From x, w and the gradient of the linear map. */
function linearGradients(inputs: readonly tf.Tensor[], { shape, gradientShapes }: Backward): tf.Tensor[] {
  const kernels = activeKernels();
  return compute(gradientShapes, inputs, ([dx, dw, db = null], values) => {
    const [x, w, dy] = values as Float32Array[];
    kernels.linearGrad(x!, w!, dy!, dx!, dw!, db, shape);
  });
}

/** From x, w, the gradient behind the activation and the activated output. */
function activatedGradients(
  inputs: readonly tf.Tensor[],
  activation: Exclude<LinearActivation, "none">,
  { shape, outputShape, gradientShapes }: Backward,
): tf.Tensor[] {
  const kernels = activeKernels();
  const [before, ...gradients] = compute([outputShape, ...gradientShapes], inputs, ([dBefore, dx, dw, db = null], values) => {
    const [x, w, dy, y] = values as Float32Array[];
    (activation === "relu" ? kernels.reluGrad : kernels.tanhGrad)(y!, dy!, dBefore!);
    kernels.linearGrad(x!, w!, dBefore!, dx!, dw!, db, shape);
  });
  before!.dispose();
  return gradients;
}
