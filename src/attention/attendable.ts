import type * as tf from "@tensorflow/tfjs";
import { checkAllFinite } from "../core/check";
import { ArgumentError, ShapeError } from "../core/errors";
import { copyMask } from "../layers/operations/mask";
import { compute } from "../layers/operations/tensorMemory";

/** Which keys each query of a batch may attend to. */
export interface Attendable {
  readonly B: number;
  readonly T: number;
  /** [B·T] over the keys, 0 = hidden; null = all are seen. */
  readonly mask: Uint8Array | null;
  readonly causal: boolean;
}

/** Whether query i of sequence b may attend to key j. */
export const mayAttend = ({ T, mask, causal }: Attendable, b: number, i: number, j: number): boolean =>
  !(causal && j > i) && (mask === null || mask[b * T + j] !== 0);

/** How many (query, key) pairs there are over the batch: the circuits of one head. */
export function attendedPairs(keys: Attendable): number {
  const { B, T, mask, causal } = keys;
  if (mask === null) return B * (causal ? (T * (T + 1)) / 2 : T * T);
  let pairs = 0;
  for (let b = 0; b < B; b++) for (let j = 0; j < T; j++) if (mask[b * T + j] !== 0) pairs += causal ? T - j : T;
  return pairs;
}

/**
 * Reads who may attend to what.
 *
 * x [B, T, D]; mask bool [B, T] or null. @throws ShapeError unless shapes fit; ArgumentError when a query may attend to no key;
 * NonFiniteError when x holds a NaN or an infinity, which would spread over its sequence
 */
export function attendable(where: string, x: tf.Tensor, embedDim: number, mask: tf.Tensor | null, causal: boolean): Attendable {
  if (x.rank !== 3 || x.shape[2] !== embedDim || x.shape[0] === 0 || x.shape[1] === 0)
    throw new ShapeError(`${where}: x is [${x.shape.join()}]; pass [B, T, ${embedDim}]`, { shape: x.shape, embedDim });
  compute([], [x], (_, [values]) => checkAllFinite(where, "x", values!));
  const [B, T] = x.shape as [number, number];
  const values = copyMask(where, mask, B, T);
  for (let b = 0; values !== null && b < B; b++) {
    const first = values.subarray(b * T, (b + 1) * T).findIndex((each) => each !== 0);
    if (first < 0 || (causal && first > 0))
      throw new ArgumentError(
        `${where}: a query of sequence ${b} may attend to no key; leave empty sequences out, and pad on the right when attention is causal`,
        { sequence: b },
      );
  }
  return { B, T, mask: values, causal };
}
