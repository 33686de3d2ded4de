// Plane rotations in registers. A group lists the byte offsets of 2^k components; entry j has bit i set on the second component of
// rotation i: a ← c·a − s·b, b ← s·a + c·b. A coefficient is [cos, sin, gradient], 16 bytes each. `twin` is 16 when the imaginary
// parts stand right behind the real ones of the table, else 0.

// @ts-ignore: decorator
@inline
function turnA(c: v128, s: v128, a: v128, b: v128): v128 {
  return f32x4.sub(f32x4.mul(c, a), f32x4.mul(s, b));
}
// @ts-ignore: decorator
@inline
function turnB(c: v128, s: v128, a: v128, b: v128): v128 {
  return f32x4.add(f32x4.mul(s, a), f32x4.mul(c, b));
}
// @ts-ignore: decorator
@inline
function at(base: usize, table: usize, j: usize): usize {
  return base + load<u32>(table + (j << 2));
}

/** One rotation. Reads the state at `from`, writes it at `to` (the same address: in place); `direction` −1 turns back. */
export function rotate1(from: usize, to: usize, table: usize, end: usize, twin: usize, co: usize, direction: f32): void {
  const c = v128.load(co), s = f32x4.mul(v128.load(co, 16), f32x4.splat(direction));
  for (let t = table; t < end; t += 8) {
    const p = load<u32>(t), q = load<u32>(t, 4);
    let d: usize = 0;
    do {
      const a = v128.load(from + p + d), b = v128.load(from + q + d);
      v128.store(to + p + d, turnA(c, s, a, b));
      v128.store(to + q + d, turnB(c, s, a, b));
      d += 16;
    } while (d <= twin);
  }
}

/** Two commuting rotations. */
export function rotate2(from: usize, to: usize, table: usize, end: usize, twin: usize, co0: usize, co1: usize, direction: f32): void {
  const c0 = v128.load(co0), s0 = f32x4.mul(v128.load(co0, 16), f32x4.splat(direction)), c1 = v128.load(co1), s1 = f32x4.mul(v128.load(co1, 16), f32x4.splat(direction));
  for (let t = table; t < end; t += 16) {
    const p0 = load<u32>(t), p1 = load<u32>(t, 4), p2 = load<u32>(t, 8), p3 = load<u32>(t, 12);
    let d: usize = 0;
    do {
      const a = v128.load(from + p0 + d), b = v128.load(from + p1 + d), e = v128.load(from + p2 + d), f = v128.load(from + p3 + d);
      const a1 = turnA(c0, s0, a, b), b1 = turnB(c0, s0, a, b), e1 = turnA(c0, s0, e, f), f1 = turnB(c0, s0, e, f);
      v128.store(to + p0 + d, turnA(c1, s1, a1, e1));
      v128.store(to + p1 + d, turnA(c1, s1, b1, f1));
      v128.store(to + p2 + d, turnB(c1, s1, a1, e1));
      v128.store(to + p3 + d, turnB(c1, s1, b1, f1));
      d += 16;
    } while (d <= twin);
  }
}

/** Three commuting rotations. */
export function rotate3(from: usize, to: usize, table: usize, end: usize, twin: usize, co0: usize, co1: usize, co2: usize, direction: f32): void {
  const c0 = v128.load(co0), s0 = f32x4.mul(v128.load(co0, 16), f32x4.splat(direction)), c1 = v128.load(co1), s1 = f32x4.mul(v128.load(co1, 16), f32x4.splat(direction)), c2 = v128.load(co2), s2 = f32x4.mul(v128.load(co2, 16), f32x4.splat(direction));
  for (let t = table; t < end; t += 32) {
    const p0 = load<u32>(t), p1 = load<u32>(t, 4), p2 = load<u32>(t, 8), p3 = load<u32>(t, 12);
    const p4 = load<u32>(t, 16), p5 = load<u32>(t, 20), p6 = load<u32>(t, 24), p7 = load<u32>(t, 28);
    let d: usize = 0;
    do {
      let x = v128.load(from + p0 + d), y = v128.load(from + p1 + d);
      const a = turnA(c0, s0, x, y), b = turnB(c0, s0, x, y);
      x = v128.load(from + p2 + d); y = v128.load(from + p3 + d);
      let u = turnA(c0, s0, x, y), v = turnB(c0, s0, x, y);
      const a0 = turnA(c1, s1, a, u), a2 = turnB(c1, s1, a, u), a1 = turnA(c1, s1, b, v), a3 = turnB(c1, s1, b, v);
      x = v128.load(from + p4 + d); y = v128.load(from + p5 + d);
      const e = turnA(c0, s0, x, y), f = turnB(c0, s0, x, y);
      x = v128.load(from + p6 + d); y = v128.load(from + p7 + d);
      u = turnA(c0, s0, x, y); v = turnB(c0, s0, x, y);
      const a4 = turnA(c1, s1, e, u), a6 = turnB(c1, s1, e, u), a5 = turnA(c1, s1, f, v), a7 = turnB(c1, s1, f, v);
      v128.store(to + p0 + d, turnA(c2, s2, a0, a4));
      v128.store(to + p4 + d, turnB(c2, s2, a0, a4));
      v128.store(to + p1 + d, turnA(c2, s2, a1, a5));
      v128.store(to + p5 + d, turnB(c2, s2, a1, a5));
      v128.store(to + p2 + d, turnA(c2, s2, a2, a6));
      v128.store(to + p6 + d, turnB(c2, s2, a2, a6));
      v128.store(to + p3 + d, turnA(c2, s2, a3, a7));
      v128.store(to + p7 + d, turnB(c2, s2, a3, a7));
      d += 16;
    } while (d <= twin);
  }
}

