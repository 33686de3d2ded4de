import { NUMBER, number } from "./number";
import { clear } from "./state";

// One diagonal a run of Z-like rotations: the phase of an amplitude is (row's phase) · (column's phase), both from a tree of products.

/** Nodes after the root (1): entries [parent offset, coefficient, sign]: node = parent · e^{i·sign·α}. A node takes 32 bytes. */
export function phaseTree(nodes: usize, table: usize, end: usize): void {
  v128.store(nodes, f32x4.splat(1));
  v128.store(nodes, f32x4.splat(0), 16);
  let node = nodes + 32;
  for (; table < end; table += 8 + NUMBER, node += 32) {
    const parent = nodes + load<u32>(table), co = load<u32>(table, 4), sign = number(table + 8);
    const x = v128.load(parent), y = v128.load(parent, 16);
    const c = v128.load(co), s = f32x4.mul(v128.load(co, 16), sign);
    if (load<u32>(table + 4 + NUMBER) == 0) {
      v128.store(node, x);
      v128.store(node, y, 16);
      continue;
    }
    v128.store(node, f32x4.sub(f32x4.mul(x, c), f32x4.mul(y, s)));
    v128.store(node, f32x4.add(f32x4.mul(x, s), f32x4.mul(y, c)), 16);
  }
}

/** As `phaseTree` when every node has both children: `levels` coefficient addresses, level j+1 is level j · e^{−iα}, then level j · e^{iα}. */
export function phaseSplit(nodes: usize, coefficients: usize, levels: i32): void {
  v128.store(nodes, f32x4.splat(1));
  v128.store(nodes, f32x4.splat(0), 16);
  if (levels == 0) return;
  let co = load<u32>(coefficients);
  let c = v128.load(co), s = v128.load(co, 16);
  let from = nodes + 32, to = nodes + 96, bytes: usize = 64;
  v128.store(from, c);
  v128.store(from, f32x4.neg(s), 16);
  v128.store(from, c, 32);
  v128.store(from, s, 48);
  for (let j = 1; j < levels; j++) {
    co = load<u32>(coefficients + (j << 2));
    c = v128.load(co);
    s = v128.load(co, 16);
    for (const end = from + bytes; from < end; from += 32, to += 32) {
      const x = v128.load(from), y = v128.load(from, 16);
      const xc = f32x4.mul(x, c), ys = f32x4.mul(y, s), xs = f32x4.mul(x, s), yc = f32x4.mul(y, c);
      const other = to + bytes;
      v128.store(to, f32x4.add(xc, ys));
      v128.store(to, f32x4.sub(yc, xs), 16);
      v128.store(other, f32x4.sub(xc, ys));
      v128.store(other, f32x4.add(yc, xs), 16);
    }
    to += bytes;
    bytes <<= 1;
  }
}

/** Full grid: `table` lists the amplitude of every row and column; `direction` −1 turns back. */
export function diagonalGrid(from: usize, to: usize, table: usize, rows: usize, rowsEnd: usize, columns: usize, columnsEnd: usize, direction: f32): void {
  const d = f32x4.splat(direction);
  for (; rows < rowsEnd; rows += 32) {
    const ar = v128.load(rows), ai = v128.load(rows, 16);
    for (let column = columns; column < columnsEnd; column += 32, table += 4) {
      const br = v128.load(column), bi = v128.load(column, 16), p = load<u32>(table);
      const er = f32x4.sub(f32x4.mul(ar, br), f32x4.mul(ai, bi)), ei = f32x4.mul(d, f32x4.add(f32x4.mul(ar, bi), f32x4.mul(ai, br)));
      const x = v128.load(from + p), y = v128.load(from + p, 16);
      v128.store(to + p, f32x4.sub(f32x4.mul(x, er), f32x4.mul(y, ei)));
      v128.store(to + p, f32x4.add(f32x4.mul(x, ei), f32x4.mul(y, er)), 16);
    }
  }
}

/**
 * λ ← e^{−iφ}λ on a full grid; D = Re ψ · Im λ − Im ψ · Re λ is summed over each row and column. `psi` holds the state before the diagonal.
 */
export function undiagonalGrid(psi: usize, lam: usize, table: usize, rows: usize, rowsEnd: usize, columns: usize, columnsEnd: usize, rowSums: usize, columnSums: usize): void {
  clear(columnSums, (columnsEnd - columns) >> 1);
  for (; rows < rowsEnd; rows += 32, rowSums += 16) {
    const ar = v128.load(rows), ai = v128.load(rows, 16);
    let rowSum = f32x4.splat(0), sum = columnSums;
    for (let column = columns; column < columnsEnd; column += 32, table += 4, sum += 16) {
      const br = v128.load(column), bi = v128.load(column, 16), p = load<u32>(table);
      const er = f32x4.sub(f32x4.mul(ar, br), f32x4.mul(ai, bi)), ei = f32x4.add(f32x4.mul(ar, bi), f32x4.mul(ai, br));
      const x = v128.load(lam + p), y = v128.load(lam + p, 16);
      const r = f32x4.add(f32x4.mul(x, er), f32x4.mul(y, ei)), i = f32x4.sub(f32x4.mul(y, er), f32x4.mul(x, ei));
      v128.store(lam + p, r);
      v128.store(lam + p, i, 16);
      const D = f32x4.sub(f32x4.mul(v128.load(psi + p), i), f32x4.mul(v128.load(psi + p, 16), r));
      rowSum = f32x4.add(rowSum, D);
      v128.store(sum, f32x4.add(v128.load(sum), D));
    }
    v128.store(rowSums, rowSum);
  }
}

