import type * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../../core/errors";
import { copyValues } from "./tensorMemory";

/** A mask's values, kept for the backward pass. @throws ShapeError unless it is bool [B, T] */
export function copyMask(where: string, mask: tf.Tensor | null, B: number, T: number): Uint8Array | null {
  if (mask === null) return null;
  if (mask.dtype === "bool" && mask.rank === 2 && mask.shape[0] === B && mask.shape[1] === T) return copyValues(mask) as Uint8Array;
  throw new ShapeError(`${where}: the mask is ${mask.dtype} [${mask.shape.join()}]; it must be bool [${B}, ${T}], true for real tokens`);
}
