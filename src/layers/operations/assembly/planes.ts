// Circuits of rotations on states of real components, four states in the lanes: a state of `size` components is `size` vectors. A program holds
// the number of gates, the byte at which each begins, and there [byte of its cosine in the table, bytes of planes, both components' bytes …].

/** Turns every plane of all gates, in order. */
// @ts-ignore: decorator
@inline
export function turnAll(state: usize, table: usize, program: usize): void {
  const gates = load<u32>(program);
  let at = program + 4 + (gates << 2);
  for (let g: u32 = 0; g < gates; g++) {
    const angle = table + load<u32>(at), c = v128.load(angle), s = v128.load(angle, 16);
    const end = at + 8 + load<u32>(at, 4);
    for (at += 8; at < end; at += 8) {
      const i = state + load<u32>(at), j = state + load<u32>(at, 4), x = v128.load(i), y = v128.load(j);
      v128.store(i, f32x4.sub(f32x4.mul(c, x), f32x4.mul(s, y)));
      v128.store(j, f32x4.add(f32x4.mul(s, x), f32x4.mul(c, y)));
    }
  }
}

/** Turns state and λ back through all gates, and adds Σ λ_j·x_i − λ_i·x_j of each gate at its place in `slopes`. */
// @ts-ignore: decorator
@inline
export function turnBack(state: usize, lambda: usize, table: usize, slopes: usize, program: usize): void {
  for (let g: usize = load<u32>(program); g > 0; g--) {
    let at = program + load<u32>(program + (g << 2));
    const column = load<u32>(at), c = v128.load(table + column), s = v128.load(table + column, 16);
    const end = at + 8 + load<u32>(at, 4);
    let slope = f32x4.splat(0);
    for (at += 8; at < end; at += 8) {
      const a = load<u32>(at), b = load<u32>(at, 4);
      const x = v128.load(state + a), y = v128.load(state + b), u = v128.load(lambda + a), v = v128.load(lambda + b);
      slope = f32x4.add(slope, f32x4.sub(f32x4.mul(v, x), f32x4.mul(u, y)));
      v128.store(state + a, f32x4.add(f32x4.mul(c, x), f32x4.mul(s, y)));
      v128.store(state + b, f32x4.sub(f32x4.mul(c, y), f32x4.mul(s, x)));
      v128.store(lambda + a, f32x4.add(f32x4.mul(c, u), f32x4.mul(s, v)));
      v128.store(lambda + b, f32x4.sub(f32x4.mul(c, v), f32x4.mul(s, u)));
    }
    const to = slopes + (column >> 1);
    v128.store(to, f32x4.add(v128.load(to), slope));
  }
}

/** One float each of four rows `stride` bytes apart. */
// @ts-ignore: decorator
@inline
export function gather(a: usize, b: usize, c: usize, d: usize): v128 {
  let x = v128.load32_zero(a);
  x = v128.load_lane<f32>(b, x, 1);
  x = v128.load_lane<f32>(c, x, 2);
  return v128.load_lane<f32>(d, x, 3);
}