/**
 * `diagonalGrid` forwards where both tables are split ones: the last leaf is conjugate to the first and so on inwards, so that each phase
 * serves two amplitudes. `rows` and `columns` are the leaves.
 */
export function mirroredGrid(from: usize, to: usize, table: usize, rows: usize, rowLevels: i32, columns: usize, columnLevels: i32): void {
  const rowsEnd = rows + (16 << rowLevels), columnsEnd = columns + (32 << columnLevels);
  let mirror = table + (4 << (rowLevels + columnLevels));
  for (; rows < rowsEnd; rows += 32) {
    const ar = v128.load(rows), ai = v128.load(rows, 16);
    for (let column = columns; column < columnsEnd; column += 32, table += 4) {
      mirror -= 4;
      const br = v128.load(column), bi = v128.load(column, 16), p = load<u32>(table), q = load<u32>(mirror);
      const er = f32x4.sub(f32x4.mul(ar, br), f32x4.mul(ai, bi)), ei = f32x4.add(f32x4.mul(ar, bi), f32x4.mul(ai, br));
      const x = v128.load(from + p), y = v128.load(from + p, 16), u = v128.load(from + q), v = v128.load(from + q, 16);
      v128.store(to + p, f32x4.sub(f32x4.mul(x, er), f32x4.mul(y, ei)));
      v128.store(to + p, f32x4.add(f32x4.mul(x, ei), f32x4.mul(y, er)), 16);
      v128.store(to + q, f32x4.add(f32x4.mul(u, er), f32x4.mul(v, ei)));
      v128.store(to + q, f32x4.sub(f32x4.mul(v, er), f32x4.mul(u, ei)), 16);
    }
  }
}

/** Runs [row, column, count, offsets…] of amplitudes with one phase: `row` and `column` are addresses of phases. */
export function diagonalRuns(state: usize, table: usize, end: usize, direction: f32): void {
  const d = f32x4.splat(direction);
  while (table < end) {
    const a = load<u32>(table), b = load<u32>(table, 4), last = table + 12 + (load<u32>(table, 8) << 2);
    const ar = v128.load(a), ai = v128.load(a, 16), br = v128.load(b), bi = v128.load(b, 16);
    const er = f32x4.sub(f32x4.mul(ar, br), f32x4.mul(ai, bi)), ei = f32x4.mul(d, f32x4.add(f32x4.mul(ar, bi), f32x4.mul(ai, br)));
    for (table += 12; table < last; table += 4) {
      const p = state + load<u32>(table), x = v128.load(p), y = v128.load(p, 16);
      v128.store(p, f32x4.sub(f32x4.mul(x, er), f32x4.mul(y, ei)));
      v128.store(p, f32x4.add(f32x4.mul(x, ei), f32x4.mul(y, er)), 16);
    }
  }
}

/** Sums of D over runs, before turning back: rowSum[row] and columnSum[column] += Σ D. Entries as in `diagonalRuns`; sums lie `delta` after. */
export function runSums(psi: usize, lam: usize, table: usize, end: usize, rows: usize, rowSums: usize, columns: usize, columnSums: usize): void {
  while (table < end) {
    const a = rowSums + ((load<u32>(table) - rows) >> 1), b = columnSums + ((load<u32>(table, 4) - columns) >> 1);
    const last = table + 12 + (load<u32>(table, 8) << 2);
    let sum = f32x4.splat(0);
    for (table += 12; table < last; table += 4) {
      const p = load<u32>(table);
      sum = f32x4.add(sum, f32x4.sub(f32x4.mul(v128.load(psi + p), v128.load(lam + p, 16)), f32x4.mul(v128.load(psi + p, 16), v128.load(lam + p))));
    }
    v128.store(a, f32x4.add(v128.load(a), sum));
    v128.store(b, f32x4.add(v128.load(b), sum));
  }
}

/** Sums of the leaves up a tree of `count` nodes of 16 bytes: entries as in `phaseTree` but with sum addresses: to += sign · node, parent += node. */
export function sumTree(nodes: usize, table: usize, count: i32): void {
  for (let i = count - 1; i > 0; i--) {
    const entry = table + (i - 1) * (8 + NUMBER), node = v128.load(nodes + (i << 4));
    const parent = nodes + (load<u32>(entry) >> 1), to = load<u32>(entry, 4);
    v128.store(parent, f32x4.add(v128.load(parent), node));
    v128.store(to, f32x4.add(v128.load(to), f32x4.mul(node, number(entry + 8))));
  }
}

/** As `sumTree` for a split tree: target j receives sign · (Σ second half − Σ first half) of level j, on top of what it has when `adds`. */
export function sumSplit(nodes: usize, targets: usize, levels: i32, sign: f32, adds: bool): void {
  const factor = f32x4.splat(sign);
  for (let j = levels - 1; j >= 0; j--) {
    const width: usize = 16 << j;
    let from = nodes + 2 * width - 16, to = nodes + width - 16;
    let sum = f32x4.splat(0);
    for (const end = from + width; from < end; from += 16, to += 16) {
      const a = v128.load(from), b = v128.load(from + width);
      sum = f32x4.add(sum, f32x4.sub(b, a));
      v128.store(to, f32x4.add(a, b));
    }
    const target = load<u32>(targets + (j << 2));
    sum = f32x4.mul(factor, sum);
    v128.store(target, adds ? f32x4.add(v128.load(target), sum) : sum);
  }
}
