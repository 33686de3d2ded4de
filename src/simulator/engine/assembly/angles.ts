// Angles of a chunk: parameters → linear forms → cosine and sine, and the way back for gradients. A coefficient is [cos, sin, gradient].

// x = kπ + r with π in three parts; the integer k stands in the low bits of x/π + 1.5·2²³, its parity is the common sign.
const INVERSE_PI: f32 = 0.31830987;
const MAGIC: f32 = 12582912.0;
const PI_HIGH: f32 = 3.140625;
const PI_MIDDLE: f32 = 0.00096702575683593750;
const PI_LOW: f32 = 6.2771141529083251953e-7;

/** Writes [cos x, sin x, 0] at `to`; error below 2e-7 for |x| up to 1000. */
export function cosSin(x: v128, to: usize): void {
  const shifted = f32x4.add(f32x4.mul(x, f32x4.splat(INVERSE_PI)), f32x4.splat(MAGIC));
  const k = f32x4.sub(shifted, f32x4.splat(MAGIC));
  let r = f32x4.sub(x, f32x4.mul(k, f32x4.splat(PI_HIGH)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(PI_MIDDLE)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(PI_LOW)));
  const sign = i32x4.shl(shifted, 31), u = f32x4.mul(r, r);
  let s = f32x4.add(f32x4.mul(u, f32x4.splat(2.6348154e-6)), f32x4.splat(-0.00019822761));
  let c = f32x4.add(f32x4.mul(u, f32x4.splat(-2.6545995e-7)), f32x4.splat(2.4786076e-5));
  s = f32x4.add(f32x4.mul(u, s), f32x4.splat(0.0083332423));
  c = f32x4.add(f32x4.mul(u, c), f32x4.splat(-0.0013888812));
  s = f32x4.add(f32x4.mul(u, s), f32x4.splat(-0.16666666));
  c = f32x4.add(f32x4.mul(u, c), f32x4.splat(0.041666666));
  s = f32x4.add(r, f32x4.mul(f32x4.mul(r, u), s));
  s = f32x4.pmax(f32x4.splat(-1), f32x4.pmin(f32x4.splat(1), s));
  c = f32x4.add(f32x4.sub(f32x4.splat(1), f32x4.mul(u, f32x4.splat(0.5))), f32x4.mul(f32x4.mul(u, u), c));
  v128.store(to, v128.xor(c, sign));
  v128.store(to, v128.xor(s, sign), 16);
  v128.store(to, f32x4.splat(0), 32);
}

/** Entries [parameter address, coefficient address, scale, offset]: the coefficient of scale · parameter + offset. */
export function angles(table: usize, end: usize): void {
  for (let t = table; t < end; t += 16) {
    const x = f32x4.mul(v128.load(load<u32>(t)), v128.load32_splat(t, 8));
    cosSin(f32x4.add(x, v128.load32_splat(t, 12)), load<u32>(t, 4));
  }
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

/** to[i] += from[i]: gradients of shared parameters, summed over the chunks of a block. */
export function accumulate(from: usize, end: usize, to: usize): void {
  for (; from < end; from += 16, to += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
}

/** Four floats of memory, one in all lanes of each vector: parameters that all rows share. */
export function splatRow(from: usize, count: i32, to: usize): void {
  for (let i = 0; i < count; i++, from += 4, to += 16) v128.store(to, v128.load32_splat(from));
}
