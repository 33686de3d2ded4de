import { NUMBER, number, splat } from "./number";

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

/**
 * Entries [parameter address, coefficient address, scale, scale/π], as many as four divide: the coefficient [cos, sin, 0] of
 * scale · parameter, the error below 2e-7 for angles up to 1000. Four at a time hide the long chains behind one another.
 */
export function angles(table: usize, end: usize): void {
  for (; table < end; table += 64)
    fourCosSin(v128.load(load<u32>(table)), v128.load(load<u32>(table, 16)), v128.load(load<u32>(table, 32)), v128.load(load<u32>(table, 48)), table);
}

// @ts-ignore: decorator
@inline
function fourCosSin(x: v128, y: v128, z: v128, w: v128, table: usize): void {
  const toX = load<u32>(table, 4), toY = load<u32>(table, 20), toZ = load<u32>(table, 36), toW = load<u32>(table, 52);
  let k = K(1);
  let xs = f32x4.add(f32x4.mul(x, v128.load32_splat(table, 12)), k), ys = f32x4.add(f32x4.mul(y, v128.load32_splat(table, 28)), k);
  let zs = f32x4.add(f32x4.mul(z, v128.load32_splat(table, 44)), k), ws = f32x4.add(f32x4.mul(w, v128.load32_splat(table, 60)), k);
  let xp = f32x4.sub(xs, k), yp = f32x4.sub(ys, k), zp = f32x4.sub(zs, k), wp = f32x4.sub(ws, k);
  x = f32x4.mul(x, v128.load32_splat(table, 8)); y = f32x4.mul(y, v128.load32_splat(table, 24)); z = f32x4.mul(z, v128.load32_splat(table, 40)); w = f32x4.mul(w, v128.load32_splat(table, 56));
  k = K(2);
  x = f32x4.sub(x, f32x4.mul(xp, k)); y = f32x4.sub(y, f32x4.mul(yp, k)); z = f32x4.sub(z, f32x4.mul(zp, k)); w = f32x4.sub(w, f32x4.mul(wp, k));
  k = K(3);
  x = f32x4.sub(x, f32x4.mul(xp, k)); y = f32x4.sub(y, f32x4.mul(yp, k)); z = f32x4.sub(z, f32x4.mul(zp, k)); w = f32x4.sub(w, f32x4.mul(wp, k));
  xs = i32x4.shl(xs, 31); ys = i32x4.shl(ys, 31); zs = i32x4.shl(zs, 31); ws = i32x4.shl(ws, 31);
  const xu = f32x4.mul(x, x), yu = f32x4.mul(y, y), zu = f32x4.mul(z, z), wu = f32x4.mul(w, w);
  k = K(4);
  xp = f32x4.mul(xu, k); yp = f32x4.mul(yu, k); zp = f32x4.mul(zu, k); wp = f32x4.mul(wu, k);
  k = K(5);
  xp = f32x4.mul(xu, f32x4.add(xp, k)); yp = f32x4.mul(yu, f32x4.add(yp, k)); zp = f32x4.mul(zu, f32x4.add(zp, k)); wp = f32x4.mul(wu, f32x4.add(wp, k));
  k = K(6);
  xp = f32x4.mul(xu, f32x4.add(xp, k)); yp = f32x4.mul(yu, f32x4.add(yp, k)); zp = f32x4.mul(zu, f32x4.add(zp, k)); wp = f32x4.mul(wu, f32x4.add(wp, k));
  k = K(7);
  v128.store(toX, v128.xor(f32x4.add(x, f32x4.mul(f32x4.mul(x, xu), f32x4.add(xp, k))), xs), 16);
  v128.store(toY, v128.xor(f32x4.add(y, f32x4.mul(f32x4.mul(y, yu), f32x4.add(yp, k))), ys), 16);
  v128.store(toZ, v128.xor(f32x4.add(z, f32x4.mul(f32x4.mul(z, zu), f32x4.add(zp, k))), zs), 16);
  v128.store(toW, v128.xor(f32x4.add(w, f32x4.mul(f32x4.mul(w, wu), f32x4.add(wp, k))), ws), 16);
  k = K(8);
  xp = f32x4.mul(xu, k); yp = f32x4.mul(yu, k); zp = f32x4.mul(zu, k); wp = f32x4.mul(wu, k);
  k = K(9);
  xp = f32x4.mul(xu, f32x4.add(xp, k)); yp = f32x4.mul(yu, f32x4.add(yp, k)); zp = f32x4.mul(zu, f32x4.add(zp, k)); wp = f32x4.mul(wu, f32x4.add(wp, k));
  k = K(10);
  xp = f32x4.mul(xu, f32x4.add(xp, k)); yp = f32x4.mul(yu, f32x4.add(yp, k)); zp = f32x4.mul(zu, f32x4.add(zp, k)); wp = f32x4.mul(wu, f32x4.add(wp, k));
  k = K(11);
  xp = f32x4.mul(f32x4.mul(xu, xu), f32x4.add(xp, k)); yp = f32x4.mul(f32x4.mul(yu, yu), f32x4.add(yp, k)); zp = f32x4.mul(f32x4.mul(zu, zu), f32x4.add(zp, k)); wp = f32x4.mul(f32x4.mul(wu, wu), f32x4.add(wp, k));
  k = K(12);
  const one = K(13), zero = f32x4.splat(0);
  v128.store(toX, v128.xor(f32x4.add(f32x4.sub(one, f32x4.mul(xu, k)), xp), xs));
  v128.store(toY, v128.xor(f32x4.add(f32x4.sub(one, f32x4.mul(yu, k)), yp), ys));
  v128.store(toZ, v128.xor(f32x4.add(f32x4.sub(one, f32x4.mul(zu, k)), zp), zs));
  v128.store(toW, v128.xor(f32x4.add(f32x4.sub(one, f32x4.mul(wu, k)), wp), ws));
  v128.store(toX, zero, 32); v128.store(toY, zero, 32); v128.store(toZ, zero, 32); v128.store(toW, zero, 32);
}

