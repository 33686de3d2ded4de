/** The formulas of the layers as plain float64 loops, written independently of the kernels. */

/** y[M,N] = x[M,K]·w[K,N] + b. */
export function naiveLinear(x: Float64Array, w: Float64Array, b: Float64Array | null, K: number): Float64Array {
  const N = w.length / K;
  return Float64Array.from({ length: (x.length / K) * N }, (_, i) => {
    const [row, column] = [Math.floor(i / N), i % N];
    let sum = b?.[column] ?? 0;
    for (let k = 0; k < K; k++) sum += x[row * K + k]! * w[k * N + column]!;
    return sum;
  });
}

/** Abramowitz & Stegun 7.1.26. */
function naiveErf(z: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(z));
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(z) * (1 - series * Math.exp(-z * z));
}

export const naiveGelu = (x: number): number => (x / 2) * (1 + naiveErf(x / Math.SQRT2));

/** Attention of qkv [B, T, 3D], heads side by side; `mayAttend(b, i, j)`. */
export function naiveSelfAttention(
  qkv: Float64Array,
  [T, D, H]: readonly [number, number, number],
  mayAttend: (b: number, i: number, j: number) => boolean = () => true,
): Float64Array {
  const B = qkv.length / (T * 3 * D);
  const d = D / H;
  const at = (b: number, t: number, part: number, h: number, c: number): number => qkv[(b * T + t) * 3 * D + part * D + h * d + c]!;
  const out = new Float64Array(B * T * D);
  for (let b = 0; b < B; b++)
    for (let h = 0; h < H; h++)
      for (let i = 0; i < T; i++) {
        const weights = Array.from({ length: T }, (_, j) => {
          let score = 0;
          for (let c = 0; c < d; c++) score += at(b, i, 0, h, c) * at(b, j, 1, h, c);
          return mayAttend(b, i, j) ? Math.exp(score / Math.sqrt(d)) : 0;
        });
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        for (let c = 0; c < d; c++)
          out[(b * T + i) * D + h * d + c] = weights.reduce((sum, weight, j) => sum + (weight / total) * at(b, j, 2, h, c), 0);
      }
  return out;
}

/** Layer normalisation of rows of length D, ε = 1e-5. */
export function naiveLayerNorm(x: Float64Array, gain: Float64Array, bias: Float64Array): Float64Array {
  const D = gain.length;
  return x.map((value, i) => {
    const row = x.subarray(i - (i % D), i - (i % D) + D);
    const mean = row.reduce((sum, each) => sum + each, 0) / D;
    const variance = row.reduce((sum, each) => sum + (each - mean) ** 2, 0) / D;
    return ((value - mean) / Math.sqrt(variance + 1e-5)) * gain[i % D]! + bias[i % D]!;
  });
}

/** Rows of a table. */
export const naiveEmbed = (ids: Float64Array, table: Float64Array, D: number): Float64Array =>
  Float64Array.from({ length: ids.length * D }, (_, i) => table[ids[Math.floor(i / D)]! * D + (i % D)]!);
