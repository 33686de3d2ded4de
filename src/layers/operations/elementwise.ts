import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "./differentiable";
import { compute } from "./tensorMemory";

type Forward = (x: Float32Array, y: Float32Array) => void;
type Backward = (y: Float32Array, dy: Float32Array, dx: Float32Array) => void;

/** A function of each element whose derivative is a function of its value, as one tape node. */
export function elementwise(x: tf.Tensor, forward: Forward, backward: Backward): tf.Tensor {
  return differentiable([x], (save) => {
    const [y] = compute([x.shape], [x], ([out], [values]) => forward(values as Float32Array, out!));
    save([y!]);
    return {
      value: y!,
      gradients: (dy, [saved]) =>
        compute([dy.shape], [saved!, dy], ([dx], [values, upstream]) => backward(values as Float32Array, upstream as Float32Array, dx!)),
    };
  });
}
