/**
 * Scales `gradient` in place so that its Euclidean norm is at most `maxNorm`, as PyTorch's `clip_grad_norm_` does:
 * g ← g · min(1, maxNorm / (‖g‖ + 1e-6)). Returns ‖g‖ before clipping.
 *
 * @example
 * ```ts
 * const gradient = Float32Array.of(3, 4);
 * const norm = clipNormInPlace(gradient, 1); // 5; gradient is now [0.6, 0.8]
 * ```
 */
export function clipNormInPlace(gradient: Float32Array, maxNorm: number): number {
  let sum = 0;
  for (let i = 0; i < gradient.length; i++) sum += gradient[i]! * gradient[i]!;
  const norm = Math.sqrt(sum);
  const scale = maxNorm / (norm + 1e-6);
  if (scale < 1) for (let i = 0; i < gradient.length; i++) gradient[i] = gradient[i]! * scale;
  return norm;
}
