import { softmaxGradRow, softmaxRow } from "./attention";
import { gemm, transpose } from "./gemm";

/** out[M,N] = factor · from[M,N], rows of `from` lying fromRow floats apart. */
function packRows(from: usize, fromRow: usize, out: usize, M: usize, N: usize, factor: f32): void {
  const vectors = (N & ~3) << 2, bytes = N << 2, scale = f32x4.splat(factor);
  for (let i: usize = 0; i < M; i++) {
    let j: usize = 0;
    for (; j < vectors; j += 16) v128.store(out + j, f32x4.mul(scale, v128.load(from + j)));
    for (; j < bytes; j += 4) store<f32>(out + j, factor * load<f32>(from + j));
    from += fromRow << 2;
    out += bytes;
  }
}

/** z = x² + y² over n floats; y may be absent. */
function squares(x: usize, y: usize, z: usize, n: usize): void {
  const vectors = (n & ~3) << 2, bytes = n << 2;
  let i: usize = 0;
  for (; i < vectors; i += 16) {
    const a = v128.load(x + i);
    let sum = f32x4.mul(a, a);
    if (y) {
      const b = v128.load(y + i);
      sum = f32x4.add(sum, f32x4.mul(b, b));
    }
    v128.store(z + i, sum);
  }
  for (; i < bytes; i += 4) {
    const a = load<f32>(x + i), b: f32 = y ? load<f32>(y + i) : 0;
    store<f32>(z + i, a * a + b * b);
  }
}

/** z = 2·x·y over n floats. */
function doubledProducts(x: usize, y: usize, z: usize, n: usize): void {
  const vectors = (n & ~3) << 2, bytes = n << 2;
  let i: usize = 0;
  for (; i < vectors; i += 16) {
    const product = f32x4.mul(v128.load(x + i), v128.load(y + i));
    v128.store(z + i, f32x4.add(product, product));
  }
  for (; i < bytes; i += 4) store<f32>(z + i, 2 * load<f32>(x + i) * load<f32>(y + i));
}

/**
 * Overlaps of T query and T key states a sequence and head, and with `squared` their squares. States lie in rows (b, t, h) of S floats;
 * `imaginary` floats on lie the imaginary parts (0: real states). re and im [B,H,T,T] keep the overlaps when squared; else re is absent
 * and out takes the real parts. Scratch holds 6·T·S floats.
 */
export function stateGram(
  q: usize, k: usize, out: usize, re: usize, im: usize,
  B: usize, T: usize, H: usize, S: usize, imaginary: usize, scratch: usize,
): void {
  const row = H * S, planes: usize = imaginary ? 2 : 1, W = planes * S, pairs = T * T;
  const query = scratch, key = query + ((T * W) << 2), turned = key + ((T * W) << 2);
  const real = re ? re : out;
  for (let b: usize = 0; b < B; b++)
    for (let h: usize = 0; h < H; h++) {
      const o = (b * T * row + h * S) << 2, i = o + (imaginary << 2), pair = ((b * H + h) * pairs) << 2;
      transpose(k + o, row, key, T, S);
      if (imaginary) {
        for (let t: usize = 0; t < T; t++) {
          memory.copy(query + ((t * W) << 2), q + o + ((t * row) << 2), S << 2);
          memory.copy(query + ((t * W + S) << 2), q + i + ((t * row) << 2), S << 2);
        }
        transpose(k + i, row, key + ((S * T) << 2), T, S);
        gemm(query, W, 1, key, T, real + pair, T, 0, T, W, T);
        if (im) {
          memory.copy(turned, key + ((S * T) << 2), (S * T) << 2);
          packRows(key, T, turned + ((S * T) << 2), S, T, -1);
          gemm(query, W, 1, turned, T, im + pair, T, 0, T, W, T);
        }
      } else gemm(q + o, row, 1, key, T, real + pair, T, 0, T, S, T);
    }
  if (re) squares(re, im, out, B * H * pairs);
}

