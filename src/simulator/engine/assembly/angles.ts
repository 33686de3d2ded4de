// Angles of a chunk: parameters → linear forms → cosine and sine, and the way back for gradients. A coefficient is [cos, sin, gradient].

// x = kπ + r with π in two parts; the integer k stands in the low bits of x/π + 1.5·2²³, its parity is the common sign.
// On [−π/2, π/2], u = r²: sin r = r + r·u·S(u), cos r = 1 − u/2 + u²·C(u), near-minimax, adjusted
// so that |sin| never passes 1 and cos² + sin² is 1 on average (else thousands of gates would drift). Constants are loaded: a splat costs three times as much.
const constants: usize = memory.data<f32>([
  0.31830987, 0.31830987, 0.31830987, 0.31830987, 12582912, 12582912, 12582912, 12582912,
  3.140625, 3.140625, 3.140625, 3.140625, 0.00096765358979, 0.00096765358979, 0.00096765358979, 0.00096765358979,
  2.6239538e-6, 2.6239538e-6, 2.6239538e-6, 2.6239538e-6, -0.00019818378, -0.00019818378, -0.00019818378, -0.00019818378,
  0.0083331987, 0.0083331987, 0.0083331987, 0.0083331987, -0.16666666, -0.16666666, -0.16666666, -0.16666666,
  -2.6544263e-7, -2.6544263e-7, -2.6544263e-7, -2.6544263e-7, 2.4787585e-5, 2.4787585e-5, 2.4787585e-5, 2.4787585e-5,
  -0.0013888873, -0.0013888873, -0.0013888873, -0.0013888873, 0.04166667, 0.04166667, 0.04166667, 0.04166667,
  0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1,
], 16);

// @ts-ignore: decorator
@inline
function K(i: usize): v128 {
  return v128.load(constants + (i << 4));
}

/** Writes [cos, sin, 0] of x at `to` and of y at `other`; error below 2e-7 for angles up to 1000. */
// @ts-ignore: decorator
@inline
function twoCosSin(x: v128, y: v128, to: usize, other: usize): void {
  let k = K(0);
  let signX = f32x4.mul(x, k), signY = f32x4.mul(y, k);
  k = K(1);
  signX = f32x4.add(signX, k);
  signY = f32x4.add(signY, k);
  const turnsX = f32x4.sub(signX, k), turnsY = f32x4.sub(signY, k);
  k = K(2);
  x = f32x4.sub(x, f32x4.mul(turnsX, k));
  y = f32x4.sub(y, f32x4.mul(turnsY, k));
  k = K(3);
  x = f32x4.sub(x, f32x4.mul(turnsX, k));
  y = f32x4.sub(y, f32x4.mul(turnsY, k));
  signX = i32x4.shl(signX, 31);
  signY = i32x4.shl(signY, 31);
  const u = f32x4.mul(x, x), v = f32x4.mul(y, y);
  k = K(4);
  let p = f32x4.mul(u, k), q = f32x4.mul(v, k);
  k = K(5);
  p = f32x4.mul(u, f32x4.add(p, k));
  q = f32x4.mul(v, f32x4.add(q, k));
  k = K(6);
  p = f32x4.mul(u, f32x4.add(p, k));
  q = f32x4.mul(v, f32x4.add(q, k));
  k = K(7);
  p = f32x4.add(p, k);
  q = f32x4.add(q, k);
  v128.store(to, v128.xor(f32x4.add(x, f32x4.mul(f32x4.mul(x, u), p)), signX), 16);
  v128.store(other, v128.xor(f32x4.add(y, f32x4.mul(f32x4.mul(y, v), q)), signY), 16);
  k = K(8);
  p = f32x4.mul(u, k);
  q = f32x4.mul(v, k);
  k = K(9);
  p = f32x4.mul(u, f32x4.add(p, k));
  q = f32x4.mul(v, f32x4.add(q, k));
  k = K(10);
  p = f32x4.mul(u, f32x4.add(p, k));
  q = f32x4.mul(v, f32x4.add(q, k));
  k = K(11);
  p = f32x4.mul(f32x4.mul(u, u), f32x4.add(p, k));
  q = f32x4.mul(f32x4.mul(v, v), f32x4.add(q, k));
  k = K(12);
  const one = K(13), zero = f32x4.splat(0);
  v128.store(to, v128.xor(f32x4.add(f32x4.sub(one, f32x4.mul(u, k)), p), signX));
  v128.store(other, v128.xor(f32x4.add(f32x4.sub(one, f32x4.mul(v, k)), q), signY));
  v128.store(to, zero, 32);
  v128.store(other, zero, 32);
}

