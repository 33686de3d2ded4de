// The fused kernels of four qubits (two levels in every tree) written out: no loops, what was a table stays in registers.

// @ts-ignore: decorator
@inline
function re(x: v128, y: v128, a: v128, b: v128): v128 {
  return f32x4.sub(f32x4.mul(x, a), f32x4.mul(y, b));
}
// @ts-ignore: decorator
@inline
function im(x: v128, y: v128, a: v128, b: v128): v128 {
  return f32x4.add(f32x4.mul(x, b), f32x4.mul(y, a));
}

// @ts-ignore: decorator
@inline
function keepFactor(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
}

// @ts-ignore: decorator
@inline
function keepNode(to: usize, a: v128, b: v128): void {
  v128.store(to, a);
  v128.store(to, b, 16);
}

/**
 * Four nodes of a table from the entries [factor, coefficient of RY, coefficient of RZ] of two qubits; the second entry is the first level.
 * Factors and levels are kept as `startTurned` and `factorTable` leave them.
 */
// @ts-ignore: decorator
@inline
function fourNodes(entries: usize, nodes: usize): void {
  let ry = load<u32>(entries, 16), rz = load<u32>(entries, 20);
  let c = v128.load(ry), s = v128.load(ry, 16), x = v128.load(rz), y = v128.load(rz, 16);
  const a0 = f32x4.mul(c, x), a1 = f32x4.neg(f32x4.mul(c, y)), a2 = f32x4.mul(s, x), a3 = f32x4.mul(s, y);
  ry = load<u32>(entries, 4);
  rz = load<u32>(entries, 8);
  c = v128.load(ry);
  s = v128.load(ry, 16);
  x = v128.load(rz);
  y = v128.load(rz, 16);
  const b0 = f32x4.mul(c, x), b1 = f32x4.neg(f32x4.mul(c, y)), b2 = f32x4.mul(s, x), b3 = f32x4.mul(s, y);
  keepFactor(load<u32>(entries, 12), a0, a1, a2, a3);
  keepFactor(load<u32>(entries), b0, b1, b2, b3);
  keepNode(nodes, f32x4.splat(1), f32x4.splat(0));
  keepFactor(nodes + 32, a0, a1, a2, a3);
  keepNode(nodes + 96, re(a0, a1, b0, b1), im(a0, a1, b0, b1));
  keepNode(nodes + 128, re(a2, a3, b0, b1), im(a2, a3, b0, b1));
  keepNode(nodes + 160, re(a0, a1, b2, b3), im(a0, a1, b2, b3));
  keepNode(nodes + 192, re(a2, a3, b2, b3), im(a2, a3, b2, b3));
}

// @ts-ignore: decorator
@inline
function productRow(state: usize, row: usize, ar: v128, ai: v128, br: v128, bi: v128, cr: v128, ci: v128, dr: v128, di: v128): void {
  const x = v128.load(row), y = v128.load(row, 16);
  keepNode(state, re(x, y, ar, ai), im(x, y, ar, ai));
  keepNode(state + 32, re(x, y, br, bi), im(x, y, br, bi));
  keepNode(state + 64, re(x, y, cr, ci), im(x, y, cr, ci));
  keepNode(state + 96, re(x, y, dr, di), im(x, y, dr, di));
}

export function turnedProduct4(entries: usize, rows: usize, columns: usize, state: usize): void {
  fourNodes(entries, rows);
  fourNodes(entries + 24, columns);
  const ar = v128.load(columns, 96), ai = v128.load(columns, 112), br = v128.load(columns, 128), bi = v128.load(columns, 144);
  const cr = v128.load(columns, 160), ci = v128.load(columns, 176), dr = v128.load(columns, 192), di = v128.load(columns, 208);
  productRow(state, rows + 96, ar, ai, br, bi, cr, ci, dr, di);
  productRow(state + 128, rows + 128, ar, ai, br, bi, cr, ci, dr, di);
  productRow(state + 256, rows + 160, ar, ai, br, bi, cr, ci, dr, di);
  productRow(state + 384, rows + 192, ar, ai, br, bi, cr, ci, dr, di);
}

// @ts-ignore: decorator
@inline
function probability(psi: usize, table: usize): v128 {
  const p = psi + load<u32>(table), x = v128.load(p), y = v128.load(p, 16);
  return f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y));
}

/** −Σ of a tree of four leaves into its two targets. */
// @ts-ignore: decorator
@inline
function splitFour(a: v128, b: v128, c: v128, d: v128, targets: usize): void {
  v128.store(load<u32>(targets, 4), f32x4.add(f32x4.sub(a, c), f32x4.sub(b, d)));
  v128.store(load<u32>(targets), f32x4.sub(f32x4.add(a, c), f32x4.add(b, d)));
}

// @ts-ignore: decorator
@inline
function sumFour(a: v128, b: v128, c: v128, d: v128): v128 {
  return f32x4.add(f32x4.add(f32x4.add(a, b), c), d);
}

export function zSums4(psi: usize, table: usize, rowTargets: usize, columnTargets: usize): void {
  let a = probability(psi, table), b = probability(psi, table + 4), c = probability(psi, table + 8), d = probability(psi, table + 12);
  let p = a, q = b, r = c, s = d;
  const first = sumFour(a, b, c, d);
  a = probability(psi, table + 16); b = probability(psi, table + 20); c = probability(psi, table + 24); d = probability(psi, table + 28);
  const second = sumFour(a, b, c, d);
  p = f32x4.add(p, a); q = f32x4.add(q, b); r = f32x4.add(r, c); s = f32x4.add(s, d);
  a = probability(psi, table + 32); b = probability(psi, table + 36); c = probability(psi, table + 40); d = probability(psi, table + 44);
  const third = sumFour(a, b, c, d);
  p = f32x4.add(p, a); q = f32x4.add(q, b); r = f32x4.add(r, c); s = f32x4.add(s, d);
  a = probability(psi, table + 48); b = probability(psi, table + 52); c = probability(psi, table + 56); d = probability(psi, table + 60);
  const fourth = sumFour(a, b, c, d);
  p = f32x4.add(p, a); q = f32x4.add(q, b); r = f32x4.add(r, c); s = f32x4.add(s, d);
  splitFour(first, second, third, fourth, rowTargets);
  splitFour(p, q, r, s, columnTargets);
}
