// Elementary functions of four lanes at once, after Moshier's Cephes (single precision); NaN stays NaN.

/** e^x, relative error about 2e-7 for x in [−87, 88]; arguments beyond are clamped to that. */
// @ts-ignore: decorator
@inline export function exp4(x: v128): v128 {
  x = f32x4.min(f32x4.max(x, f32x4.splat(-87)), f32x4.splat(88));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375))), f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
  return f32x4.mul(p, i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23));
}

/** tanh x: a polynomial below 0.625, 1 − 2/(e^{2|x|} + 1) above. */
// @ts-ignore: decorator
@inline export function tanh4(x: v128): v128 {
  const magnitude = f32x4.abs(x), sign = v128.and(x, i32x4.splat(0x80000000)), z = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.06390887954e-2));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-5.37397155531e-2));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.33314422036e-1));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-3.33332819422e-1));
  const small = f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x);
  const exponential = exp4(f32x4.add(magnitude, magnitude));
  const large = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(exponential, f32x4.splat(1))));
  return v128.bitselect(v128.or(large, sign), small, f32x4.ge(magnitude, f32x4.splat(0.625)));
}

/** Φ(x) by erf (Abramowitz & Stegun 7.1.26), given g = e^(−x²/2). */
// @ts-ignore: decorator
@inline export function normalCdf4(x: v128, g: v128): v128 {
  const one = f32x4.splat(1), z = f32x4.mul(x, f32x4.splat(0.70710678));
  const t = f32x4.div(one, f32x4.add(one, f32x4.mul(f32x4.splat(0.3275911), f32x4.abs(z))));
  let p = f32x4.splat(1.061405429);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.453152027));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.421413741));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.284496736));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.254829592));
  const erf = f32x4.sub(one, f32x4.mul(f32x4.mul(p, t), g));
  const signed = v128.xor(erf, v128.and(z, i32x4.splat(0x80000000)));
  return f32x4.mul(f32x4.splat(0.5), f32x4.add(one, signed));
}

// @ts-ignore: decorator
@inline export function sum4(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/** cos x at `to` and sin x behind it, x = kπ + r with π in two parts; error below 2e-7 for |x| up to 1000. */
// @ts-ignore: decorator
@inline export function cosSin4(x: v128, to: usize): void {
  const k = f32x4.nearest(f32x4.mul(x, f32x4.splat(0.31830987)));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(k, f32x4.splat(3.140625))), f32x4.mul(k, f32x4.splat(0.00096765358979)));
  const sign = i32x4.shl(i32x4.trunc_sat_f32x4_s(k), 31), u = f32x4.mul(r, r);
  let p = f32x4.add(f32x4.mul(u, f32x4.splat(2.6239538e-6)), f32x4.splat(-0.00019818378));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(0.0083331987));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(-0.16666666));
  let q = f32x4.add(f32x4.mul(u, f32x4.splat(-2.6544263e-7)), f32x4.splat(2.4787585e-5));
  q = f32x4.add(f32x4.mul(q, u), f32x4.splat(-0.0013888873));
  q = f32x4.add(f32x4.mul(q, u), f32x4.splat(0.04166667));
  const cosine = f32x4.add(f32x4.sub(f32x4.splat(1), f32x4.mul(u, f32x4.splat(0.5))), f32x4.mul(f32x4.mul(u, u), q));
  v128.store(to, v128.xor(cosine, sign));
  v128.store(to, v128.xor(f32x4.add(r, f32x4.mul(f32x4.mul(r, u), p)), sign), 16);
}
