import { signs } from "./number";

// What the kernels that turn planes share: the two outputs of a turn, and the sums of its gradient.

// @ts-ignore: decorator
@inline
export function turnA(c: v128, s: v128, a: v128, b: v128): v128 {
  return f32x4.sub(f32x4.mul(c, a), f32x4.mul(s, b));
}
// @ts-ignore: decorator
@inline
export function turnB(c: v128, s: v128, a: v128, b: v128): v128 {
  return f32x4.add(f32x4.mul(s, a), f32x4.mul(c, b));
}
// In a pass of several rotations all but the last are done as a − t·b and b + t·a with t = sin/cos; the last one's coefficients carry the
// product of the cosines left out. A cosine is kept away from 0 by 2⁻²³ (2⁻⁵²), which costs no more than rounding.

// @ts-ignore: decorator
@inline
export function tanA(t: v128, a: v128, b: v128): v128 {
  return f32x4.sub(a, f32x4.mul(t, b));
}
// @ts-ignore: decorator
@inline
export function tanB(t: v128, a: v128, b: v128): v128 {
  return f32x4.add(b, f32x4.mul(t, a));
}
// @ts-ignore: decorator
@inline
export function awayFromZero(c: v128): v128 {
  return v128.or(f32x4.pmax(f32x4.abs(c), f32x4.splat(IS_DOUBLE ? 2.220446049250313e-16 : 1.1920929e-7)), signs(c));
}

// @ts-ignore: decorator
@inline
export function addTo(address: usize, value: v128): void {
  v128.store(address, f32x4.add(v128.load(address), value));
}
// @ts-ignore: decorator
@inline
export function cross(psiA: v128, psiB: v128, lamA: v128, lamB: v128): v128 {
  return f32x4.sub(f32x4.mul(lamB, psiA), f32x4.mul(lamA, psiB));
}
