/**
 * A tree of products: level j+1 holds one node for each value (−1, 0, 1) that sign vector j takes below a node of level j.
 * Node 0 is the root; `isSplit` when every node of every level has both children −1 and +1, at i and i + 2^j of the next level.
 */
export interface SignTree {
  /** Which of the grid's vectors stand in this tree, one a level. */
  readonly vectors: readonly number[];
  readonly parent: Int32Array;
  readonly level: Int32Array;
  readonly sign: Int8Array;
  readonly firstLeaf: number;
  readonly nLeaves: number;
  readonly isSplit: boolean;
}

/**
 * Amplitudes ordered by the leaf (row, column) that their signs lead to: what depends on the sign vectors of an amplitude is a product
 * (or sum) of a row's and a column's value.
 */
export interface Grid {
  readonly rows: SignTree;
  readonly columns: SignTree;
  /** [row, column, amplitude] by row, then column. */
  readonly cells: readonly (readonly [number, number, number])[];
  /** True when every row and column meet in exactly one amplitude. */
  readonly isFull: boolean;
}

/** sign[k] of amplitude k, −1, 0 or 1. */
export type SignVector = Int8Array;

/** Distributes sign vectors over grids whose two trees have at most 2^⌈n/2⌉ leaves each. Returns the vectors of each grid by index. */
export function gridsOf(vectors: readonly SignVector[], nQubits: number): { grid: Grid; vectors: number[] }[] {
  const limit = 1 << Math.ceil(nQubits / 2);
  const grids: { grid: Grid; vectors: number[] }[] = [];
  let [rows, columns]: [number[], number[]] = [[], []];
  const close = (): void => {
    const chosen = [...rows, ...columns];
    const local = (list: readonly number[]): number[] => list.map((v) => chosen.indexOf(v));
    if (rows.length > 0)
      grids.push({ grid: buildGrid(chosen.map((v) => vectors[v]!), local(rows), local(columns), nQubits), vectors: chosen }); // prettier-ignore
    [rows, columns] = [[], []];
  };
  const fits = (list: readonly number[], i: number): boolean => countPatterns([...list, i].map((v) => vectors[v]!)) <= limit;
  vectors.forEach((_, i) => {
    if (fits(rows, i)) rows.push(i);
    else if (fits(columns, i)) columns.push(i);
    else {
      close();
      rows.push(i);
    }
  });
  close();
  return grids;
}

/**
 * Full grids for vectors of ±1 (strings of Z), completed by those of `basis` (the single qubits); vectors that depend on others go to a
 * further grid. Vector v of a grid stands for `strings[v]`, null for a completing one.
 */
export function fullGrids(vectors: readonly SignVector[], basis: readonly SignVector[]): { grid: Grid; strings: (number | null)[] }[] {
  const nQubits = basis.length;
  const grids: { grid: Grid; strings: (number | null)[] }[] = [];
  let rest = vectors.map((vector, string): { vector: SignVector; string: number | null } => ({ vector, string }));
  while (rest.length > 0) {
    const chosen: typeof rest = [];
    const left: typeof rest = [];
    for (const candidate of [...rest, ...basis.map((vector) => ({ vector, string: null }))]) {
      const isNew = countPatterns([...chosen, candidate].map(({ vector }) => vector)) === 2 ** (chosen.length + 1);
      if (isNew) chosen.push(candidate);
      else if (candidate.string !== null) left.push(candidate);
    }
    const half = Math.ceil(nQubits / 2);
    const order = chosen.map((_, v) => v);
    const all = chosen.map(({ vector }) => vector);
    grids.push({
      grid: buildGrid(all, order.slice(0, half), order.slice(half), nQubits),
      strings: chosen.map(({ string }) => string),
    });
    rest = left;
  }
  return grids;
}

function countPatterns(vectors: readonly SignVector[]): number {
  const seen = new Set<number>();
  for (let k = 0; k < vectors[0]!.length; k++) seen.add(vectors.reduce((code, vector) => 3 * code + vector[k]! + 1, 0));
  return seen.size;
}

function buildGrid(vectors: readonly SignVector[], rowVectors: number[], columnVectors: number[], nQubits: number): Grid {
  const size = 1 << nQubits;
  // the last level is the most significant part of a leaf: reversed, vectors by wire give rows and columns in the order of memory
  const rows = buildTree(vectors, [...rowVectors].reverse(), size);
  const columns = buildTree(vectors, [...columnVectors].reverse(), size);
  const cells = Array.from({ length: size }, (_, k): [number, number, number] => [rows.leafOf[k]!, columns.leafOf[k]!, k]);
  cells.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  const nColumns = columns.tree.nLeaves;
  const isFull = cells.length === rows.tree.nLeaves * nColumns && cells.every(([row, column], i) => row * nColumns + column === i);
  return { rows: rows.tree, columns: columns.tree, cells, isFull };
}

function buildTree(vectors: readonly SignVector[], chosen: readonly number[], size: number): { tree: SignTree; leafOf: Int32Array } {
  const [parent, level, sign] = [[-1], [0], [0]];
  let leafOf = new Int32Array(size);
  let firstLeaf = 0;
  let isSplit = true;
  chosen.forEach((v, j) => {
    const vector = vectors[v]!;
    const width = parent.length - firstLeaf;
    const children = new Set<number>();
    for (let k = 0; k < size; k++) children.add((vector[k]! + 1) * width + leafOf[k]!);
    isSplit &&= children.size === 2 * width && [...children].every((code) => Math.floor(code / width) !== 1);
    const ordered = [...children].sort((a, b) => a - b);
    const index = new Map(ordered.map((code, i) => [code, i]));
    leafOf = leafOf.map((leaf, k) => index.get((vector[k]! + 1) * width + leaf)!);
    const next = parent.length;
    for (const code of ordered) {
      parent.push(firstLeaf + (code % width));
      level.push(j);
      sign.push(Math.floor(code / width) - 1);
    }
    firstLeaf = next;
  });
  const tree = {
    vectors: chosen,
    parent: Int32Array.from(parent),
    level: Int32Array.from(level),
    sign: Int8Array.from(sign),
    firstLeaf,
    nLeaves: parent.length - firstLeaf,
    isSplit,
  };
  return { tree, leafOf };
}
