import { describe, expect, it } from "vitest";
import { KernelBench } from "./kernelBench";

type Call = readonly [name: string, args: readonly number[]];

/** Runs the same set-up with single kernels and with the fused one; every word must agree but those that only lie between the two. */
function compare(
  seed: number,
  setUp: (bench: KernelBench) => { single: Call[]; fused: Call; between?: readonly [number, number][] },
): void {
  const [a, b] = [new KernelBench(seed), new KernelBench(seed)];
  const { single, between = [] } = setUp(a);
  const { fused } = setUp(b);
  const [expected, got] = [a.call(single), b.call([fused])];
  for (const [at, bytes] of between) for (let i = at / 4; i < (at + bytes) / 4; i++) expected[i] = got[i]!;
  expect(
    expected.findIndex((word, i) => word !== got[i]),
    `${fused[0]}: first word that differs`,
  ).toBe(-1);
}

const offsets = (bench: KernelBench, count: number, bytes: number): number[] => bench.random.permutation(count).map((k) => bytes * k);
const coefficients = (bench: KernelBench, count: number): number[] => Array.from({ length: count }, () => bench.coefficient().at);
/** The first leaf of a tree with `bytes` a node. */
const leaf = (nodes: number, bytes: number, levels: number): number => nodes + bytes * 2 ** levels - bytes;

