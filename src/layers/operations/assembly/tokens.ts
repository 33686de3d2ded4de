import { add } from "./elementwise";

/** Copies rows of a table by id; the first position whose id is outside [0, V), else −1. */
export function embed(table: usize, ids: usize, y: usize, n: usize, V: u32, D: usize): i32 {
  const row = D << 2;
  for (let i: usize = 0; i < n; i++) {
    const id = load<u32>(ids + (i << 2));
    if (id >= V) return <i32>i;
    memory.copy(y + i * row, table + <usize>id * row, row);
  }
  return -1;
}

export function embedGrad(ids: usize, dy: usize, dtable: usize, n: usize, size: usize, D: usize, paddingId: i32): void {
  const row = D << 2;
  memory.fill(dtable, 0, size << 2);
  for (let i: usize = 0; i < n; i++) {
    const id = load<i32>(ids + (i << 2));
    if (id == paddingId) continue;
    const to = dtable + <usize>id * row;
    add(to, dy + i * row, to, D);
  }
}

/** y[b] = weights[b] · Σ of the real rows of x[b]; mask: a byte a token, or absent. */
export function meanPool(x: usize, mask: usize, weights: usize, y: usize, B: usize, T: usize, D: usize): void {
  const row = D << 2, vectors = (D & ~3) << 2;
  for (let b: usize = 0; b < B; b++) {
    const from = x + b * T * row, to = y + b * row, real = mask + b * T, w = load<f32>(weights + (b << 2));
    let j: usize = 0;
    for (; j < vectors; j += 16) {
      let sum = f32x4.splat(0), p = from + j;
      for (let t: usize = 0; t < T; t++) {
        if (!mask || load<u8>(real + t)) sum = f32x4.add(sum, v128.load(p));
        p += row;
      }
      v128.store(to + j, f32x4.mul(sum, f32x4.splat(w)));
    }
    for (; j < row; j += 4) {
      let sum: f32 = 0, p = from + j;
      for (let t: usize = 0; t < T; t++) {
        if (!mask || load<u8>(real + t)) sum += load<f32>(p);
        p += row;
      }
      store<f32>(to + j, sum * w);
    }
  }
}

export function meanPoolGrad(dy: usize, mask: usize, weights: usize, dx: usize, B: usize, T: usize, D: usize): void {
  const row = D << 2, vectors = (D & ~3) << 2;
  for (let b: usize = 0; b < B; b++) {
    const from = dy + b * row, to = dx + b * T * row, w = load<f32>(weights + (b << 2));
    for (let t: usize = 0; t < T; t++) {
      const scale: f32 = !mask || load<u8>(mask + b * T + t) ? w : 0, target = to + t * row;
      let j: usize = 0;
      for (; j < vectors; j += 16) v128.store(target + j, f32x4.mul(v128.load(from + j), f32x4.splat(scale)));
      for (; j < row; j += 4) store<f32>(target + j, load<f32>(from + j) * scale);
    }
  }
}
