import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";

/** Re Σ_tc e^{2πi(kt/K + lc/C)} x_tc / √(KC) of one sequence; places and channels that x lacks are 0. */
function transform(x: Float32Array, y: Float32Array, T: number, D: number, K: number, C: number): void {
  const wave = (product: number, size: number): number => (2 * Math.PI * (product % size)) / size;
  const [re, im] = [new Float64Array(T * D), new Float64Array(T * D)];
  for (let t = 0; t < T; t++)
    for (let l = 0; l < D; l++)
      for (let c = 0; c < D; c++) {
        const angle = wave(l * c, C);
        re[t * D + l]! += x[t * D + c]! * Math.cos(angle);
        im[t * D + l]! += x[t * D + c]! * Math.sin(angle);
      }
  for (let k = 0; k < T; k++)
    for (let t = 0; t < T; t++) {
      const angle = wave(k * t, K);
      const [cosine, sine] = [Math.cos(angle) / Math.sqrt(K * C), Math.sin(angle) / Math.sqrt(K * C)];
      for (let l = 0; l < D; l++) y[k * D + l]! += cosine * re[t * D + l]! - sine * im[t * D + l]!;
    }
}

/**
 * FNet by quantum Fourier transforms over the tokens and over the channels: the real part of the two-dimensional transform.
 *
 * x [B, T, D] in K places and C channels (powers of two), the result is its first T places and D channels. Symmetric: its own transpose.
 */
export function fourierMix(x: tf.Tensor3D, K: number, C: number): tf.Tensor3D {
  const [B, T, D] = x.shape;
  const all = (from: tf.Tensor): tf.Tensor =>
    compute([x.shape], [from], ([out], [values]) => {
      out!.fill(0);
      const row = (each: Float32Array, b: number): Float32Array => each.subarray(b * T * D, (b + 1) * T * D);
      for (let b = 0; b < B; b++) transform(row(values as Float32Array, b), row(out!, b), T, D, K, C);
    })[0]!;
  return differentiable([x], () => ({ value: all(x), gradients: (dy) => [all(dy)] })) as tf.Tensor3D;
}