/** Gradients of the above, dy [B,H,T,T]. Scratch holds 4·T·T + 2·T·S floats. */
export function stateGramGrad(
  q: usize, k: usize, re: usize, im: usize, dy: usize, dq: usize, dk: usize,
  B: usize, T: usize, H: usize, S: usize, imaginary: usize, scratch: usize,
): void {
  const row = H * S, pairs = T * T, half = (T * S) << 2;
  const u = scratch, w = u + (pairs << 2), joined = w + (pairs << 2), right = joined + (pairs << 3);
  for (let b: usize = 0; b < B; b++)
    for (let h: usize = 0; h < H; h++) {
      const o = (b * T * row + h * S) << 2, i = o + (imaginary << 2), pair = ((b * H + h) * pairs) << 2;
      let du = dy + pair;
      if (re) {
        doubledProducts(re + pair, dy + pair, u, pairs);
        du = u;
      }
      if (!im) {
        gemm(du, T, 1, k + o, row, dq + o, row, 0, T, T, S);
        gemm(du, 1, T, q + o, row, dk + o, row, 0, T, T, S);
        if (imaginary) {
          gemm(du, T, 1, k + i, row, dq + i, row, 0, T, T, S);
          gemm(du, 1, T, q + i, row, dk + i, row, 0, T, T, S);
        }
        continue;
      }
      doubledProducts(im + pair, dy + pair, w, pairs);
      for (let t: usize = 0; t < T; t++) {
        memory.copy(joined + ((2 * t * T) << 2), u + ((t * T) << 2), T << 2);
        memory.copy(joined + (((2 * t + 1) * T) << 2), w + ((t * T) << 2), T << 2);
      }
      packRows(k + o, row, right, T, S, 1);
      packRows(k + i, row, right + half, T, S, 1);
      gemm(joined, 2 * T, 1, right, S, dq + o, row, 0, T, 2 * T, S);
      packRows(k + i, row, right, T, S, 1);
      packRows(k + o, row, right + half, T, S, -1);
      gemm(joined, 2 * T, 1, right, S, dq + i, row, 0, T, 2 * T, S);
      packRows(q + o, row, right, T, S, 1);
      packRows(q + i, row, right + half, T, S, -1);
      gemm(u, 1, T, right, S, dk + o, row, 0, T, 2 * T, S);
      packRows(q + i, row, right, T, S, 1);
      packRows(q + o, row, right + half, T, S, 1);
      gemm(u, 1, T, right, S, dk + i, row, 0, T, 2 * T, S);
    }
}

/** a = softmax of scale · scores over the allowed keys of [B,H,T,T]; mask: 0 or −∞ for each of [B, T] keys, or absent. */
export function scoreSoftmax(scores: usize, mask: usize, a: usize, B: usize, H: usize, T: usize, scale: f32, causal: bool): void {
  memory.copy(a, scores, (B * H * T * T) << 2);
  for (let b: usize = 0; b < B; b++) {
    const keys = mask ? mask + ((b * T) << 2) : 0;
    for (let r: usize = 0; r < H * T; r++) {
      const row = a + (((b * H * T + r) * T) << 2), allowed = causal ? (r % T) + 1 : T;
      softmaxRow(row, keys, allowed, scale);
      memory.fill(row + (allowed << 2), 0, (T - allowed) << 2);
    }
  }
}

/** ds = a·(dy − Σ a·dy)·scale by row. */
export function scoreSoftmaxGrad(a: usize, dy: usize, ds: usize, rows: usize, T: usize, scale: f32): void {
  memory.copy(ds, dy, (rows * T) << 2);
  for (let r: usize = 0; r < rows; r++) softmaxGradRow(a + ((r * T) << 2), ds + ((r * T) << 2), T, scale);
}

/** y = a·v by head, heads side by side in the D floats of a row. */
export function weightedValues(a: usize, v: usize, y: usize, B: usize, T: usize, D: usize, H: usize): void {
  const d = D / H;
  for (let b: usize = 0; b < B; b++)
    for (let h: usize = 0; h < H; h++) {
      const o = (b * T * D + h * d) << 2;
      gemm(a + (((b * H + h) * T * T) << 2), T, 1, v + o, D, y + o, D, 0, T, T, d);
    }
}

/** Scratch holds T·D/H floats. */
export function weightedValuesGrad(
  a: usize, v: usize, dy: usize, da: usize, dv: usize, B: usize, T: usize, D: usize, H: usize, scratch: usize,
): void {
  const d = D / H;
  for (let b: usize = 0; b < B; b++)
    for (let h: usize = 0; h < H; h++) {
      const o = (b * T * D + h * d) << 2, weights = ((b * H + h) * T * T) << 2;
      transpose(v + o, D, scratch, T, d);
      gemm(dy + o, D, 1, scratch, T, da + weights, T, 0, T, d, T);
      gemm(a + weights, 1, T, dy + o, D, dv + o, D, 0, T, T, d);
    }
}
