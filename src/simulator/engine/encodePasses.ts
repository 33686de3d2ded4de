import type { Pass } from "../program";
import type { SignTree } from "../program/grid";
import { COMPLEX, VECTOR, type Assembler, type Moment } from "./assembler";
import { after, type Place, type Word } from "./image";
import type { KernelName } from "./kernels";

/** States kept from the forward sweep take at most this much, so that a chunk's working set stays in the second cache. */
const CHECKPOINT_BYTES = 2 ** 19;

/** Emits the way back of one pass: gradients from ψ and λ, λ turned back, ψ too where it was not kept. */
type Back = () => void;

/** The kernels that turn a state, go back with gradients, and turn it back. */
type Turning = readonly [forward: KernelName, back: KernelName, undo: KernelName];

/** By the number of rotations. */
const STRAIGHT: readonly Turning[] = [
  ["rotate1", "unrotate1", "turnBack1"],
  ["rotate2", "unrotate2", "turnBack2"],
  ["rotate3", "unrotate3", "turnBack3"],
];
const TWISTED: Turning = ["twist2", "untwist2", "twistBack2"];

/** Instructions of the passes from `psi` on; returns where the final state stands and how to go back. */
export function encodePasses(asm: Assembler, mayKeep = true): { state: Place; back: Back } {
  const { passes } = asm.program;
  const backs: Back[] = [];
  const keeps = mayKeep && asm.gradient && passes.length * asm.stateBytes <= CHECKPOINT_BYTES;
  let state = asm.psi;
  for (const pass of passes) {
    const to = keeps && coversAll(pass, asm.size) ? asm.builder.space(asm.stateBytes) : state;
    const encode = pass.kind === "rotate" ? encodeRotate : pass.kind === "diagonal" ? encodeDiagonal : encodeUnitary;
    backs.push(encode(asm, pass as never, state, to));
    state = to;
  }
  return { state, back: () => backs.reverse().forEach((back) => back()) };
}

function coversAll(pass: Pass, size: number): boolean {
  if (pass.kind === "rotate") return (pass.isDouble ? 2 : 1) * pass.groups.length === 2 * size;
  return pass.kind === "diagonal" && pass.grid.isFull;
}

function encodeRotate(asm: Assembler, pass: Pass & { kind: "rotate" }, from: Place, to: Place): Back {
  const table = asm.offsets(pass.groups);
  const args = [...table, ...(pass.isTwisted ? [] : [pass.isDouble ? VECTOR : 0]), ...pass.angles.map((angle) => asm.coefficient(angle))];
  const [forward, back, undo] = pass.isTwisted ? TWISTED : STRAIGHT[pass.angles.length - 1]!;
  asm.emit(forward, from, to, ...args);
  return () => {
    asm.emit(back, to, asm.lambda, ...args);
    if (from === to) asm.emit(undo, to, to, ...args);
  };
}

function encodeUnitary(asm: Assembler, pass: Pass & { kind: "unitary" }, state: Place): Back {
  const table = asm.offsets(pass.groups);
  const matrixOf = (entry: (r: number, c: number) => number): Place =>
    asm.builder.list(Array.from({ length: 64 }, (_, i): Word[] => asm.number(entry(i >> 3, i & 7))).flat());
  asm.emit("unitary", state, ...table, matrixOf((r, c) => pass.matrix[8 * r + c]!)); // prettier-ignore
  return () => {
    const transposed = matrixOf((r, c) => pass.matrix[8 * c + r]!);
    asm.emit("unitary", asm.lambda, ...table, transposed);
    asm.emit("unitary", state, ...table, transposed);
  };
}

/** A tree's nodes in memory: phases of 32 bytes a node, sums of 16. */
interface TreePlaces {
  readonly tree: SignTree;
  readonly angles: readonly number[];
  readonly nodes: Place;
  readonly leaves: Place;
  readonly end: Place;
  readonly sums: Place;
  readonly sumLeaves: Place;
}

