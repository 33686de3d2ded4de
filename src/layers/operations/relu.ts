import type * as tf from "@tensorflow/tfjs";
import { elementwise } from "./elementwise";
import { activeKernels } from "./kernels/activeKernels";

/** max(x, 0), element by element; its gradient at 0 is 0. */
export function relu(x: tf.Tensor): tf.Tensor {
  const kernels = activeKernels();
  return elementwise(x, kernels.relu, kernels.reluGrad);
}
