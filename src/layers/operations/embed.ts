import type * as tf from "@tensorflow/tfjs";
import { ArgumentError, ShapeError } from "../../core/errors";
import { differentiable } from "./differentiable";
import { activeKernels } from "./kernels/activeKernels";
import { compute, copyValues } from "./tensorMemory";

/**
 * Rows of a table by token id.
 *
 * table [V, D], ids int32 of any shape; the result is [...ids, D]. The row `paddingId` receives no gradient.
 *
 * @throws ArgumentError for an id outside the table; ShapeError unless ids are int32 and the table is a matrix
 */
export function embed(table: tf.Tensor, ids: tf.Tensor, paddingId: number | null = null): tf.Tensor {
  if (table.rank !== 2 || ids.dtype !== "int32") {
    throw new ShapeError(`embed: the table is [${table.shape.join()}] and ids are ${ids.dtype}; the table must be [V, D], ids int32`);
  }
  const [V, D] = table.shape as [number, number];
  const kernels = activeKernels();
  const kept = copyValues(ids) as Int32Array;
  return differentiable([table], () => {
    const [y] = compute([[...ids.shape, D]], [table, ids], ([out], [rows, positions]) => {
      const bad = kernels.embed(rows as Float32Array, positions as Int32Array, out!, V, D);
      if (bad < 0) return;
      throw new ArgumentError(`embed: token id ${kept[bad]} at position ${bad} is outside the vocabulary; ids run from 0 to ${V - 1}`, {
        id: kept[bad],
        vocabSize: V,
      });
    });
    return {
      value: y!,
      gradients: (dy) =>
        compute([[V, D]], [dy], ([out], [upstream]) => kernels.embedGrad(kept, upstream as Float32Array, out!, D, paddingId ?? -1)),
    };
  });
}
