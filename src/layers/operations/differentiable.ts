import * as tf from "@tensorflow/tfjs";

/** What an operation returns: its value, and how the value's gradient becomes one gradient an input. */
interface Differentiable {
  readonly value: tf.Tensor;
  readonly gradients: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[];
}

/**
 * Makes one tape node of an operation: `tf.customGrad` with its types put right.
 *
 * tfjs disposes activations after the forward pass, so `gradients` may use only what was passed to `save` (filled
 * before it is saved: wasm copies) and variables. Differentiable once: the gradients are not themselves on the tape.
 */
export function differentiable(inputs: readonly tf.Tensor[], forward: (save: tf.GradSaveFunc) => Differentiable): tf.Tensor {
  return tf.customGrad((...args) => {
    const { value, gradients } = forward(args[args.length - 1] as tf.GradSaveFunc);
    return { value, gradFunc: gradients };
  })(...inputs);
}

/** The gradient itself under another shape, its numbers shared. */
export function sameGradient(dy: tf.Tensor, shape: readonly number[] = dy.shape): tf.Tensor {
  return tf.reshape(dy, shape as number[]);
}
