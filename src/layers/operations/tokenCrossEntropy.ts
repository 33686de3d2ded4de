import * as tf from "@tensorflow/tfjs";
import { ArgumentError, ShapeError } from "../../core/errors";
import { crossEntropy } from "./crossEntropy";
import { reshape } from "./reshape";

/**
 * Mean cross-entropy −ln softmax(logits)[target], in nats, over the positions that count.
 *
 * logits [B, T, V]; targets [B·T]; counted [B·T], 1 = counts. The result is a scalar.
 *
 * @throws ShapeError when shapes do not fit; ArgumentError when no position counts, or for a target outside [0, V) that does
 */
export function tokenCrossEntropy(logits: tf.Tensor3D, targets: Int32Array, counted: Uint8Array): tf.Scalar {
  const [B, T, V] = logits.shape;
  if (logits.rank !== 3 || targets.length !== B * T || counted.length !== B * T) {
    throw new ShapeError(
      `tokenCrossEntropy: logits are [${logits.shape.join()}], with ${targets.length} targets and ${counted.length} marks; pass [B, T, V] and B·T of each`,
    );
  }
  const positions = Int32Array.from(targets.keys()).filter((position) => counted[position] !== 0);
  if (positions.length === 0) throw new ArgumentError("tokenCrossEntropy: no position of the batch counts; leave empty rows out");
  const rows = reshape(logits, [B * T, V]);
  const real = positions.length === B * T ? rows : tf.gather(rows, tf.tensor1d(positions, "int32"));
  return crossEntropy(
    real,
    tf.tensor1d(
      positions.map((position) => targets[position]!),
      "int32",
    ),
  );
}
