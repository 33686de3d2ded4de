import { clear } from "./state";

// Strings of Z (and I) on a grid of amplitudes, all at once; strings that flip qubits two or three at a time.

/** |ψ|² of a full grid summed over each row and each column. */
export function probabilityGrid(psi: usize, table: usize, rowSums: usize, rowSumsEnd: usize, columnSums: usize, columnBytes: usize): void {
  clear(columnSums, columnBytes);
  const columnEnd = columnSums + columnBytes;
  for (; rowSums < rowSumsEnd; rowSums += 16) {
    let rowSum = f32x4.splat(0);
    for (let column = columnSums; column < columnEnd; column += 16, table += 4) {
      const p = psi + load<u32>(table), x = v128.load(p), y = v128.load(p, 16);
      const probability = f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y));
      rowSum = f32x4.add(rowSum, probability);
      v128.store(column, f32x4.add(v128.load(column), probability));
    }
    v128.store(rowSums, rowSum);
  }
}

/** A tree of sums: level j+1 is level j + weight j, then level j − weight j; the root is 0. Nodes take 16 bytes. */
export function weightSplit(nodes: usize, weights: usize, levels: i32): void {
  v128.store(nodes, f32x4.splat(0));
  let from = nodes, to = nodes + 16, bytes: usize = 16;
  for (let j = 0; j < levels; j++, bytes <<= 1) {
    const w = v128.load(load<u32>(weights + (j << 2)));
    for (const end = from + bytes; from < end; from += 16, to += 16) {
      const x = v128.load(from);
      v128.store(to, f32x4.add(x, w));
      v128.store(to + bytes, f32x4.sub(x, w));
    }
    to += bytes;
  }
}

/** λ = (row's weight + column's weight) ψ on a full grid, and |ψ|² summed as in `probabilityGrid`. */
export function weighGrid(psi: usize, lam: usize, table: usize, rows: usize, rowsEnd: usize, columns: usize, columnsEnd: usize, rowSums: usize, columnSums: usize): void {
  clear(columnSums, columnsEnd - columns);
  for (; rows < rowsEnd; rows += 16, rowSums += 16) {
    const row = v128.load(rows);
    let rowSum = f32x4.splat(0), sum = columnSums;
    for (let column = columns; column < columnsEnd; column += 16, table += 4, sum += 16) {
      const p = load<u32>(table), w = f32x4.add(row, v128.load(column)), x = v128.load(psi + p), y = v128.load(psi + p, 16);
      v128.store(lam + p, f32x4.mul(w, x));
      v128.store(lam + p, f32x4.mul(w, y), 16);
      const probability = f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y));
      rowSum = f32x4.add(rowSum, probability);
      v128.store(sum, f32x4.add(v128.load(sum), probability));
    }
    v128.store(rowSums, rowSum);
  }
}

// @ts-ignore: decorator
@inline
function addTwice(to: usize, sum: v128): void {
  v128.store(to, f32x4.add(sum, sum));
}

/** ⟨X⟩ of one qubit: groups [a, b] of amplitudes that it exchanges, both components. */
export function flipSum1(psi: usize, table: usize, end: usize, to: usize): void {
  let sum = f32x4.splat(0);
  for (; table < end; table += 8) {
    const p = psi + load<u32>(table), q = psi + load<u32>(table, 4);
    sum = f32x4.add(sum, f32x4.add(f32x4.mul(v128.load(p), v128.load(q)), f32x4.mul(v128.load(p, 16), v128.load(q, 16))));
  }
  addTwice(to, sum);
}

// @ts-ignore: decorator
@inline
function twoProducts(a: v128, b: v128, c: v128, d: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), f32x4.mul(c, d));
}

/** ⟨X⟩ of two qubits, results at `to` and `other`. */
export function flipSum2(psi: usize, table: usize, end: usize, to: usize, other: usize): void {
  let s0 = f32x4.splat(0), s1 = s0, r0 = s0, r1 = s0;
  for (; table < end; table += 16) {
    const p0 = psi + load<u32>(table), p1 = psi + load<u32>(table, 4), p2 = psi + load<u32>(table, 8), p3 = psi + load<u32>(table, 12);
    let a = v128.load(p0), b = v128.load(p1), c = v128.load(p2), e = v128.load(p3);
    s0 = f32x4.add(s0, twoProducts(a, b, c, e));
    s1 = f32x4.add(s1, twoProducts(a, c, b, e));
    a = v128.load(p0, 16); b = v128.load(p1, 16); c = v128.load(p2, 16); e = v128.load(p3, 16);
    r0 = f32x4.add(r0, twoProducts(a, b, c, e));
    r1 = f32x4.add(r1, twoProducts(a, c, b, e));
  }
  addTwice(to, f32x4.add(s0, r0));
  addTwice(other, f32x4.add(s1, r1));
}

