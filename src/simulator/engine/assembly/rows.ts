// Rows of the batch in, rows out: a chunk is four rows, one in each lane (in float64 two). Four columns at a time go through shuffles.
import { NUMBER, lanes, number, signBit, toLanes } from "./number";

/** Four rows of `count` floats at `from` → `count` vectors at `to`. Adds them to `check`, which is not finite afterwards where a value is not. */
export function loadRows(from: usize, count: i32, to: usize, check: usize): void {
  const stride = <usize>count << 2;
  let bad = v128.load(check);
  let i = 0;
  for (; !IS_DOUBLE && i + 4 <= count; i += 4, from += 16, to += 64) {
    const a = v128.load(from), b = v128.load(from + stride), c = v128.load(from + 2 * stride), d = v128.load(from + 3 * stride);
    bad = f32x4.add(bad, f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
    const p = v128.shuffle<i32>(a, b, 0, 4, 1, 5), q = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const r = v128.shuffle<i32>(c, d, 0, 4, 1, 5), s = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<i32>(p, r, 0, 1, 4, 5));
    v128.store(to, v128.shuffle<i32>(p, r, 2, 3, 6, 7), 16);
    v128.store(to, v128.shuffle<i32>(q, s, 0, 1, 4, 5), 32);
    v128.store(to, v128.shuffle<i32>(q, s, 2, 3, 6, 7), 48);
  }
  for (; i < count; i++, from += 4, to += 16) {
    const v = lanes(from, stride);
    bad = f32x4.add(bad, v);
    v128.store(to, v);
  }
  v128.store(check, bad);
}

// @ts-ignore: decorator
@inline
function scaled(entry: usize): v128 {
  return f32x4.mul(v128.load(load<u32>(entry)), number(entry + 4));
}

/** Entries [address, scale]: the scaled vectors as four rows of `count` floats. */
export function gatherRows(table: usize, count: i32, to: usize): void {
  const stride = <usize>count << 2;
  let i = 0;
  for (; !IS_DOUBLE && i + 4 <= count; i += 4, table += 32, to += 16)
    storeFour(scaled(table), scaled(table + 8), scaled(table + 16), scaled(table + 24), to, stride);
  for (; i < count; i++, table += 4 + NUMBER, to += 4) toLanes(to, stride, scaled(table));
}

// @ts-ignore: decorator
@inline
function storeFour(a: v128, b: v128, c: v128, d: v128, to: usize, stride: usize): void {
  const p = v128.shuffle<i32>(a, b, 0, 4, 1, 5), q = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const r = v128.shuffle<i32>(c, d, 0, 4, 1, 5), s = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i32>(p, r, 0, 1, 4, 5));
  v128.store(to + stride, v128.shuffle<i32>(p, r, 2, 3, 6, 7));
  v128.store(to + 2 * stride, v128.shuffle<i32>(q, s, 0, 1, 4, 5));
  v128.store(to + 3 * stride, v128.shuffle<i32>(q, s, 2, 3, 6, 7));
}

// @ts-ignore: decorator
@inline
function signed(state: usize, entry: usize): v128 {
  return v128.xor(v128.load(state + load<u32>(entry)), signBit(entry + 4));
}

/** Entries [component offset, sign bit]: the signed components as four rows of `count` floats. */
export function storeComponents(state: usize, table: usize, count: i32, to: usize): void {
  const stride = <usize>count << 2;
  let i = 0;
  for (; !IS_DOUBLE && i + 4 <= count; i += 4, table += 32, to += 16)
    storeFour(signed(state, table), signed(state, table + 8), signed(state, table + 16), signed(state, table + 24), to, stride);
  for (; i < count; i++, table += 8, to += 4) toLanes(to, stride, signed(state, table));
}

/** The way back: four rows of `count` floats into the signed components. */
export function loadComponents(from: usize, count: i32, table: usize, state: usize): void {
  const stride = <usize>count << 2;
  for (let i = 0; i < count; i++, table += 8, from += 4)
    v128.store(state + load<u32>(table), v128.xor(lanes(from, stride), signBit(table + 4)));
}

/** Entries [offset]: |ψ|² of the amplitudes as four rows. */
export function storeProbabilities(state: usize, table: usize, count: i32, to: usize): void {
  const stride = <usize>count << 2;
  for (let i = 0; i < count; i++, table += 4, to += 4) {
    const at = state + load<u32>(table), re = v128.load(at), im = v128.load(at, 16);
    toLanes(to, stride, f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im)));
  }
}

/** λ = 2 v ψ, v four rows of `count` cotangents of the probabilities. */
export function weighProbabilities(state: usize, table: usize, count: i32, from: usize, lam: usize): void {
  const stride = <usize>count << 2;
  for (let i = 0; i < count; i++, table += 4, from += 4) {
    const v = lanes(from, stride), w = f32x4.add(v, v), p = load<u32>(table);
    v128.store(lam + p, f32x4.mul(w, v128.load(state + p)));
    v128.store(lam + p, f32x4.mul(w, v128.load(state + p, 16)), 16);
  }
}
