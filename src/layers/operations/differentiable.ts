import * as tf from "@tensorflow/tfjs";
import { isRecording, record, type Differentiable } from "./tape";

/**
 * Makes one tape node of an operation: `tf.customGrad` with its types put right, and within a training step the same node without
 * tfjs' bookkeeping.
 *
 * tfjs disposes activations after the forward pass, so `gradients` may use only what was passed to `save` (filled
 * before it is saved: wasm copies) and variables. They may hand on `dy` itself. Differentiable once: the gradients are not themselves on the tape.
 */
export function differentiable(inputs: readonly tf.Tensor[], forward: (save: tf.GradSaveFunc) => Differentiable): tf.Tensor {
  if (isRecording()) return record(inputs, forward);
  return tf.customGrad((...args) => {
    const { value, gradients } = forward(args[args.length - 1] as tf.GradSaveFunc);
    // tfjs disposes gradients one by one, so each must be a tensor of its own.
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved) => gradients(dy, saved).map((each) => (each === dy ? tf.reshape(dy, dy.shape) : each)),
    };
  })(...inputs);
}
