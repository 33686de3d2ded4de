import { exp4, sum4 } from "./exponential";
import { gemm, transpose } from "./gemm";

/** Below this a score is masked: its weight is exactly 0. */
const MASKED: f32 = -1e30;

// @ts-ignore: decorator
@inline function weight4(score: v128, max: f32): v128 {
  const e = exp4(f32x4.sub(score, f32x4.splat(max)));
  return v128.andnot(e, f32x4.le(score, f32x4.splat(MASKED)));
}

/** Softmax of scale · scores + mask in place over n entries; mask (0 or −∞ a key) may be absent. */
export function softmaxRow(row: usize, mask: usize, n: usize, scale: f32): void {
  const end = row + (n << 2), vectors = row + ((n & ~3) << 2), shift = mask - row;
  let max4 = f32x4.splat(-Infinity), max: f32 = -Infinity, sum: f32 = 0, p = row;
  for (; p < vectors; p += 16) {
    let score = f32x4.mul(v128.load(p), f32x4.splat(scale));
    if (mask) score = f32x4.add(score, v128.load(p + shift));
    v128.store(p, score);
    max4 = f32x4.max(max4, score);
  }
  for (; p < end; p += 4) {
    let score = load<f32>(p) * scale;
    if (mask) score += load<f32>(p + shift);
    store<f32>(p, score);
    max = max > score ? max : score;
  }
  max = Mathf.max(
    max,
    Mathf.max(
      Mathf.max(f32x4.extract_lane(max4, 0), f32x4.extract_lane(max4, 1)),
      Mathf.max(f32x4.extract_lane(max4, 2), f32x4.extract_lane(max4, 3)),
    ),
  );
  for (p = row; p < vectors; p += 16) {
    const e = weight4(v128.load(p), max);
    v128.store(p, e);
    sum += sum4(e);
  }
  for (; p < end; p += 4) {
    const e = f32x4.extract_lane(weight4(v128.load32_splat(p), max), 0);
    store<f32>(p, e);
    sum += e;
  }
  sum = 1 / sum;
  for (p = row; p < vectors; p += 16) v128.store(p, f32x4.mul(v128.load(p), f32x4.splat(sum)));
  for (; p < end; p += 4) store<f32>(p, load<f32>(p) * sum);
}

/** Shapes and strides as in kernels.ts; mask: 0 or −∞ for each of [B, T] keys, or absent. Scratch holds T·D/H floats. */
export function attention(
  q: usize, k: usize, v: usize, mask: usize, a: usize, y: usize,
  B: usize, T: usize, D: usize, H: usize, stride: usize, causal: bool, scratch: usize,
): void {
  const d = D / H, scale: f32 = 1 / sqrt<f32>(<f32>d);
  for (let b: usize = 0; b < B; b++) {
    const keys = mask ? mask + ((b * T) << 2) : 0;
    for (let h: usize = 0; h < H; h++) {
      const o = (b * T * stride + h * d) << 2, weights = a + (((b * H + h) * T * T) << 2);
      transpose(k + o, stride, scratch, T, d);
      gemm(q + o, stride, 1, scratch, T, weights, T, 0, T, d, T);
      for (let i: usize = 0; i < T; i++) {
        const row = weights + ((i * T) << 2), allowed = causal ? i + 1 : T;
        softmaxRow(row, keys, allowed, scale);
        memory.fill(row + (allowed << 2), 0, (T - allowed) << 2);
      }
      gemm(weights, T, 1, v + o, stride, y + ((b * T * D + h * d) << 2), D, 0, T, T, d);
    }
  }
}

/** Scratch holds T·D/H + T·T floats. */
export function attentionGrad(
  q: usize, k: usize, v: usize, a: usize, dy: usize, dq: usize, dk: usize, dv: usize,
  B: usize, T: usize, D: usize, H: usize, stride: usize, scratch: usize,
): void {
  const d = D / H, scale: f32 = 1 / sqrt<f32>(<f32>d), s = scratch + ((T * d) << 2);
  for (let b: usize = 0; b < B; b++)
    for (let h: usize = 0; h < H; h++) {
      const o = (b * T * stride + h * d) << 2, out = (b * T * D + h * d) << 2, weights = a + (((b * H + h) * T * T) << 2);
      transpose(v + o, stride, scratch, T, d);
      gemm(dy + out, D, 1, scratch, T, s, T, 0, T, d, T);
      gemm(weights, 1, T, dy + out, D, dv + o, stride, 0, T, T, d);
      for (let i: usize = 0; i < T; i++) softmaxGradRow(weights + ((i * T) << 2), s + ((i * T) << 2), T, scale);
      gemm(s, T, 1, k + o, stride, dq + o, stride, 0, T, T, d);
      gemm(s, 1, T, q + o, stride, dk + o, stride, 0, T, T, d);
    }
}

/** g = a·(g − Σ a·g)·scale in place. */
export function softmaxGradRow(a: usize, g: usize, n: usize, scale: f32): void {
  const vectors = (n & ~3) << 2, bytes = n << 2;
  let dots = f32x4.splat(0), dot: f32 = 0, j: usize = 0;
  for (; j < vectors; j += 16) dots = f32x4.add(dots, f32x4.mul(v128.load(a + j), v128.load(g + j)));
  for (; j < bytes; j += 4) dot += load<f32>(a + j) * load<f32>(g + j);
  dot += sum4(dots);
  for (j = 0; j < vectors; j += 16) {
    const centred = f32x4.sub(v128.load(g + j), f32x4.splat(dot));
    v128.store(g + j, f32x4.mul(f32x4.mul(v128.load(a + j), f32x4.splat(scale)), centred));
  }
  for (; j < bytes; j += 4) store<f32>(g + j, load<f32>(a + j) * scale * (load<f32>(g + j) - dot));
}
