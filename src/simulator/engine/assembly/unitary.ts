import { NUMBER, number } from "./number";

// A constant real 8×8 map on groups of eight components: the fallback for any two-qubit unitary.

/** Groups list eight byte offsets; `matrix` is row-major, 64 numbers common to all rows. */
export function unitary(state: usize, table: usize, end: usize, matrix: usize): void {
  for (let t = table; t < end; t += 32) {
    const a0 = state + load<u32>(t), a1 = state + load<u32>(t, 4), a2 = state + load<u32>(t, 8), a3 = state + load<u32>(t, 12);
    const a4 = state + load<u32>(t, 16), a5 = state + load<u32>(t, 20), a6 = state + load<u32>(t, 24), a7 = state + load<u32>(t, 28);
    const x0 = v128.load(a0), x1 = v128.load(a1), x2 = v128.load(a2), x3 = v128.load(a3);
    const x4 = v128.load(a4), x5 = v128.load(a5), x6 = v128.load(a6), x7 = v128.load(a7);
    for (let r: usize = 0, m = matrix; r < 8; r++, m += 8 * NUMBER) {
      let y = f32x4.mul(number(m), x0);
      y = f32x4.add(y, f32x4.mul(number(m + NUMBER), x1));
      y = f32x4.add(y, f32x4.mul(number(m + 2 * NUMBER), x2));
      y = f32x4.add(y, f32x4.mul(number(m + 3 * NUMBER), x3));
      let z = f32x4.mul(number(m + 4 * NUMBER), x4);
      z = f32x4.add(z, f32x4.mul(number(m + 5 * NUMBER), x5));
      z = f32x4.add(z, f32x4.mul(number(m + 6 * NUMBER), x6));
      z = f32x4.add(z, f32x4.mul(number(m + 7 * NUMBER), x7));
      v128.store(state + load<u32>(t + (r << 2)), f32x4.add(y, z));
    }
  }
}
