import type * as tf from "@tensorflow/tfjs";
import { compute, type TensorValues } from "../layers/operations/tensorMemory";
import { mayAttend, type Attendable } from "./attendable";

/** A number for each row, the same for rows of equal bits, and how many there are. */
function rowIds(values: TensorValues, rows: number): { readonly ids: Int32Array; readonly count: number } {
  const width = (2 * values.length) / rows;
  const bits = new Uint16Array(Float32Array.from(values).buffer);
  const known = new Map<string, number>();
  const ids = Int32Array.from({ length: rows }, (_, row) => {
    const key = String.fromCharCode(...bits.subarray(row * width, (row + 1) * width));
    const id = known.get(key) ?? known.size;
    known.set(key, id);
    return id;
  });
  return { ids, count: known.size };
}

/** How many different circuits the attended pairs of a batch are, when pairs of equal angles are run once; rows (b, t, h). */
export function distinctPairs(rows: tf.Tensor2D, keys: Attendable, H: number): number {
  const { B, T } = keys;
  let pairs = 0;
  compute([], [rows], (_, [values]) => {
    const { ids, count } = rowIds(values!, rows.shape[0]);
    const seen = Array.from({ length: count }, () => new Uint8Array(count));
    for (let b = 0; b < B; b++)
      for (let i = 0; i < T; i++)
        for (let j = 0; j < T; j++) {
          if (!mayAttend(keys, b, i, j)) continue;
          for (let h = 0; h < H; h++) {
            const [query, key] = [ids[(b * T + i) * H + h]!, ids[(b * T + j) * H + h]!];
            if (seen[query]![key] === 0) pairs++;
            seen[query]![key] = 1;
          }
        }
  });
  return pairs;
}
