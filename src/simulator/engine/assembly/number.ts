// The kernels are compiled twice: four float32 rows a vector; and two float64 rows, with f32x4 standing for f64x2 and IS_DOUBLE for 1
// (scripts/wasmModules.mjs). What differs beyond that is here. `floats` is f32x4 in both.

/** Bytes of a number in a table. */
export const NUMBER: usize = IS_DOUBLE ? 8 : 4;

/** A number of a table in every lane. */
// @ts-ignore: decorator
@inline
export function number(address: usize): v128 {
  return IS_DOUBLE ? v128.load64_splat(address) : v128.load32_splat(address);
}

/** A table's sign bit (bit 31 of a word) on every lane. */
// @ts-ignore: decorator
@inline
export function signBit(address: usize): v128 {
  return IS_DOUBLE ? i64x2.splat(<i64>load<u32>(address) << 32) : v128.load32_splat(address);
}

/** The sign bits of every lane. */
// @ts-ignore: decorator
@inline
export function signs(v: v128): v128 {
  return v128.and(v, IS_DOUBLE ? i64x2.splat(1 << 63) : i32x4.splat(0x80000000));
}

/** The float at `address` in every lane. */
// @ts-ignore: decorator
@inline
export function splat(address: usize): v128 {
  return IS_DOUBLE ? f64x2.splat(<f64>load<f32>(address)) : v128.load32_splat(address);
}

/** One float of each row of a chunk. */
// @ts-ignore: decorator
@inline
export function lanes(address: usize, stride: usize): v128 {
  let v = v128.load_lane<f32>(address + stride, v128.load32_zero(address), 1);
  if (IS_DOUBLE) return f64x2.promote_low_f32x4(v);
  v = v128.load_lane<f32>(address + 2 * stride, v, 2);
  return v128.load_lane<f32>(address + 3 * stride, v, 3);
}

/** The way back. */
// @ts-ignore: decorator
@inline
export function toLanes(address: usize, stride: usize, v: v128): void {
  if (IS_DOUBLE) v = floats.demote_f64x2_zero(v);
  v128.store_lane<f32>(address, v, 0);
  v128.store_lane<f32>(address + stride, v, 1);
  if (IS_DOUBLE) return;
  v128.store_lane<f32>(address + 2 * stride, v, 2);
  v128.store_lane<f32>(address + 3 * stride, v, 3);
}
