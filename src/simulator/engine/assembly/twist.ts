import { addTo, awayFromZero, cross, tanA, tanB, turnA, turnB } from "./turn";

// Two commuting rotations by generators that are symmetric and imaginary, such as X on two qubits: of the components [p0, p1, p2, p3] of a
// group the first rotation turns (p0, p1) and (p3, p2), the second one (p0, p2) and (p3, p1). Coefficients and tangents as in rotate.ts.

/** Reads the state at `from`, writes it at `to` (the same address: in place); `direction` −1 turns back. */
export function twist2(from: usize, to: usize, table: usize, end: usize, co0: usize, co1: usize, direction: f32): void {
  const d1 = f32x4.splat(direction), k0 = awayFromZero(v128.load(co0));
  const t = f32x4.div(f32x4.mul(v128.load(co0, 16), d1), k0);
  const c = f32x4.mul(v128.load(co1), k0), s = f32x4.mul(f32x4.mul(v128.load(co1, 16), d1), k0);
  for (let at = table; at < end; at += 16) {
    const p0 = load<u32>(at), p1 = load<u32>(at, 4), p2 = load<u32>(at, 8), p3 = load<u32>(at, 12);
    const a = v128.load(from + p0), b = v128.load(from + p1), e = v128.load(from + p2), f = v128.load(from + p3);
    const a1 = tanA(t, a, b), b1 = tanB(t, a, b), f1 = tanA(t, f, e), e1 = tanB(t, f, e);
    v128.store(to + p0, turnA(c, s, a1, e1));
    v128.store(to + p2, turnB(c, s, a1, e1));
    v128.store(to + p3, turnA(c, s, f1, b1));
    v128.store(to + p1, turnB(c, s, f1, b1));
  }
}

/** Adds λ·(dψ/dα) to the coefficients' gradients and turns λ back; `psi` holds the state after the rotations. */
export function untwist2(psi: usize, lam: usize, table: usize, end: usize, co0: usize, co1: usize): void {
  const k0 = awayFromZero(v128.load(co0)), t0 = f32x4.div(v128.load(co0, 16), k0);
  const c = f32x4.mul(v128.load(co1), k0), s = f32x4.mul(v128.load(co1, 16), k0);
  let sum0 = f32x4.splat(0), sum1 = sum0;
  for (let t = table; t < end; t += 16) {
    const p0 = load<u32>(t), p1 = load<u32>(t, 4), p2 = load<u32>(t, 8), p3 = load<u32>(t, 12);
    const a = v128.load(lam + p0), b = v128.load(lam + p1), e = v128.load(lam + p2), f = v128.load(lam + p3);
    const w = v128.load(psi + p0), x = v128.load(psi + p1), y = v128.load(psi + p2), z = v128.load(psi + p3);
    sum0 = f32x4.add(sum0, f32x4.add(cross(w, x, a, b), cross(z, y, f, e)));
    sum1 = f32x4.add(sum1, f32x4.add(cross(w, y, a, e), cross(z, x, f, b)));
    const a1 = tanB(t0, b, a), b1 = tanA(t0, b, a), f1 = tanB(t0, e, f), e1 = tanA(t0, e, f);
    v128.store(lam + p0, turnB(c, s, e1, a1));
    v128.store(lam + p2, turnA(c, s, e1, a1));
    v128.store(lam + p3, turnB(c, s, b1, f1));
    v128.store(lam + p1, turnA(c, s, b1, f1));
  }
  addTo(co0 + 32, sum0);
  addTo(co1 + 32, sum1);
}
