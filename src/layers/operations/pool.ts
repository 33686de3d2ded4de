import type * as tf from "@tensorflow/tfjs";
import { ArgumentError, ShapeError } from "../../core/errors";
import { differentiable } from "./differentiable";
import { activeKernels } from "./kernels/activeKernels";
import { copyMask } from "./mask";
import { compute } from "./tensorMemory";

function sequenceShape(where: string, x: tf.Tensor): [number, number, number] {
  if (x.rank === 3) return x.shape as [number, number, number];
  throw new ShapeError(`${where}: x is [${x.shape.join()}]; pooling needs [B, T, D]`);
}

/**
 * Mean over the real tokens of each sequence.
 *
 * x [B, T, D], mask bool [B, T] (true = real token; none = all); the result is [B, D].
 * @throws ArgumentError when a sequence has no real token; ShapeError when shapes do not fit
 */
export function meanPool(x: tf.Tensor, mask: tf.Tensor | null = null): tf.Tensor {
  const [B, T, D] = sequenceShape("meanPool", x);
  const kernels = activeKernels();
  const kept = copyMask("meanPool", mask, B, T);
  return differentiable([x], () => {
    const [y] = compute([[B, D]], [x], ([out], [values]) => {
      const empty = kernels.meanPool(values as Float32Array, kept, out!, B, T, D);
      if (empty >= 0) throw new ArgumentError(`meanPool: sequence ${empty} of the batch has no real token; leave empty sequences out`);
    });
    return {
      value: y!,
      gradients: (dy) =>
        compute([[B, T, D]], [dy], ([dx], [upstream]) => kernels.meanPoolGrad(upstream as Float32Array, kept, dx!, B, T, D)),
    };
  });
}

/** The first token's row of each sequence: x [B, T, D] to [B, D]. @throws ShapeError unless x has three axes */
export function firstPool(x: tf.Tensor): tf.Tensor {
  const [B, T, D] = sequenceShape("firstPool", x);
  const kernels = activeKernels();
  return differentiable([x], () => {
    const [y] = compute([[B, D]], [x], ([out], [values]) => kernels.firstPool(values as Float32Array, out!, B, T, D));
    return {
      value: y!,
      gradients: (dy) => compute([[B, T, D]], [dy], ([dx], [upstream]) => kernels.firstPoolGrad(upstream as Float32Array, dx!, B, T, D)),
    };
  });
}