// @ts-ignore: decorator
@inline
function angle(entry: usize): v128 {
  return f32x4.add(f32x4.mul(v128.load(load<u32>(entry)), v128.load32_splat(entry, 8)), v128.load32_splat(entry, 12));
}

/** Entries [parameter address, coefficient address, scale, offset]: the coefficient of scale · parameter + offset. */
export function angles(table: usize, end: usize): void {
  for (; table + 32 <= end; table += 32) twoCosSin(angle(table), angle(table + 16), load<u32>(table, 4), load<u32>(table, 20));
  if (table < end) twoCosSin(angle(table), angle(table), load<u32>(table, 4), load<u32>(table, 4));
}

/** Entries [to, from, scale]: to = scale · from. */
export function scaleVectors(table: usize, end: usize): void {
  for (; table < end; table += 12) v128.store(load<u32>(table), f32x4.mul(v128.load(load<u32>(table, 4)), v128.load32_splat(table, 8)));
}

/** Entries [to, count, (from, scale) × count]: to = Σ scale · from. Sums of parameters, and gradients of parameters from those of angles. */
export function linearSums(table: usize, end: usize): void {
  for (let t = table; t < end; ) {
    const to = load<u32>(t), last = t + 8 + (load<u32>(t, 4) << 3);
    let sum = f32x4.splat(0);
    for (t += 8; t < last; t += 8) sum = f32x4.add(sum, f32x4.mul(v128.load(load<u32>(t)), v128.load32_splat(t, 4)));
    v128.store(to, sum);
  }
}

// @ts-ignore: decorator
@inline
function withinHalfTurn(x: v128): v128 {
  return f64x2.sub(x, f64x2.mul(f64x2.nearest(f64x2.mul(x, f64x2.splat(0.15915494309189535))), f64x2.splat(6.283185307179586)));
}

/**
 * Entries [to, count, offset, (from, scale) × count] with offset and scales of eight bytes: to = offset + Σ scale · from less whole turns, in
 * float64 and rounded once: in float32 an angle of three π would lose 1e-6, and a gradient what its slope makes of that.
 */
export function preciseAngles(table: usize, end: usize): void {
  for (let t = table; t < end; ) {
    const to = load<u32>(t), last = t + 16 + load<u32>(t, 4) * 12;
    let low = v128.load64_splat(t, 8), high = low;
    for (t += 16; t < last; t += 12) {
      const x = v128.load(load<u32>(t)), scale = v128.load64_splat(t, 4);
      low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(x), scale));
      high = f64x2.add(high, f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3)), scale));
    }
    const a = f32x4.demote_f64x2_zero(withinHalfTurn(low)), b = f32x4.demote_f64x2_zero(withinHalfTurn(high));
    v128.store(to, v128.shuffle<i32>(a, b, 0, 1, 4, 5));
  }
}

/** to[i] += from[i]: gradients of shared parameters, summed over the chunks of a block. */
export function accumulate(from: usize, end: usize, to: usize): void {
  for (; from < end; from += 16, to += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
}

/** Four floats of memory, one in all lanes of each vector: parameters that all rows share. */
export function splatRow(from: usize, count: i32, to: usize): void {
  for (let i = 0; i < count; i++, from += 4, to += 16) v128.store(to, v128.load32_splat(from));
}
