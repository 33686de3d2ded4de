import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";

/**
 * The data of a circuit for every head of every token: the head's features, then the angles of the token's position.
 *
 * features [B, T, H·w]; table [at least T, p], a variable that is trained or fixed numbers; the result is [B·T·H, w + p], rows (b, t, h).
 */
export function positionedRows(features: tf.Tensor, table: tf.Variable | Float32Array, p: number, nHeads: number): tf.Tensor2D {
  const [B, T, width] = features.shape as [number, number, number];
  const w = width / nHeads;
  const rows = B * T * nHeads;
  const fixed = table instanceof Float32Array ? table : null;
  const trained: tf.Tensor[] = table instanceof Float32Array ? [] : [table];
  const positionOf = (row: number): number => Math.floor(row / nHeads) % T;
  return differentiable([features, ...trained], () => {
    const [value] = compute([[rows, w + p]], [features, ...trained], ([out], [x, angles]) => {
      const positions = fixed ?? angles;
      for (let row = 0, at = 0, from = 0; row < rows; row++) {
        for (const end = from + w; from < end;) out![at++] = x![from++]!;
        for (let place = positionOf(row) * p, end = place + p; place < end;) out![at++] = positions![place++]!;
      }
    });
    return {
      value: value!,
      gradients: (dy) =>
        compute([features.shape, ...trained.map(({ shape }) => shape)], [dy], ([dx, dTable], [upstream]) => {
          dTable?.fill(0);
          for (let row = 0, at = 0, to = 0; row < rows; row++) {
            for (const end = to + w; to < end;) dx![to++] = upstream![at++]!;
            if (dTable !== undefined) for (let c = 0, place = positionOf(row) * p; c < p; c++) dTable[place + c]! += upstream![at + c]!;
            at += p;
          }
        }),
    };
  }) as tf.Tensor2D;
}
