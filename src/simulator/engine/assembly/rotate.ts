import { addTo, awayFromZero, cross, tanA, tanB, turnA, turnB } from "./turn";

// Plane rotations in registers. A group lists the byte offsets of 2^k components; entry j has bit i set on the second component of
// rotation i: a ← c·a − s·b, b ← s·a + c·b. A coefficient is [cos, sin, gradient], 16 bytes each. `twin` is 16 when the imaginary
// parts stand right behind the real ones of the table, else 0.

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
  const d1 = f32x4.splat(direction), k0 = awayFromZero(v128.load(co0));
  const t = f32x4.div(f32x4.mul(v128.load(co0, 16), d1), k0);
  const c = f32x4.mul(v128.load(co1), k0), s = f32x4.mul(f32x4.mul(v128.load(co1, 16), d1), k0);
  for (let at = table; at < end; at += 16) {
    const p0 = load<u32>(at), p1 = load<u32>(at, 4), p2 = load<u32>(at, 8), p3 = load<u32>(at, 12);
    let d: usize = 0;
    do {
      const m = from + d, n = to + d;
      const a = v128.load(m + p0), b = v128.load(m + p1), e = v128.load(m + p2), f = v128.load(m + p3);
      const a1 = tanA(t, a, b), b1 = tanB(t, a, b), e1 = tanA(t, e, f), f1 = tanB(t, e, f);
      v128.store(n + p0, turnA(c, s, a1, e1));
      v128.store(n + p1, turnA(c, s, b1, f1));
      v128.store(n + p2, turnB(c, s, a1, e1));
      v128.store(n + p3, turnB(c, s, b1, f1));
      d += 16;
    } while (d <= twin);
  }
}

/** Three commuting rotations. */
export function rotate3(from: usize, to: usize, table: usize, end: usize, twin: usize, co0: usize, co1: usize, co2: usize, direction: f32): void {
  const sign = f32x4.splat(direction), k0 = awayFromZero(v128.load(co0)), k1 = awayFromZero(v128.load(co1)), k = f32x4.mul(k0, k1);
  const t0 = f32x4.div(f32x4.mul(v128.load(co0, 16), sign), k0), t1 = f32x4.div(f32x4.mul(v128.load(co1, 16), sign), k1);
  const c = f32x4.mul(v128.load(co2), k), s = f32x4.mul(f32x4.mul(v128.load(co2, 16), sign), k);
  for (let at = table; at < end; at += 32) {
    const p0 = load<u32>(at), p1 = load<u32>(at, 4), p2 = load<u32>(at, 8), p3 = load<u32>(at, 12);
    const p4 = load<u32>(at, 16), p5 = load<u32>(at, 20), p6 = load<u32>(at, 24), p7 = load<u32>(at, 28);
    let d: usize = 0;
    do {
      const m = from + d, n = to + d;
      let x = v128.load(m + p0), y = v128.load(m + p1);
      const a = tanA(t0, x, y), b = tanB(t0, x, y);
      x = v128.load(m + p2); y = v128.load(m + p3);
      let u = tanA(t0, x, y), v = tanB(t0, x, y);
      const a0 = tanA(t1, a, u), a2 = tanB(t1, a, u), a1 = tanA(t1, b, v), a3 = tanB(t1, b, v);
      x = v128.load(m + p4); y = v128.load(m + p5);
      const e = tanA(t0, x, y), f = tanB(t0, x, y);
      x = v128.load(m + p6); y = v128.load(m + p7);
      u = tanA(t0, x, y); v = tanB(t0, x, y);
      const a4 = tanA(t1, e, u), a6 = tanB(t1, e, u), a5 = tanA(t1, f, v), a7 = tanB(t1, f, v);
      v128.store(n + p0, turnA(c, s, a0, a4));
      v128.store(n + p4, turnB(c, s, a0, a4));
      v128.store(n + p1, turnA(c, s, a1, a5));
      v128.store(n + p5, turnB(c, s, a1, a5));
      v128.store(n + p2, turnA(c, s, a2, a6));
      v128.store(n + p6, turnB(c, s, a2, a6));
      v128.store(n + p3, turnA(c, s, a3, a7));
      v128.store(n + p7, turnB(c, s, a3, a7));
      d += 16;
    } while (d <= twin);
  }
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
  const k0 = awayFromZero(v128.load(co0)), t0 = f32x4.div(v128.load(co0, 16), k0);
  const c = f32x4.mul(v128.load(co1), k0), s = f32x4.mul(v128.load(co1, 16), k0);
  let sum0 = f32x4.splat(0), sum1 = sum0;
  for (let t = table; t < end; t += 16) {
    const p0 = load<u32>(t), p1 = load<u32>(t, 4), p2 = load<u32>(t, 8), p3 = load<u32>(t, 12);
    let d: usize = 0;
    do {
      const l = lam + d, m = psi + d;
      const a = v128.load(l + p0), b = v128.load(l + p1), e = v128.load(l + p2), f = v128.load(l + p3);
      const w = v128.load(m + p0), x = v128.load(m + p1), y = v128.load(m + p2), z = v128.load(m + p3);
      sum0 = f32x4.add(sum0, f32x4.add(cross(w, x, a, b), cross(y, z, e, f)));
      sum1 = f32x4.add(sum1, f32x4.add(cross(w, y, a, e), cross(x, z, b, f)));
      const a1 = tanB(t0, b, a), b1 = tanA(t0, b, a), e1 = tanB(t0, f, e), f1 = tanA(t0, f, e);
      v128.store(l + p0, turnB(c, s, e1, a1));
      v128.store(l + p2, turnA(c, s, e1, a1));
      v128.store(l + p1, turnB(c, s, f1, b1));
      v128.store(l + p3, turnA(c, s, f1, b1));
      d += 16;
    } while (d <= twin);
  }
  addTo(co0 + 32, sum0);
  addTo(co1 + 32, sum1);
}

/** As `unrotate1`, for three commuting rotations; the sums stay in memory, registers are for the eight components. */
export function unrotate3(psi: usize, lam: usize, table: usize, end: usize, twin: usize, co0: usize, co1: usize, co2: usize): void {
  const k0 = awayFromZero(v128.load(co0)), k1 = awayFromZero(v128.load(co1)), k = f32x4.mul(k0, k1);
  const t0 = f32x4.div(v128.load(co0, 16), k0), t1 = f32x4.div(v128.load(co1, 16), k1);
  const c = f32x4.mul(v128.load(co2), k), s = f32x4.mul(v128.load(co2, 16), k);
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
      const a0 = tanB(t0, l1, l0), a1 = tanA(t0, l1, l0), a2 = tanB(t0, l3, l2), a3 = tanA(t0, l3, l2);
      const a4 = tanB(t0, l5, l4), a5 = tanA(t0, l5, l4), a6 = tanB(t0, l7, l6), a7 = tanA(t0, l7, l6);
      const b0 = tanB(t1, a2, a0), b2 = tanA(t1, a2, a0), b1 = tanB(t1, a3, a1), b3 = tanA(t1, a3, a1);
      const b4 = tanB(t1, a6, a4), b6 = tanA(t1, a6, a4), b5 = tanB(t1, a7, a5), b7 = tanA(t1, a7, a5);
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