/** Entries [to, from, scale]: to = scale · from. */
export function scaleVectors(table: usize, end: usize): void {
  for (; table < end; table += 8 + NUMBER) v128.store(load<u32>(table), f32x4.mul(v128.load(load<u32>(table, 4)), number(table + 8)));
}

/** Entries [to, count, (from, scale) × count]: to = Σ scale · from. Sums of parameters, and gradients of parameters from those of angles. */
export function linearSums(table: usize, end: usize): void {
  for (let t = table; t < end; ) {
    const to = load<u32>(t), last = t + 8 + load<u32>(t, 4) * (4 + NUMBER);
    let sum = f32x4.splat(0);
    for (t += 8; t < last; t += 4 + NUMBER) sum = f32x4.add(sum, f32x4.mul(v128.load(load<u32>(t)), number(t + 4)));
    v128.store(to, sum);
  }
}

/** sin r for |r| ≤ π/2 in float64, the error below 1e-10. */
// @ts-ignore: decorator
@inline
function sine(r: v128): v128 {
  const u = f64x2.mul(r, r);
  let p = f64x2.splat(-1 / 1307674368000.0);
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(1 / 6227020800.0));
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(-1 / 39916800.0));
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(1 / 362880.0));
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(-1 / 5040.0));
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(1 / 120.0));
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(-1 / 6.0));
  return f64x2.add(r, f64x2.mul(r, f64x2.mul(p, u)));
}
/** cos r, likewise. */
// @ts-ignore: decorator
@inline
function cosine(r: v128): v128 {
  const u = f64x2.mul(r, r);
  let p = f64x2.splat(-1 / 87178291200.0);
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(1 / 479001600.0));
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(-1 / 3628800.0));
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(1 / 40320.0));
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(-1 / 720.0));
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(1 / 24.0));
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(-1 / 2.0));
  return f64x2.add(f64x2.mul(p, u), f64x2.splat(1));
}

/** 1 for an even number, −1 for an odd one. */
// @ts-ignore: decorator
@inline
function parity(k: v128): v128 {
  const half = f64x2.mul(k, f64x2.splat(0.5));
  return f64x2.sub(f64x2.splat(1), f64x2.mul(f64x2.splat(4), f64x2.sub(half, f64x2.floor(half))));
}

/** Two lanes of `a`, then those of `b`, rounded to float32; in float64 `a` itself. */
// @ts-ignore: decorator
@inline
function rounded(a: v128, b: v128): v128 {
  return IS_DOUBLE ? a : v128.shuffle<i32>(floats.demote_f64x2_zero(a), floats.demote_f64x2_zero(b), 0, 1, 4, 5);
}

/**
 * Entries [coefficient, count, factor, offset, (from, scale) × count] with numbers of eight bytes: factor · cosine and sine of
 * offset + Σ scale · from, in float64 and rounded once: in float32 an angle of three π would lose 1e-6, and a gradient what its slope makes of that.
 */
export function preciseAngles(table: usize, end: usize): void {
  for (let t = table; t < end; ) {
    const to = load<u32>(t), last = t + 24 + load<u32>(t, 4) * 12, factor = v128.load64_splat(t, 8);
    let low = v128.load64_splat(t, 16), high = low;
    for (t += 24; t < last; t += 12) {
      const x = v128.load(load<u32>(t)), scale = v128.load64_splat(t, 4);
      low = f64x2.add(low, f64x2.mul(IS_DOUBLE ? x : f64x2.promote_low_f32x4(x), scale));
      if (!IS_DOUBLE) high = f64x2.add(high, f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3)), scale));
    }
    const k = f64x2.nearest(f64x2.mul(low, f64x2.splat(0.3183098861837907))), j = f64x2.nearest(f64x2.mul(high, f64x2.splat(0.3183098861837907)));
    low = f64x2.sub(low, f64x2.mul(k, f64x2.splat(3.141592653589793)));
    high = f64x2.sub(high, f64x2.mul(j, f64x2.splat(3.141592653589793)));
    const p = f64x2.mul(factor, parity(k)), q = f64x2.mul(factor, parity(j));
    v128.store(to, rounded(f64x2.mul(p, cosine(low)), f64x2.mul(q, cosine(high))));
    v128.store(to, rounded(f64x2.mul(p, sine(low)), f64x2.mul(q, sine(high))), 16);
    v128.store(to, f32x4.splat(0), 32);
  }
}

/** to[i] += from[i]: gradients of shared parameters, summed over the chunks of a block. */
export function accumulate(from: usize, end: usize, to: usize): void {
  for (; from < end; from += 16, to += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
}

/** Four floats of memory, one in all lanes of each vector: parameters that all rows share. */
export function splatRow(from: usize, count: i32, to: usize): void {
  for (let i = 0; i < count; i++, from += 4, to += 16) v128.store(to, splat(from));
}