describe("fused kernels do what the single ones do, to the bit", () => {
  for (const [r, c] of [
    [2, 2],
    [1, 2],
    [3, 3],
  ] as const) {
    // prettier-ignore
    const [nRows, nColumns] = [2 ** r, 2 ** c];

    it(`product start of ${r} + ${c} qubits and back`, () => {
      const setUp = (bench: KernelBench) => {
        const [ry, rz] = [coefficients(bench, r + c), coefficients(bench, r + c)];
        const [factors, lambdas] = [bench.vectors(4 * (r + c)), bench.vectors(4 * (r + c))];
        const entries = bench.table(ry.flatMap((co, q) => [factors + 64 * q, co, rz[q]!]));
        const list = (from: number, to: number): number =>
          bench.table(Array.from({ length: to - from }, (_, i) => factors + 64 * (to - 1 - i))).at;
        const [rowList, columnList] = [list(0, r), list(r, r + c)];
        const [rows, columns] = [bench.vectors(4 * nRows), bench.vectors(4 * nColumns)];
        const state = bench.vectors(2 * nRows * nColumns);
        return { ry, rz, factors, lambdas, entries, rowList, columnList, rows, columns, state };
      };
      const forward = (s: ReturnType<typeof setUp>): Call[] => {
        const [row, column] = [leaf(s.rows, 32, r), leaf(s.columns, 32, c)];
        return [
          ["startTurned", [s.entries.at, s.entries.end]],
          ["factorTable", [s.rows, s.rowList, r]],
          ["factorTable", [s.columns, s.columnList, c]],
          ["product", [s.state, row, row + 32 * nRows, column, column + 32 * nColumns]],
        ];
      };
      compare(70, (bench) => {
        const s = setUp(bench);
        const args = [s.entries.at, s.entries.end, s.rows, s.rowList, r, s.columns, s.columnList, c, s.state];
        // the root of a table is 1 and never read
        return { single: forward(s), fused: ["turnedProduct", args], between: [[s.rows, 32], [s.columns, 32]] }; // prettier-ignore
      });
      compare(71, (bench) => {
        const s = setUp(bench);
        bench.call(forward(s));
        const [rowLams, columnLams] = [bench.vectors(4 * nRows), bench.vectors(4 * nColumns)];
        const turns = bench.table(s.ry.flatMap((_, q) => [[1, 0], [2, 3]].flatMap(([a, b]) => [s.factors + 64 * q + 16 * a!, s.factors + 64 * q + 16 * b!, s.lambdas + 64 * q + 16 * a!, s.lambdas + 64 * q + 16 * b!, s.rz[q]!]))); // prettier-ignore
        const finishes = bench.table(s.ry.flatMap((co, q) => [s.lambdas + 64 * q, 32, co]));
        const halves = bench.table([s.rows, rowLams, s.rowList, r, s.columns, columnLams, s.columnList, c]);
        const finish = bench.table(s.ry.flatMap((co, q) => [s.factors + 64 * q, s.lambdas + 64 * q, co, s.rz[q]!]));
        const [row, column, delta] = [leaf(s.rows, 32, r), leaf(s.columns, 32, c), s.lambdas - s.factors];
        const single: Call[] = [
          ["productBack", [s.state, row, row + 32 * nRows, column, column + 32 * nColumns, leaf(rowLams, 32, r), leaf(columnLams, 32, c)]],
          ["factorTableBack", [s.rows, rowLams, s.rowList, r, delta]],
          ["factorTableBack", [s.columns, columnLams, s.columnList, c, delta]],
          ["unturnPairs", [turns.at, turns.end]],
          ["finishFactors", [finishes.at, finishes.end]],
        ];
        const fused: Call = ["turnedProductBack", [s.state, halves.at, delta, finish.at, finish.end]];
        return { single, fused, between: [[s.factors, 128 * (r + c) + 64]] };
      });
    });

    it(`sums of Z and diagonals on a grid of ${nRows} × ${nColumns}`, () => {
      const grid = (bench: KernelBench) => {
        const n = nRows * nColumns;
        const [psi, lam, table] = [bench.vectors(2 * n), bench.vectors(2 * n), bench.table(offsets(bench, n, 32)).at];
        const [rowSums, columnSums] = [bench.vectors(2 * nRows), bench.vectors(2 * nColumns)];
        const targets = bench.vectors(r + c);
        const list = (from: number, to: number): number =>
          bench.table(Array.from({ length: to - from }, (_, i) => targets + 16 * (from + i))).at;
        const [rowTargets, columnTargets] = [list(0, r), list(r, r + c)];
        const between: [number, number][] = [[rowSums, 32 * nRows], [columnSums, 32 * nColumns]]; // prettier-ignore
        return { psi, lam, table, rowSums, columnSums, rowTargets, columnTargets, between };
      };
      const sumsUp = (g: ReturnType<typeof grid>, sign: number): Call[] => [
        ["sumSplit", [g.rowSums, g.rowTargets, r, sign, sign > 0 ? 1 : 0]],
        ["sumSplit", [g.columnSums, g.columnTargets, c, sign, sign > 0 ? 1 : 0]],
      ];
      compare(72, (bench) => {
        const g = grid(bench);
        const row = leaf(g.rowSums, 16, r);
        const single: Call[] = [
          ["probabilityGrid", [g.psi, g.table, row, row + 16 * nRows, leaf(g.columnSums, 16, c), 16 * nColumns]],
          ...sumsUp(g, -1),
        ];
        const fused: Call = ["zSums", [g.psi, g.table, g.rowSums, g.rowTargets, r, g.columnSums, g.columnTargets, c]];
        return { single, fused, between: g.between };
      });
      compare(73, (bench) => {
        const g = grid(bench);
        const [rows, columns, weights] = [bench.vectors(2 * nRows), bench.vectors(2 * nColumns), bench.vectors(r + c)];
        const list = (from: number, to: number): number =>
          bench.table(Array.from({ length: to - from }, (_, i) => weights + 16 * (from + i))).at;
        const [rowWeights, columnWeights] = [list(0, r), list(r, r + c)];
        const [row, column] = [leaf(rows, 16, r), leaf(columns, 16, c)];
        const trees = bench.table([rows, rowWeights, g.rowSums, g.rowTargets, r, columns, columnWeights, g.columnSums, g.columnTargets, c]);
        const single: Call[] = [
          ["weightSplit", [rows, rowWeights, r]],
          ["weightSplit", [columns, columnWeights, c]],
          ["weighGrid", [g.psi, g.lam, g.table, row, row + 16 * nRows, column, column + 16 * nColumns, leaf(g.rowSums, 16, r), leaf(g.columnSums, 16, c)]],
          ...sumsUp(g, -1),
        ]; // prettier-ignore
        return { single, fused: ["weighZ", [g.psi, g.lam, g.table, trees.at]], between: g.between };
      });
      compare(74, (bench) => {
        const g = grid(bench);
        const [rows, columns] = [bench.vectors(2 * nRows), bench.vectors(2 * nColumns)];
        const single: Call[] = [
          ["undiagonalGrid", [g.psi, g.lam, g.table, rows, rows + 32 * nRows, columns, columns + 32 * nColumns, leaf(g.rowSums, 16, r), leaf(g.columnSums, 16, c)]],
          ...sumsUp(g, 1),
        ]; // prettier-ignore
        const args = [g.psi, g.lam, g.table, rows, columns, g.rowSums, g.rowTargets, r, g.columnSums, g.columnTargets, c];
        return { single, fused: ["undiagonalSums", args] };
      });
      compare(75, (bench) => {
        const g = grid(bench);
        const [rows, columns] = [bench.vectors(4 * nRows), bench.vectors(4 * nColumns)];
        const [rowList, columnList] = [bench.table(coefficients(bench, r)).at, bench.table(coefficients(bench, c)).at];
        const [row, column] = [leaf(rows, 32, r), leaf(columns, 32, c)];
        const single: Call[] = [
          ["phaseSplit", [rows, rowList, r]],
          ["phaseSplit", [columns, columnList, c]],
          ["diagonalGrid", [g.psi, g.lam, g.table, row, row + 32 * nRows, column, column + 32 * nColumns, 1]],
        ];
        return { single, fused: ["splitDiagonal", [rows, rowList, r, columns, columnList, c, g.psi, g.lam, g.table]] };
      });
    });
  }

  it("strings that flip, two and three at a time", () => {
    for (const [width, fusedName] of [
      [2, "flipSums2"],
      [3, "flipSums3"],
    ] as const)
      // prettier-ignore
      compare(76, (bench) => {
        const [psi, results] = [bench.vectors(32), bench.vectors(2 * width)];
        const lists = [0, 1].map((i) => {
          const table = bench.table(offsets(bench, 16, 32));
          return [table.at, table.end, ...Array.from({ length: width }, (_, j) => results + 16 * (width * i + j))];
        });
        const list = bench.table(lists.flat());
        return { single: lists.map((args): Call => [`flipSum${width}`, [psi, ...args]]), fused: [fusedName, [psi, list.at, list.end]] };
      });
    compare(77, (bench) => {
      const [psi, lam, results, weights] = [bench.vectors(32), bench.vectors(32), bench.vectors(4), bench.vectors(4)];
      const lists = [0, 2].map((i) => {
        const table = bench.table(offsets(bench, 16, 32));
        return [table.at, table.end, weights + 16 * i, weights + 16 * i + 16, results + 16 * i, results + 16 * i + 16];
      });
      const list = bench.table(lists.flat());
      return {
        single: lists.map((args): Call => ["flipApply2", [psi, lam, ...args]]),
        fused: ["flipApplies2", [psi, lam, list.at, list.end]],
      };
    });
    compare(78, (bench) => {
      const [psi, lam, results, weights] = [bench.vectors(32), bench.vectors(32), bench.vectors(6), bench.vectors(6)];
      const lists = [0, 48].map((at) => {
        const table = bench.table(offsets(bench, 16, 32));
        const three = (from: number): number => bench.table([0, 16, 32].map((i) => from + at + i)).at;
        return [table.at, table.end, three(weights), three(results)];
      });
      const list = bench.table(lists.flat());
      return {
        single: lists.map((args): Call => ["flipApply3", [psi, lam, ...args]]),
        fused: ["flipApplies3", [psi, lam, list.at, list.end]],
      };
    });
  });

  it("rows in and out", () => {
    const setUp = (bench: KernelBench) => {
      const rows = bench.rows(Array.from({ length: 24 }, () => bench.random.normal()));
      const [to, check, results] = [bench.vectors(6), bench.vectors(1), bench.vectors(8)];
      const turns = bench.table(coefficients(bench, 2).flatMap((co, i) => [co, to + 16 * i, to + 32 + 16 * i, results + 16 * i]));
      const scale = bench.table([results + 64, to, { float: 2 }, results + 80, to + 16, { float: 2 }]);
      const out = bench.rows(Array.from({ length: 8 }, () => 0));
      const gathered = bench.table([results, { float: 1 }, results + 16, { float: -1 }]);
      const coefs = bench.vectors(24);
      const angles = bench.table(
        Array.from({ length: 8 }, (_, i) => [to + 16 * (i % 6), coefs + 48 * i, { float: 0.5 }, { float: 0.5 / Math.PI }]).flat(),
      );
      return { rows, to, check, turns, scale, out, gathered, angles };
    };
    const load = (s: ReturnType<typeof setUp>): Call => ["loadRows", [s.rows, 6, s.to, s.check]];
    compare(79, (bench) => {
      const s = setUp(bench);
      const single: Call[] = [load(s), ["angles", [s.angles.at, s.angles.end]]];
      return { single, fused: ["loadAngles", [s.rows, 6, s.to, s.check, s.angles.at, s.angles.end]] };
    });
    compare(80, (bench) => {
      const s = setUp(bench);
      const single: Call[] = [load(s), ["scaleVectors", [s.scale.at, s.scale.end]], ["turnWeights", [s.turns.at, s.turns.end]]];
      return { single, fused: ["loadWeights", [s.rows, 6, s.to, s.check, s.scale.at, s.scale.end, s.turns.at, s.turns.end]] };
    });
    compare(81, (bench) => {
      const s = setUp(bench);
      const single: Call[] = [
        ["turnObservables", [s.turns.at, s.turns.end]],
        ["gatherRows", [s.gathered.at, 2, s.out]],
      ];
      return { single, fused: ["turnRows", [s.turns.at, s.turns.end, s.gathered.at, 2, s.out]] };
    });
    compare(82, (bench) => {
      const s = setUp(bench);
      const range = [s.turns.at, s.turns.end];
      const single: Call[] = [
        ["turnObservables", range],
        ["turnGradients", range],
        ["gatherRows", [s.gathered.at, 2, s.out]],
      ];
      return { single, fused: ["turnRowsBack", [...range, ...range, s.gathered.at, 2, s.out]] };
    });
  });
});
