import type * as tf from "@tensorflow/tfjs";
import { compute } from "../layers/operations/tensorMemory";
import { mayAttend, type Attendable } from "./attendable";

/** A number for each row, the same for rows of equal numbers. */
function rowIds(values: ArrayLike<number>, rows: number): Int32Array {
  const width = values.length / rows;
  const ids = new Map<string, number>();
  return Int32Array.from({ length: rows }, (_, row) => {
    const key = Array.from({ length: width }, (_unused, c) => values[row * width + c]).join();
    const id = ids.get(key) ?? ids.size;
    ids.set(key, id);
    return id;
  });
}

/** How many different circuits the attended pairs of a batch are, when pairs of equal angles are run once; rows (b, t, h). */
export function distinctPairs(rows: tf.Tensor2D, keys: Attendable, H: number): number {
  const { B, T } = keys;
  const count = rows.shape[0];
  const seen = new Set<number>();
  compute([], [rows], (_, [values]) => {
    const ids = rowIds(values!, count);
    for (let b = 0; b < B; b++)
      for (let i = 0; i < T; i++)
        for (let j = 0; j < T; j++)
          if (mayAttend(keys, b, i, j)) for (let h = 0; h < H; h++) seen.add(ids[(b * T + i) * H + h]! * count + ids[(b * T + j) * H + h]!);
  });
  return seen.size;
}