/** ⟨X⟩ of three qubits. */
export function flipSum3(psi: usize, table: usize, end: usize, to: usize, other: usize, third: usize): void {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0;
  for (; table < end; table += 32) {
    const p0 = load<u32>(table), p1 = load<u32>(table, 4), p2 = load<u32>(table, 8), p3 = load<u32>(table, 12);
    const p4 = load<u32>(table, 16), p5 = load<u32>(table, 20), p6 = load<u32>(table, 24), p7 = load<u32>(table, 28);
    for (let m = psi; m <= psi + 16; m += 16) {
      const a = v128.load(m + p0), b = v128.load(m + p1), c = v128.load(m + p2), d = v128.load(m + p3);
      const e = v128.load(m + p4), f = v128.load(m + p5), g = v128.load(m + p6), h = v128.load(m + p7);
      s0 = f32x4.add(s0, f32x4.add(twoProducts(a, b, c, d), twoProducts(e, f, g, h)));
      s1 = f32x4.add(s1, f32x4.add(twoProducts(a, c, b, d), twoProducts(e, g, f, h)));
      s2 = f32x4.add(s2, f32x4.add(twoProducts(a, e, b, f), twoProducts(c, g, d, h)));
    }
  }
  addTwice(to, s0);
  addTwice(other, s1);
  addTwice(third, s2);
}

/** λ += w·X·ψ for one qubit, and its ⟨X⟩. */
export function flipApply1(psi: usize, lam: usize, table: usize, end: usize, weight: usize, to: usize): void {
  const w = v128.load(weight);
  let sum = f32x4.splat(0);
  for (; table < end; table += 8) {
    const p = load<u32>(table), q = load<u32>(table, 4);
    for (let d: usize = 0; d <= 16; d += 16) {
      const a = v128.load(psi + p + d), b = v128.load(psi + q + d);
      sum = f32x4.add(sum, f32x4.mul(a, b));
      v128.store(lam + p + d, f32x4.add(v128.load(lam + p + d), f32x4.mul(w, b)));
      v128.store(lam + q + d, f32x4.add(v128.load(lam + q + d), f32x4.mul(w, a)));
    }
  }
  addTwice(to, sum);
}

/** As `flipApply1` for two qubits; each with its own weight and result. */
export function flipApply2(psi: usize, lam: usize, table: usize, end: usize, weight: usize, otherWeight: usize, to: usize, other: usize): void {
  const w0 = v128.load(weight), w1 = v128.load(otherWeight);
  let s0 = f32x4.splat(0), s1 = s0;
  for (; table < end; table += 16) {
    const p0 = load<u32>(table), p1 = load<u32>(table, 4), p2 = load<u32>(table, 8), p3 = load<u32>(table, 12);
    for (let d: usize = 0; d <= 16; d += 16) {
      const m = psi + d, l = lam + d;
      const a = v128.load(m + p0), b = v128.load(m + p1), c = v128.load(m + p2), e = v128.load(m + p3);
      s0 = f32x4.add(s0, f32x4.add(f32x4.mul(a, b), f32x4.mul(c, e)));
      s1 = f32x4.add(s1, f32x4.add(f32x4.mul(a, c), f32x4.mul(b, e)));
      v128.store(l + p0, f32x4.add(v128.load(l + p0), f32x4.add(f32x4.mul(w0, b), f32x4.mul(w1, c))));
      v128.store(l + p1, f32x4.add(v128.load(l + p1), f32x4.add(f32x4.mul(w0, a), f32x4.mul(w1, e))));
      v128.store(l + p2, f32x4.add(v128.load(l + p2), f32x4.add(f32x4.mul(w0, e), f32x4.mul(w1, a))));
      v128.store(l + p3, f32x4.add(v128.load(l + p3), f32x4.add(f32x4.mul(w0, c), f32x4.mul(w1, b))));
    }
  }
  addTwice(to, s0);
  addTwice(other, s1);
}

