import type * as tf from "@tensorflow/tfjs";
import { elementwise } from "./elementwise";
import { activeKernels } from "./kernels/activeKernels";

/** tanh(x), element by element. */
export function tanh(x: tf.Tensor): tf.Tensor {
  const kernels = activeKernels();
  return elementwise(x, kernels.tanh, kernels.tanhGrad);
}
