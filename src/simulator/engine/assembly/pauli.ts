// Pauli strings as signed pairs of components: ⟨P⟩ = factor · (Σ₊ a·b − Σ₋ a·b).

// @ts-ignore: decorator
@inline
function pairProducts(state: usize, table: usize, end: usize): v128 {
  let sum = f32x4.splat(0);
  for (; table < end; table += 8)
    sum = f32x4.add(sum, f32x4.mul(v128.load(state + load<u32>(table)), v128.load(state + load<u32>(table, 4))));
  return sum;
}

/** Pairs with a positive sign stand in [table, middle), the others in [middle, end). */
export function pauliSum(state: usize, table: usize, middle: usize, end: usize, factor: f32, to: usize): void {
  const sum = f32x4.sub(pairProducts(state, table, middle), pairProducts(state, middle, end));
  v128.store(to, f32x4.mul(f32x4.splat(factor), sum));
}

/** λ += w·P·ψ on pairs; equal components of a pair (strings of Z and I) once. */
export function pauliApply(state: usize, lam: usize, table: usize, middle: usize, end: usize, weight: usize): void {
  let w = v128.load(weight);
  for (; table < end; table += 8) {
    if (table == middle) w = f32x4.neg(w);
    const p = load<u32>(table), q = load<u32>(table, 4);
    v128.store(lam + p, f32x4.add(v128.load(lam + p), f32x4.mul(w, v128.load(state + q))));
    if (p != q) v128.store(lam + q, f32x4.add(v128.load(lam + q), f32x4.mul(w, v128.load(state + p))));
  }
}
