import { clear } from "./state";

// Product states: each qubit's factor [Re f₀, Im f₀, Re f₁, Im f₁] from its own rotations, then outer products by doubling.

/** Entries [factor, second, coefficient]: the factor after its first rotation (0, second): cos at component 0, sin at `second`, else 0. */
export function startFactors(table: usize, end: usize): void {
  for (; table < end; table += 12) {
    const factor = load<u32>(table), co = load<u32>(table, 8), zero = f32x4.splat(0);
    v128.store(factor, v128.load(co));
    v128.store(factor, zero, 16);
    v128.store(factor, zero, 32);
    v128.store(factor, zero, 48);
    v128.store(factor + load<u32>(table, 4), v128.load(co, 16));
  }
}

/** Entries [factor, coefficient of RY, coefficient of RZ]: the factor after both, in one go. */
export function startTurned(table: usize, end: usize): void {
  for (; table < end; table += 12) {
    const factor = load<u32>(table), ry = load<u32>(table, 4), rz = load<u32>(table, 8);
    const c = v128.load(ry), s = v128.load(ry, 16), x = v128.load(rz), y = v128.load(rz, 16);
    v128.store(factor, f32x4.mul(c, x));
    v128.store(factor, f32x4.neg(f32x4.mul(c, y)), 16);
    v128.store(factor, f32x4.mul(s, x), 32);
    v128.store(factor, f32x4.mul(s, y), 48);
  }
}

/** Entries [a, b, λa, λb, coefficient]: one rotation after the other on the components of factors. */
export function turnPairs(table: usize, end: usize): void {
  for (; table < end; table += 20) {
    const a = load<u32>(table), b = load<u32>(table, 4), co = load<u32>(table, 16);
    const c = v128.load(co), s = v128.load(co, 16), x = v128.load(a), y = v128.load(b);
    v128.store(a, f32x4.sub(f32x4.mul(c, x), f32x4.mul(s, y)));
    v128.store(b, f32x4.add(f32x4.mul(s, x), f32x4.mul(c, y)));
  }
}

/** The way back through the entries of `turnPairs`, last first: gradients added, factors and their λ turned back. */
export function unturnPairs(table: usize, end: usize): void {
  for (end -= 20; <isize>end >= <isize>table; end -= 20) {
    const a = load<u32>(end), b = load<u32>(end, 4), p = load<u32>(end, 8), q = load<u32>(end, 12), co = load<u32>(end, 16);
    const c = v128.load(co), s = v128.load(co, 16), x = v128.load(a), y = v128.load(b), u = v128.load(p), v = v128.load(q);
    v128.store(co, f32x4.add(v128.load(co, 32), f32x4.sub(f32x4.mul(v, x), f32x4.mul(u, y))), 32);
    v128.store(a, f32x4.add(f32x4.mul(c, x), f32x4.mul(s, y)));
    v128.store(b, f32x4.sub(f32x4.mul(c, y), f32x4.mul(s, x)));
    v128.store(p, f32x4.add(f32x4.mul(c, u), f32x4.mul(s, v)));
    v128.store(q, f32x4.sub(f32x4.mul(c, v), f32x4.mul(s, u)));
  }
}

/** Gradient of the first rotations: entries [λ of the factor, second, coefficient]. */
export function finishFactors(table: usize, end: usize): void {
  for (; table < end; table += 12) {
    const lam = load<u32>(table), co = load<u32>(table, 8);
    const d = f32x4.sub(f32x4.mul(v128.load(co), v128.load(lam + load<u32>(table, 4))), f32x4.mul(v128.load(co, 16), v128.load(lam)));
    v128.store(co, f32x4.add(v128.load(co, 32), d), 32);
  }
}

/** Level 1 of a table is the first factor's two components, level j+1 is level j · f₀, then level j · f₁. Level 0 is 1. */
export function factorTable(nodes: usize, factors: usize, levels: i32): void {
  v128.store(nodes, f32x4.splat(1));
  v128.store(nodes, f32x4.splat(0), 16);
  if (levels == 0) return;
  const first = load<u32>(factors);
  for (let i: usize = 0; i < 64; i += 16) v128.store(nodes + 32 + i, v128.load(first + i));
  let from = nodes + 32, to = nodes + 96, bytes: usize = 64;
  for (let j = 1; j < levels; j++, bytes <<= 1) {
    const f = load<u32>(factors + (j << 2));
    const ar = v128.load(f), ai = v128.load(f, 16), br = v128.load(f, 32), bi = v128.load(f, 48);
    for (const end = from + bytes; from < end; from += 32, to += 32) {
      const x = v128.load(from), y = v128.load(from, 16), other = to + bytes;
      v128.store(to, f32x4.sub(f32x4.mul(x, ar), f32x4.mul(y, ai)));
      v128.store(to, f32x4.add(f32x4.mul(x, ai), f32x4.mul(y, ar)), 16);
      v128.store(other, f32x4.sub(f32x4.mul(x, br), f32x4.mul(y, bi)));
      v128.store(other, f32x4.add(f32x4.mul(x, bi), f32x4.mul(y, br)), 16);
    }
    to += bytes;
  }
}