// @ts-ignore: decorator
@inline
function addTo(address: usize, value: v128): void {
  v128.store(address, f32x4.add(v128.load(address), value));
}
// @ts-ignore: decorator
@inline
function cross(psiA: v128, psiB: v128, lamA: v128, lamB: v128): v128 {
  return f32x4.sub(f32x4.mul(lamB, psiA), f32x4.mul(lamA, psiB));
}

/** Adds λ·(dψ/dα) to the coefficient's gradient and turns λ back; `psi` holds the state after the rotation. */
export function unrotate1(psi: usize, lam: usize, table: usize, end: usize, twin: usize, co: usize): void {
  const c = v128.load(co), s = v128.load(co, 16);
  let sum = f32x4.splat(0);
  for (let t = table; t < end; t += 8) {
    const p = load<u32>(t), q = load<u32>(t, 4);
    let d: usize = 0;
    do {
      const a = v128.load(lam + p + d), b = v128.load(lam + q + d);
      sum = f32x4.add(sum, cross(v128.load(psi + p + d), v128.load(psi + q + d), a, b));
      v128.store(lam + p + d, turnB(c, s, b, a));
      v128.store(lam + q + d, turnA(c, s, b, a));
      d += 16;
    } while (d <= twin);
  }
  addTo(co + 32, sum);
}

/** As `unrotate1`, for two commuting rotations. */
export function unrotate2(psi: usize, lam: usize, table: usize, end: usize, twin: usize, co0: usize, co1: usize): void {
  const c0 = v128.load(co0), s0 = v128.load(co0, 16), c1 = v128.load(co1), s1 = v128.load(co1, 16);
  let sum0 = f32x4.splat(0), sum1 = sum0;
  for (let t = table; t < end; t += 16) {
    const p0 = load<u32>(t), p1 = load<u32>(t, 4), p2 = load<u32>(t, 8), p3 = load<u32>(t, 12);
    let d: usize = 0;
    do {
      const a = v128.load(lam + p0 + d), b = v128.load(lam + p1 + d), e = v128.load(lam + p2 + d), f = v128.load(lam + p3 + d);
      const w = v128.load(psi + p0 + d), x = v128.load(psi + p1 + d), y = v128.load(psi + p2 + d), z = v128.load(psi + p3 + d);
      sum0 = f32x4.add(sum0, f32x4.add(cross(w, x, a, b), cross(y, z, e, f)));
      sum1 = f32x4.add(sum1, f32x4.add(cross(w, y, a, e), cross(x, z, b, f)));
      const a1 = turnB(c0, s0, b, a), b1 = turnA(c0, s0, b, a), e1 = turnB(c0, s0, f, e), f1 = turnA(c0, s0, f, e);
      v128.store(lam + p0 + d, turnB(c1, s1, e1, a1));
      v128.store(lam + p2 + d, turnA(c1, s1, e1, a1));
      v128.store(lam + p1 + d, turnB(c1, s1, f1, b1));
      v128.store(lam + p3 + d, turnA(c1, s1, f1, b1));
      d += 16;
    } while (d <= twin);
  }
  addTo(co0 + 32, sum0);
  addTo(co1 + 32, sum1);
}

