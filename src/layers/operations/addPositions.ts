import type * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../../core/errors";
import { differentiable } from "./differentiable";
import { activeKernels } from "./kernels/activeKernels";
import { compute } from "./tensorMemory";

/** x[b, t] + table[t] for x [B, T, D] and a fixed table [≥ T, D]. @throws ShapeError when the table is too short or of another width */
export function addPositions(x: tf.Tensor, table: tf.Tensor): tf.Tensor {
  const [B, T, D] = x.shape as [number, number, number];
  const [rows, width] = table.shape as [number, number];
  if (x.rank !== 3 || rows < T || width !== D) {
    throw new ShapeError(
      `addPositions: x is [${x.shape.join()}] and the table [${table.shape.join()}]; x must be [B, T, D], the table [at least T, D]`,
    );
  }
  const kernels = activeKernels();
  return differentiable([x], () => {
    const [y] = compute([x.shape], [x, table], ([out], [values, positions]) =>
      kernels.addPositions(values as Float32Array, positions as Float32Array, out!, B, T * D),
    );
    return { value: y!, gradients: (dy) => [dy] };
  });
}
