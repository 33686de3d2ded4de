import type * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../../core/errors";
import { differentiable } from "./differentiable";
import { activeKernels } from "./kernels/activeKernels";
import { compute } from "./tensorMemory";

/** x + y of equal shapes: a residual connection. @throws ShapeError when the shapes differ */
export function add(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  if (x.shape.join() !== y.shape.join()) {
    throw new ShapeError(`add: shapes [${x.shape.join()}] and [${y.shape.join()}] differ; a residual connection adds equal shapes`);
  }
  const kernels = activeKernels();
  return differentiable([x, y], () => {
    const [sum] = compute([x.shape], [x, y], ([out], [a, b]) => kernels.add(a as Float32Array, b as Float32Array, out!));
    return { value: sum!, gradients: (dy) => [dy, dy] };
  });
}
