import type * as tf from "@tensorflow/tfjs";
import { ArgumentError, ShapeError } from "../../core/errors";
import { differentiable } from "./differentiable";
import { activeKernels } from "./kernels/activeKernels";
import { compute, copyValues } from "./tensorMemory";

/**
 * Mean cross-entropy −ln softmax(logits)[label] over the batch, in nats.
 *
 * logits [B, C], labels int32 [B]; the result is a scalar. @throws ArgumentError for a label outside [0, C); ShapeError when shapes do not fit
 */
export function crossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  const [B, C] = logits.shape as [number, number];
  if (logits.rank !== 2 || labels.size !== B || labels.dtype !== "int32") {
    throw new ShapeError(
      `crossEntropy: logits are [${logits.shape.join()}], labels ${labels.dtype} [${labels.shape.join()}]; they must be [B, C] and int32 [B]`,
    );
  }
  const kernels = activeKernels();
  const kept = copyValues(labels) as Int32Array;
  return differentiable([logits], (save) => {
    const [loss, gradient] = compute([[], [B, C]], [logits], ([value, dlogits], [values]) => {
      const bad = kernels.crossEntropy(values as Float32Array, kept, value!, dlogits!, B, C);
      if (bad >= 0)
        throw new ArgumentError(
          `crossEntropy: label ${kept[bad]} of row ${bad} is outside the ${C} classes; labels run from 0 to ${C - 1}`,
        );
    });
    save([gradient!]);
    return {
      value: loss!,
      gradients: (dy, [dlogits]) =>
        compute([[B, C]], [dy, dlogits!], ([out], [upstream, values]) => {
          for (let i = 0; i < out!.length; i++) out![i] = upstream![0]! * values![i]!;
        }),
    };
  }) as tf.Scalar;
}
