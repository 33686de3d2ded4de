// What the machine can do at most, for the roofline of the benchmarks.

/** 8 · 8 · `rounds` vector operations (four numbers each) on registers alone: multiply and add on eight independent values. */
export function probeFlops(rounds: i32, to: usize): void {
  const m = v128.load(to), k = v128.load(to, 16);
  let a = m, b = k, c = m, d = k, e = m, f = k, g = m, h = k;
  for (let i = 0; i < rounds; i++)
    for (let j = 0; j < 4; j++) {
      a = f32x4.add(f32x4.mul(a, m), k);
      b = f32x4.add(f32x4.mul(b, m), k);
      c = f32x4.add(f32x4.mul(c, m), k);
      d = f32x4.add(f32x4.mul(d, m), k);
      e = f32x4.add(f32x4.mul(e, m), k);
      f = f32x4.add(f32x4.mul(f, m), k);
      g = f32x4.add(f32x4.mul(g, m), k);
      h = f32x4.add(f32x4.mul(h, m), k);
    }
  v128.store(to, f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(f32x4.add(e, f), f32x4.add(g, h))));
}
