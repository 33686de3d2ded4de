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
      for (let row = 0, at = 0; row < rows; row++) {
        for (let c = 0; c < w; c++) out![at++] = x![row * w + c]!;
        for (let c = 0, from = positionOf(row) * p; c < p; c++) out![at++] = positions![from + c]!;
      }
    });
    return {
      value: value!,
      gradients: (dy) =>
        compute([features.shape, ...trained.map(({ shape }) => shape)], [dy], ([dx, dTable], [upstream]) => {
          dTable?.fill(0);
          for (let row = 0, at = 0; row < rows; row++, at += w + p) {
            for (let c = 0; c < w; c++) dx![row * w + c] = upstream![at + c]!;
            if (dTable !== undefined) for (let c = 0, to = positionOf(row) * p; c < p; c++) dTable[to + c]! += upstream![at + w + c]!;
          }
        }),
    };
  }) as tf.Tensor2D;
}