function encodeTree(asm: Assembler, tree: SignTree, angles: readonly number[]): TreePlaces {
  const nodes = asm.builder.space(COMPLEX * tree.parent.length);
  const sums = asm.builder.space(asm.gradient ? VECTOR * tree.parent.length : 0);
  const moment: Moment = angles.every((angle) => asm.isShared(asm.program.angles[angle]!)) ? "before" : "chunk";
  if (tree.isSplit) {
    const list = asm.builder.list(angles.map((angle) => asm.coefficient(angle)));
    asm.emitAt(moment, "phaseSplit", nodes, list, angles.length);
  } else asm.emitAt(moment, "phaseTree", nodes, ...asm.span(treeEntries(asm, tree, (level) => asm.coefficient(angles[level]!))));
  const leaves = after(nodes, COMPLEX * tree.firstLeaf);
  const end = after(leaves, COMPLEX * tree.nLeaves);
  return { tree, angles, nodes, leaves, end, sums, sumLeaves: after(sums, VECTOR * tree.firstLeaf) };
}

function treeEntries(asm: Assembler, tree: SignTree, place: (level: number) => Place): Word[] {
  return Array.from({ length: tree.parent.length - 1 }, (_, i): Word[] => [
    COMPLEX * tree.parent[i + 1]!,
    place(tree.level[i + 1]!),
    ...asm.number(tree.sign[i + 1]!),
  ]).flat();
}

function encodeDiagonal(asm: Assembler, pass: Pass & { kind: "diagonal" }, from: Place, to: Place): Back {
  const { grid } = pass;
  const [rows, columns] = [grid.rows, grid.columns].map((tree) => encodeTree(asm, tree, tree.vectors.map((v) => pass.angles[v]!))); // prettier-ignore
  const trees = [rows!, columns!];
  if (grid.isFull) {
    const [table] = asm.offsets(Int32Array.from(grid.cells, ([, , k]) => 2 * k));
    const args = [table, rows!.leaves, rows!.end, columns!.leaves, columns!.end];
    asm.emit("diagonalGrid", from, to, ...args);
    return () => {
      if (from === to) asm.emit("undoDiagonalGrid", to, to, ...args);
      for (const { tree, sums } of trees) if (!tree.isSplit) asm.emit("clear", sums, VECTOR * tree.firstLeaf);
      asm.emit("undiagonalGrid", from, asm.lambda, ...args, rows!.sumLeaves, columns!.sumLeaves);
      trees.forEach((tree) => encodeTreeSums(asm, tree));
    };
  }
  const runs = asm.span(runsOf(pass, rows!, columns!));
  asm.emit("diagonalRuns", to, ...runs);
  return () => {
    for (const { sums, tree } of trees) asm.emit("clear", sums, VECTOR * tree.parent.length);
    asm.emit("runSums", to, asm.lambda, ...runs, rows!.nodes, rows!.sums, columns!.nodes, columns!.sums);
    trees.forEach((tree) => encodeTreeSums(asm, tree));
    asm.emit("undoDiagonalRuns", to, ...runs);
    asm.emit("undoDiagonalRuns", asm.lambda, ...runs);
  };
}

function encodeTreeSums(asm: Assembler, { tree, angles, sums }: TreePlaces): void {
  if (angles.length === 0) return;
  if (tree.isSplit) {
    const targets = asm.builder.list(angles.map((angle) => asm.gradientOf(angle)));
    asm.emit("sumSplit", sums, targets, angles.length, { float: 1 }, 1);
  } else {
    const [table] = asm.span(treeEntries(asm, tree, (level) => asm.gradientOf(angles[level]!)));
    asm.emit("sumTree", sums, table, tree.parent.length);
  }
}

/** Amplitudes by common phase, [row, column, count, offsets…]; those that no angle turns are left out. */
function runsOf({ grid }: Pass & { kind: "diagonal" }, rows: TreePlaces, columns: TreePlaces): Word[] {
  const runs = new Map<string, { row: number; column: number; offsets: number[] }>();
  for (const [row, column, k] of grid.cells) {
    if (isStill(grid.rows, row) && isStill(grid.columns, column)) continue;
    const key = `${row} ${column}`;
    if (!runs.has(key)) runs.set(key, { row, column, offsets: [] });
    runs.get(key)!.offsets.push(COMPLEX * k);
  }
  return [...runs.values()].flatMap(({ row, column, offsets }): Word[] => [
    after(rows.leaves, COMPLEX * row),
    after(columns.leaves, COMPLEX * column),
    offsets.length,
    ...offsets,
  ]);
}

/** True when no vector turns the leaf: every sign on the way to the root is 0. */
function isStill(tree: SignTree, leaf: number): boolean {
  for (let node = tree.firstLeaf + leaf; node > 0; node = tree.parent[node]!) if (tree.sign[node] !== 0) return false;
  return true;
}
