import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";

/** Replaces x_j by Σ_j e^{2πijk/N} x_j/√N along every line of `size` ≤ N complex numbers; `waves` (`wavesOf`) are cos and sin over √N. */
function transformLines(
  re: Float64Array,
  im: Float64Array,
  waves: Float32Array,
  size: number,
  step: number,
  starts: readonly number[],
): void {
  const last = waves.length - 1;
  const a = new Float64Array(size);
  const b = new Float64Array(size);
  for (const start of starts) {
    for (let j = 0; j < size; j++) {
      a[j] = re[start + j * step]!;
      b[j] = im[start + j * step]!;
    }
    for (let k = 0; k < size; k++) {
      let x = 0;
      let y = 0;
      for (let j = 0, wave = 0; j < size; j++, wave = (wave + 2 * k) & last) {
        const c = waves[wave]!;
        const s = waves[wave + 1]!;
        x += c * a[j]! - s * b[j]!;
        y += c * b[j]! + s * a[j]!;
      }
      re[start + k * step] = x;
      im[start + k * step] = y;
    }
  }
}

/**
 * FNet by quantum Fourier transforms over the tokens and over the channels: Re Σ_tc e^{2πi(kt/K + lc/C)} x_tc / √(KC).
 *
 * x [B, T, D] in K places and C channels, whose waves (`wavesOf`) are given; the result is its first T places and D channels. Symmetric:
 * its own transpose.
 */
export function fourierMix(x: tf.Tensor3D, places: Float32Array, channels: Float32Array): tf.Tensor3D {
  const [B, T, D] = x.shape;
  const rows = Array.from({ length: T }, (_, t) => t * D);
  const columns = Array.from({ length: D }, (_, c) => c);
  const all = (from: tf.Tensor): tf.Tensor =>
    compute([x.shape], [from], ([out], [values]) => {
      for (let b = 0; b < B; b++) {
        const re = Float64Array.from(values!.subarray(b * T * D, (b + 1) * T * D));
        const im = new Float64Array(T * D);
        transformLines(re, im, channels, D, 1, rows);
        transformLines(re, im, places, T, D, columns);
        out!.set(re, b * T * D);
      }
    })[0]!;
  return differentiable([x], () => ({ value: all(x), gradients: (dy) => [all(dy)] })) as tf.Tensor3D;
}
