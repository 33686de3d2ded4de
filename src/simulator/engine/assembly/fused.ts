// Kernels that always follow one another, as one instruction: on small states the way from one instruction to the next costs as much as the work.
import { angles, scaleVectors } from "./angles";
import { mirroredGrid, phaseSplit, sumSplit, undiagonalGrid } from "./diagonal";
import { flipApply2, flipApply3, flipSum2, flipSum3, probabilityGrid, turnGradients, turnObservables, turnWeights, weighGrid, weightSplit } from "./expectation";
import { factorTable, factorTableBack, product, productBack, startTurned } from "./product";
import { gatherRows, loadRows } from "./rows";
import { turnedProduct4, zSums4 } from "./small";

/** The last level of a table of `size` bytes a node. */
// @ts-ignore: decorator
@inline
function leaves(nodes: usize, size: usize, levels: i32): usize {
  return nodes + (size << levels) - size;
}

/** `startTurned`, the two tables and their product. */
export function turnedProduct(table: usize, end: usize, rows: usize, rowFactors: usize, rowLevels: i32, columns: usize, columnFactors: usize, columnLevels: i32, state: usize): void {
  if (rowLevels == 2 && columnLevels == 2) {
    turnedProduct4(table, rows, columns, state);
    return;
  }
  startTurned(table, end);
  factorTable(rows, rowFactors, rowLevels);
  factorTable(columns, columnFactors, columnLevels);
  const row = leaves(rows, 32, rowLevels), column = leaves(columns, 32, columnLevels);
  product(state, row, row + (32 << rowLevels), column, column + (32 << columnLevels));
}

/** Entries [factor, its λ, coefficient of RY, coefficient of RZ]: the gradients of both from λ. */
export function finishTurned(table: usize, end: usize): void {
  for (; table < end; table += 16) {
    const f = load<u32>(table), l = load<u32>(table, 4), ry = load<u32>(table, 8), rz = load<u32>(table, 12);
    const c = v128.load(rz), s = v128.load(rz, 16);
    const a = v128.load(l), b = v128.load(l, 16), d = v128.load(l, 32), e = v128.load(l, 48);
    const second = f32x4.sub(f32x4.mul(e, v128.load(f, 32)), f32x4.mul(d, v128.load(f, 48)));
    const first = f32x4.sub(f32x4.mul(a, v128.load(f, 16)), f32x4.mul(b, v128.load(f)));
    v128.store(rz, f32x4.add(f32x4.add(v128.load(rz, 32), second), first), 32);
    const re0 = f32x4.sub(f32x4.mul(c, a), f32x4.mul(s, b)), re1 = f32x4.add(f32x4.mul(c, d), f32x4.mul(s, e));
    v128.store(ry, f32x4.add(v128.load(ry, 32), f32x4.sub(f32x4.mul(v128.load(ry), re1), f32x4.mul(v128.load(ry, 16), re0))), 32);
  }
}

/** The way back of `turnedProduct`: `halves` lists nodes, λ of the nodes, factors and levels, of the rows and of the columns. */
export function turnedProductBack(lam: usize, halves: usize, delta: usize, table: usize, end: usize): void {
  const rows = load<u32>(halves), rowLams = load<u32>(halves, 4), rowLevels = load<i32>(halves, 12);
  const columns = load<u32>(halves, 16), columnLams = load<u32>(halves, 20), columnLevels = load<i32>(halves, 28);
  const row = leaves(rows, 32, rowLevels), column = leaves(columns, 32, columnLevels);
  productBack(lam, row, row + (32 << rowLevels), column, column + (32 << columnLevels), leaves(rowLams, 32, rowLevels), leaves(columnLams, 32, columnLevels));
  factorTableBack(rows, rowLams, load<u32>(halves, 8), rowLevels, delta);
  factorTableBack(columns, columnLams, load<u32>(halves, 24), columnLevels, delta);
  finishTurned(table, end);
}

/** `probabilityGrid` and the sums up both its trees, signs turned. */
export function zSums(psi: usize, table: usize, rowSums: usize, rowTargets: usize, rowLevels: i32, columnSums: usize, columnTargets: usize, columnLevels: i32): void {
  if (rowLevels == 2 && columnLevels == 2) {
    zSums4(psi, table, rowTargets, columnTargets);
    return;
  }
  const row = leaves(rowSums, 16, rowLevels);
  probabilityGrid(psi, table, row, row + (16 << rowLevels), leaves(columnSums, 16, columnLevels), 16 << columnLevels);
  sumSplit(rowSums, rowTargets, rowLevels, -1, false);
  sumSplit(columnSums, columnTargets, columnLevels, -1, false);
}