// @ts-ignore: decorator
@inline
function addThree(to: usize, w0: v128, a: v128, w1: v128, b: v128, w2: v128, c: v128): void {
  v128.store(to, f32x4.add(v128.load(to), f32x4.add(twoProducts(w0, a, w1, b), f32x4.mul(w2, c))));
}

/** As `flipApply1` for three qubits; `weights` and `results` list three addresses each. */
export function flipApply3(psi: usize, lam: usize, table: usize, end: usize, weights: usize, results: usize): void {
  const w0 = v128.load(load<u32>(weights)), w1 = v128.load(load<u32>(weights, 4)), w2 = v128.load(load<u32>(weights, 8));
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0;
  for (; table < end; table += 32) {
    const p0 = load<u32>(table), p1 = load<u32>(table, 4), p2 = load<u32>(table, 8), p3 = load<u32>(table, 12);
    const p4 = load<u32>(table, 16), p5 = load<u32>(table, 20), p6 = load<u32>(table, 24), p7 = load<u32>(table, 28);
    for (let z: usize = 0; z <= 16; z += 16) {
      const m = psi + z, l = lam + z;
      const a = v128.load(m + p0), b = v128.load(m + p1), c = v128.load(m + p2), d = v128.load(m + p3);
      const e = v128.load(m + p4), f = v128.load(m + p5), g = v128.load(m + p6), h = v128.load(m + p7);
      s0 = f32x4.add(s0, f32x4.add(twoProducts(a, b, c, d), twoProducts(e, f, g, h)));
      s1 = f32x4.add(s1, f32x4.add(twoProducts(a, c, b, d), twoProducts(e, g, f, h)));
      s2 = f32x4.add(s2, f32x4.add(twoProducts(a, e, b, f), twoProducts(c, g, d, h)));
      addThree(l + p0, w0, b, w1, c, w2, e);
      addThree(l + p1, w0, a, w1, d, w2, f);
      addThree(l + p2, w0, d, w1, a, w2, g);
      addThree(l + p3, w0, c, w1, b, w2, h);
      addThree(l + p4, w0, f, w1, g, w2, a);
      addThree(l + p5, w0, e, w1, h, w2, b);
      addThree(l + p6, w0, h, w1, e, w2, c);
      addThree(l + p7, w0, g, w1, f, w2, d);
    }
  }
  addTwice(load<u32>(results), s0);
  addTwice(load<u32>(results, 4), s1);
  addTwice(load<u32>(results, 8), s2);
}

/** Heisenberg: entries [coefficient of the angle φ, Z, X, value]: value = cos φ · Z − sin φ · X. */
export function turnObservables(table: usize, end: usize): void {
  for (; table < end; table += 16) {
    const co = load<u32>(table), c = v128.load(co), s = v128.load(co, 16);
    v128.store(load<u32>(table, 12), f32x4.sub(f32x4.mul(c, v128.load(load<u32>(table, 4))), f32x4.mul(s, v128.load(load<u32>(table, 8)))));
  }
}

/** Entries [coefficient, weight, Z weight, X weight]: the weight of the turned observable as weights of Z and X. */
export function turnWeights(table: usize, end: usize): void {
  for (; table < end; table += 16) {
    const co = load<u32>(table), w = v128.load(load<u32>(table, 4));
    v128.store(load<u32>(table, 8), f32x4.mul(w, v128.load(co)));
    v128.store(load<u32>(table, 12), f32x4.neg(f32x4.mul(w, v128.load(co, 16))));
  }
}

/** Entries [coefficient, weight (twice the cotangent), Z, X]: d value/dφ = −(sin φ · Z + cos φ · X). */
export function turnGradients(table: usize, end: usize): void {
  const half = f32x4.splat(0.5);
  for (; table < end; table += 16) {
    const co = load<u32>(table), c = v128.load(co), s = v128.load(co, 16), w = v128.load(load<u32>(table, 4));
    const d = twoProducts(s, v128.load(load<u32>(table, 8)), c, v128.load(load<u32>(table, 12)));
    v128.store(co, f32x4.sub(v128.load(co, 32), f32x4.mul(f32x4.mul(w, half), d)), 32);
  }
}
