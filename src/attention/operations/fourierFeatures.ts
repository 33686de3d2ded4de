import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";

/**
 * Features cos(ω_0·x), sin(ω_0·x), cos(ω_1·x) … of every row, `count` of them.
 *
 * x [R, K], frequencies [at least count/2, K] row-major; the result is [R, count]. Gradients go to x.
 */
export function fourierFeatures(x: tf.Tensor, frequencies: Float32Array, count: number): tf.Tensor2D {
  const [R, K] = x.shape as [number, number];
  const phases = (row: Float32Array, at: number, f: number): number => {
    let sum = 0;
    for (let c = 0, from = (f >> 1) * K; c < K; c++) sum += frequencies[from + c]! * row[at + c]!;
    return sum;
  };
  return differentiable([x], (save) => {
    const [features] = compute([[R, count]], [x], ([out], [values]) => {
      for (let r = 0, to = 0; r < R; r++)
        for (let f = 0; f < count; f++) {
          const phase = phases(values as Float32Array, r * K, f);
          out![to++] = f % 2 === 0 ? Math.cos(phase) : Math.sin(phase);
        }
    });
    save([x]);
    return {
      value: features!,
      gradients: (dy, saved) =>
        compute([x.shape], [...saved, dy], ([dx], [values, upstream]) => {
          dx!.fill(0);
          for (let r = 0, from = 0; r < R; r++)
            for (let f = 0; f < count; f++) {
              const phase = phases(values as Float32Array, r * K, f);
              const slope = upstream![from++]! * (f % 2 === 0 ? -Math.sin(phase) : Math.cos(phase));
              for (let c = 0; c < K; c++) dx![r * K + c]! += slope * frequencies[(f >> 1) * K + c]!;
            }
        }),
    };
  }) as tf.Tensor2D;
}