/** As `unrotate1`, for three commuting rotations; the sums stay in memory, registers are for the eight components. */
export function unrotate3(psi: usize, lam: usize, table: usize, end: usize, twin: usize, co0: usize, co1: usize, co2: usize): void {
  for (let t = table; t < end; t += 32) {
    const p0 = load<u32>(t), p1 = load<u32>(t, 4), p2 = load<u32>(t, 8), p3 = load<u32>(t, 12);
    const p4 = load<u32>(t, 16), p5 = load<u32>(t, 20), p6 = load<u32>(t, 24), p7 = load<u32>(t, 28);
    let d: usize = 0;
    do {
      const l = lam + d, m = psi + d;
      const l0 = v128.load(l + p0), l1 = v128.load(l + p1), l2 = v128.load(l + p2), l3 = v128.load(l + p3);
      const l4 = v128.load(l + p4), l5 = v128.load(l + p5), l6 = v128.load(l + p6), l7 = v128.load(l + p7);
      let x = v128.load(m + p0);
      let g0 = f32x4.mul(x, l1), g1 = f32x4.mul(x, l2), g2 = f32x4.mul(x, l4);
      x = v128.load(m + p1);
      g0 = f32x4.sub(g0, f32x4.mul(x, l0)); g1 = f32x4.add(g1, f32x4.mul(x, l3)); g2 = f32x4.add(g2, f32x4.mul(x, l5));
      x = v128.load(m + p2);
      g0 = f32x4.add(g0, f32x4.mul(x, l3)); g1 = f32x4.sub(g1, f32x4.mul(x, l0)); g2 = f32x4.add(g2, f32x4.mul(x, l6));
      x = v128.load(m + p3);
      g0 = f32x4.sub(g0, f32x4.mul(x, l2)); g1 = f32x4.sub(g1, f32x4.mul(x, l1)); g2 = f32x4.add(g2, f32x4.mul(x, l7));
      x = v128.load(m + p4);
      g0 = f32x4.add(g0, f32x4.mul(x, l5)); g1 = f32x4.add(g1, f32x4.mul(x, l6)); g2 = f32x4.sub(g2, f32x4.mul(x, l0));
      x = v128.load(m + p5);
      g0 = f32x4.sub(g0, f32x4.mul(x, l4)); g1 = f32x4.add(g1, f32x4.mul(x, l7)); g2 = f32x4.sub(g2, f32x4.mul(x, l1));
      x = v128.load(m + p6);
      g0 = f32x4.add(g0, f32x4.mul(x, l7)); g1 = f32x4.sub(g1, f32x4.mul(x, l4)); g2 = f32x4.sub(g2, f32x4.mul(x, l2));
      x = v128.load(m + p7);
      g0 = f32x4.sub(g0, f32x4.mul(x, l6)); g1 = f32x4.sub(g1, f32x4.mul(x, l5)); g2 = f32x4.sub(g2, f32x4.mul(x, l3));
      addTo(co0 + 32, g0);
      addTo(co1 + 32, g1);
      addTo(co2 + 32, g2);
      let c = v128.load(co0), s = v128.load(co0, 16);
      const a0 = turnB(c, s, l1, l0), a1 = turnA(c, s, l1, l0), a2 = turnB(c, s, l3, l2), a3 = turnA(c, s, l3, l2);
      const a4 = turnB(c, s, l5, l4), a5 = turnA(c, s, l5, l4), a6 = turnB(c, s, l7, l6), a7 = turnA(c, s, l7, l6);
      c = v128.load(co1); s = v128.load(co1, 16);
      const b0 = turnB(c, s, a2, a0), b2 = turnA(c, s, a2, a0), b1 = turnB(c, s, a3, a1), b3 = turnA(c, s, a3, a1);
      const b4 = turnB(c, s, a6, a4), b6 = turnA(c, s, a6, a4), b5 = turnB(c, s, a7, a5), b7 = turnA(c, s, a7, a5);
      c = v128.load(co2); s = v128.load(co2, 16);
      v128.store(l + p0, turnB(c, s, b4, b0));
      v128.store(l + p4, turnA(c, s, b4, b0));
      v128.store(l + p1, turnB(c, s, b5, b1));
      v128.store(l + p5, turnA(c, s, b5, b1));
      v128.store(l + p2, turnB(c, s, b6, b2));
      v128.store(l + p6, turnA(c, s, b6, b2));
      v128.store(l + p3, turnB(c, s, b7, b3));
      v128.store(l + p7, turnA(c, s, b7, b3));
      d += 16;
    } while (d <= twin);
  }
}
