import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";
import type { Attendable } from "../attendable";

/** How often columns, then rows are divided by their sums. */
const ROUNDS = 8;

/** Divides every line of an n×n matrix by its sum; gives the sums. Lines are rows, or columns. */
function divideLines(a: Float64Array, n: number, rows: boolean): Float64Array {
  const [line, step] = rows ? [n, 1] : [1, n];
  return Float64Array.from({ length: n }, (_, l) => {
    let sum = 0;
    for (let c = 0; c < n; c++) sum += a[l * line + c * step]!;
    for (let c = 0; c < n; c++) a[l * line + c * step]! /= sum;
    return sum;
  });
}

/** The cotangent before such a division from the one after it, in place. */
function divideLinesBack(d: Float64Array, after: Float64Array, sums: Float64Array, n: number, rows: boolean): void {
  const [line, step] = rows ? [n, 1] : [1, n];
  for (let l = 0; l < n; l++) {
    let dot = 0;
    for (let c = 0; c < n; c++) dot += d[l * line + c * step]! * after[l * line + c * step]!;
    for (let c = 0; c < n; c++) d[l * line + c * step] = (d[l * line + c * step]! - dot) / sums[l]!;
  }
}

/** The rows and columns of the real tokens of every sequence. */
const realTokens = ({ B, T, mask }: Attendable): number[][] =>
  Array.from({ length: B }, (_, b) => Array.from({ length: T }, (_t, t) => t).filter((t) => mask === null || mask[b * T + t] !== 0));

/**
 * A nearly doubly stochastic matrix by Sinkhorn's iteration: exp(s) with columns and rows divided by their sums in turn, rows last.
 *
 * scores [B, H, T, T] to the same shape; of the real tokens of a sequence rows sum to 1 and columns nearly. The row of a masked token
 * weighs all real ones alike. The gradient goes back through every division. (Sinkhorn 1964; Sander et al. 2110.11773)
 */
export function sinkhorn(scores: tf.Tensor4D, keys: Attendable): tf.Tensor4D {
  const [B, H, T] = scores.shape;
  const real = realTokens(keys);
  const kept: { readonly after: Float64Array; readonly sums: Float64Array; readonly rows: boolean }[][] = [];
  /** Calls `visit` for every entry between real tokens of one sequence and head: its place in the tensor and in their own matrix. */
  const eachPair = (b: number, h: number, visit: (at: number, own: number) => void): void => {
    const tokens = real[b]!;
    tokens.forEach((i, r) => tokens.forEach((j, c) => visit(((b * H + h) * T + i) * T + j, r * tokens.length + c)));
  };
  return differentiable([scores], () => {
    const [value] = compute([scores.shape], [scores], ([out], [s]) => {
      for (let b = 0; b < B; b++)
        for (let h = 0; h < H; h++) {
          const n = real[b]!.length;
          const a = new Float64Array(n * n);
          let max = -Infinity;
          eachPair(b, h, (at) => (max = Math.max(max, s![at]!)));
          eachPair(b, h, (at, own) => (a[own] = Math.exp(s![at]! - max)));
          const steps = Array.from({ length: 2 * ROUNDS }, (_, step) => {
            const rows = step % 2 === 1;
            const sums = divideLines(a, n, rows);
            return { sums, rows, after: a.slice() };
          });
          kept.push(steps);
          for (let i = 0; i < T; i++)
            for (let j = 0; j < T; j++) out![((b * H + h) * T + i) * T + j] = real[b]!.includes(j) && !real[b]!.includes(i) ? 1 / n : 0;
          eachPair(b, h, (at, own) => (out![at] = a[own]!));
        }
    });
    return {
      value: value!,
      gradients: (dy) =>
        compute([scores.shape], [dy], ([ds], [upstream]) => {
          ds!.fill(0);
          for (let b = 0; b < B; b++)
            for (let h = 0; h < H; h++) {
              const n = real[b]!.length;
              const steps = kept[b * H + h]!;
              const d = new Float64Array(n * n);
              eachPair(b, h, (at, own) => (d[own] = upstream![at]!));
              for (const { after, sums, rows } of [...steps].reverse()) divideLinesBack(d, after, sums, n, rows);
              const { after, sums } = steps[0]!;
              // The first division is of columns: before it stood the exponentials themselves.
              eachPair(b, h, (at, own) => (ds![at] = d[own]! * after[own]! * sums[own % n]!));
            }
        }),
    };
  }) as tf.Tensor4D;
}