// @ts-ignore: decorator
@inline
function conjRe(ar: v128, ai: v128, x: v128, y: v128): v128 {
  return f32x4.add(f32x4.mul(ar, x), f32x4.mul(ai, y));
}
// @ts-ignore: decorator
@inline
function conjIm(ar: v128, ai: v128, x: v128, y: v128): v128 {
  return f32x4.sub(f32x4.mul(ar, y), f32x4.mul(ai, x));
}

/** The way back: `lams` holds λ of the leaves and is filled up to the root; λ of each factor is written `delta` bytes after the factor. */
export function factorTableBack(nodes: usize, lams: usize, factors: usize, levels: i32, delta: usize): void {
  for (let j = levels - 1; j >= 0; j--) {
    const f = load<u32>(factors + (j << 2)), bytes: usize = 32 << j;
    const ar = v128.load(f), ai = v128.load(f, 16), br = v128.load(f, 32), bi = v128.load(f, 48);
    const start = bytes - 32;
    let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0;
    for (let at = start; at < start + bytes; at += 32) {
      const x = v128.load(nodes + at), y = v128.load(nodes + at, 16), child = lams + at + bytes, other = child + bytes;
      const p = v128.load(child), q = v128.load(child, 16), u = v128.load(other), v = v128.load(other, 16);
      a0 = f32x4.add(a0, conjRe(x, y, p, q));
      a1 = f32x4.add(a1, conjIm(x, y, p, q));
      b0 = f32x4.add(b0, conjRe(x, y, u, v));
      b1 = f32x4.add(b1, conjIm(x, y, u, v));
      v128.store(lams + at, f32x4.add(conjRe(ar, ai, p, q), conjRe(br, bi, u, v)));
      v128.store(lams + at, f32x4.add(conjIm(ar, ai, p, q), conjIm(br, bi, u, v)), 16);
    }
    v128.store(f + delta, a0);
    v128.store(f + delta, a1, 16);
    v128.store(f + delta, b0, 32);
    v128.store(f + delta, b1, 48);
  }
}

/** The state as rows ⊗ columns; amplitudes in the order of memory. */
export function product(state: usize, rows: usize, rowsEnd: usize, columns: usize, columnsEnd: usize): void {
  for (; rows < rowsEnd; rows += 32) {
    const ar = v128.load(rows), ai = v128.load(rows, 16);
    for (let column = columns; column < columnsEnd; column += 32, state += 32) {
      const br = v128.load(column), bi = v128.load(column, 16);
      v128.store(state, f32x4.sub(f32x4.mul(ar, br), f32x4.mul(ai, bi)));
      v128.store(state, f32x4.add(f32x4.mul(ar, bi), f32x4.mul(ai, br)), 16);
    }
  }
}

/** λ of the rows and of the columns from λ of the state. */
export function productBack(lam: usize, rows: usize, rowsEnd: usize, columns: usize, columnsEnd: usize, rowLams: usize, columnLams: usize): void {
  clear(columnLams, columnsEnd - columns);
  for (; rows < rowsEnd; rows += 32, rowLams += 32) {
    const ar = v128.load(rows), ai = v128.load(rows, 16);
    let re = f32x4.splat(0), im = re, to = columnLams;
    for (let column = columns; column < columnsEnd; column += 32, lam += 32, to += 32) {
      const br = v128.load(column), bi = v128.load(column, 16), x = v128.load(lam), y = v128.load(lam, 16);
      re = f32x4.add(re, conjRe(br, bi, x, y));
      im = f32x4.add(im, conjIm(br, bi, x, y));
      v128.store(to, f32x4.add(v128.load(to), conjRe(ar, ai, x, y)));
      v128.store(to, f32x4.add(v128.load(to, 16), conjIm(ar, ai, x, y)), 16);
    }
    v128.store(rowLams, re);
    v128.store(rowLams, im, 16);
  }
}