/** As `zSums` with λ: `trees` lists nodes of weights, their weights, sums, their targets and levels, of the rows and of the columns. */
export function weighZ(psi: usize, lam: usize, table: usize, trees: usize): void {
  const rows = load<u32>(trees), rowSums = load<u32>(trees, 8), rowLevels = load<i32>(trees, 16);
  const columns = load<u32>(trees, 20), columnSums = load<u32>(trees, 28), columnLevels = load<i32>(trees, 36);
  weightSplit(rows, load<u32>(trees, 4), rowLevels);
  weightSplit(columns, load<u32>(trees, 24), columnLevels);
  const row = leaves(rows, 16, rowLevels), column = leaves(columns, 16, columnLevels);
  weighGrid(psi, lam, table, row, row + (16 << rowLevels), column, column + (16 << columnLevels), leaves(rowSums, 16, rowLevels), leaves(columnSums, 16, columnLevels));
  sumSplit(rowSums, load<u32>(trees, 12), rowLevels, -1, false);
  sumSplit(columnSums, load<u32>(trees, 32), columnLevels, -1, false);
}

/** `undiagonalGrid` and the gradients from both trees of sums. */
export function undiagonalSums(psi: usize, lam: usize, table: usize, rows: usize, columns: usize, rowSums: usize, rowTargets: usize, rowLevels: i32, columnSums: usize, columnTargets: usize, columnLevels: i32): void {
  undiagonalGrid(psi, lam, table, rows, rows + (32 << rowLevels), columns, columns + (32 << columnLevels), leaves(rowSums, 16, rowLevels), leaves(columnSums, 16, columnLevels));
  if (rowLevels > 0) sumSplit(rowSums, rowTargets, rowLevels, 1, true);
  if (columnLevels > 0) sumSplit(columnSums, columnTargets, columnLevels, 1, true);
}

/** ⟨X⟩ of qubits two at a time: entries [table, end, result, result]. */
export function flipSums2(psi: usize, list: usize, last: usize): void {
  for (; list < last; list += 16) flipSum2(psi, load<u32>(list), load<u32>(list, 4), load<u32>(list, 8), load<u32>(list, 12));
}

/** Three at a time: entries [table, end, three results]. */
export function flipSums3(psi: usize, list: usize, last: usize): void {
  for (; list < last; list += 20) flipSum3(psi, load<u32>(list), load<u32>(list, 4), load<u32>(list, 8), load<u32>(list, 12), load<u32>(list, 16));
}

/** With λ: entries [table, end, two weights, two results]. */
export function flipApplies2(psi: usize, lam: usize, list: usize, last: usize): void {
  for (; list < last; list += 24)
    flipApply2(psi, lam, load<u32>(list), load<u32>(list, 4), load<u32>(list, 8), load<u32>(list, 12), load<u32>(list, 16), load<u32>(list, 20));
}

/** Entries [table, end, list of three weights, list of three results]. */
export function flipApplies3(psi: usize, lam: usize, list: usize, last: usize): void {
  for (; list < last; list += 16) flipApply3(psi, lam, load<u32>(list), load<u32>(list, 4), load<u32>(list, 8), load<u32>(list, 12));
}

/** `turnObservables`, then the values as rows. */
export function turnRows(table: usize, end: usize, rows: usize, count: i32, to: usize): void {
  turnObservables(table, end);
  gatherRows(rows, count, to);
}

/** As `turnRows` with the gradients of the turns. */
export function turnRowsBack(table: usize, end: usize, gradients: usize, gradientsEnd: usize, rows: usize, count: i32, to: usize): void {
  turnObservables(table, end);
  turnGradients(gradients, gradientsEnd);
  gatherRows(rows, count, to);
}

/** Phases of rows and columns, then their diagonal. */
export function splitDiagonal(rows: usize, rowList: usize, rowLevels: i32, columns: usize, columnList: usize, columnLevels: i32, from: usize, to: usize, table: usize): void {
  phaseSplit(rows, rowList, rowLevels);
  phaseSplit(columns, columnList, columnLevels);
  mirroredGrid(from, to, table, leaves(rows, 32, rowLevels), rowLevels, leaves(columns, 32, columnLevels), columnLevels);
}

/** `loadRows`, then `angles`. */
export function loadAngles(from: usize, count: i32, to: usize, check: usize, table: usize, end: usize): void {
  loadRows(from, count, to, check);
  angles(table, end);
}

/** Cotangents as weights of strings: `loadRows`, `scaleVectors`, `turnWeights`. */
export function loadWeights(from: usize, count: i32, to: usize, check: usize, table: usize, end: usize, turns: usize, turnsEnd: usize): void {
  loadRows(from, count, to, check);
  scaleVectors(table, end);
  turnWeights(turns, turnsEnd);
}
