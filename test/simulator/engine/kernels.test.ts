import { describe, expect, it } from "vitest";
import { KernelBench, minus, offsets, plus, scaled, sum, times, turn, zeros, type Vector } from "./kernelBench";

type Complex = readonly [Vector, Vector];
const multiply = ([a, b]: Complex, [c, d]: Complex): [Vector, Vector] => [minus(times(a, c), times(b, d)), plus(times(a, d), times(b, c))];
const conjugate = ([a, b]: Complex): Complex => [a, scaled(-1, b)];
const ones: Vector = [1, 1, 1, 1];
/** Complex numbers of a table of [re, im]. */
const pairs = (flat: Vector[]): [Vector, Vector][] => Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!]);

/** k commuting rotations of 2^k components written one after another. */
function turnAll(values: Vector[], coefficients: readonly { cos: Vector; sin: Vector }[], direction: number): Vector[] {
  const out = [...values];
  coefficients.forEach(({ cos, sin }, i) => {
    for (let j = 0; j < out.length; j++)
      if (!((j >> i) & 1)) [out[j], out[j | (1 << i)]] = turn(cos, scaled(direction, sin), out[j]!, out[j | (1 << i)]!);
  });
  return out;
}

describe("kernels, one by one", () => {
  for (const k of [1, 2, 3])
    for (const direction of [1, -1])
      it(`rotate${k}, direction ${direction}, and with imaginary parts behind`, () => {
        for (const twin of [0, 16]) {
          const bench = new KernelBench(k);
          const width = 2 ** k;
          const stride = twin ? 2 : 1;
          const nGroups = 3;
          const [from, to] = [bench.vectors(nGroups * width * stride), bench.vectors(nGroups * width * stride)];
          const order = bench.random.permutation(nGroups * width);
          const table = bench.table(offsets(order, 16 * stride));
          const coefficients = Array.from({ length: k }, () => bench.coefficient());
          const source = bench.read(from, nGroups * width * stride);
          const expected: Vector[] = [...source];
          for (let g = 0; g < nGroups; g++)
            for (let d = 0; d < stride; d++) {
              const members = order.slice(g * width, (g + 1) * width).map((c) => c * stride + d);
              turnAll(members.map((c) => source[c]!), coefficients, direction).forEach((v, j) => (expected[members[j]!] = v)); // prettier-ignore
            }
          bench.run(
            `rotate${k}`,
            [from, to, table.at, table.end, twin, ...coefficients.map(({ at }) => at), direction],
            [{ at: to, values: expected }],
          );
        }
      });

  for (const k of [1, 2, 3])
    it(`unrotate${k} turns λ back and adds λ·dψ/dα`, () => {
      const bench = new KernelBench(10 + k);
      const width = 2 ** k;
      const [psi, lam] = [bench.vectors(2 * width), bench.vectors(2 * width)];
      const order = bench.random.permutation(width);
      const table = bench.table(offsets(order, 32));
      const coefficients = Array.from({ length: k }, () => bench.coefficient());
      const [state, cotangent] = [bench.read(psi, 2 * width), bench.read(lam, 2 * width)];
      const expected = [...cotangent];
      const gradients = coefficients.map(() => zeros);
      for (let d = 0; d < 2; d++) {
        const members = order.map((c) => 2 * c + d);
        const [x, l] = [members.map((c) => state[c]!), members.map((c) => cotangent[c]!)];
        coefficients.forEach((_, i) => {
          for (let j = 0; j < width; j++) {
            const partner = j | (1 << i);
            if (partner !== j) gradients[i] = plus(gradients[i]!, minus(times(l[partner]!, x[j]!), times(l[j]!, x[partner]!)));
          }
        });
        turnAll(l, coefficients, -1).forEach((v, j) => (expected[members[j]!] = v));
      }
      const outputs = [{ at: lam, values: expected }, ...coefficients.map(({ at }, i) => ({ at: at + 32, values: [gradients[i]!] }))];
      bench.run(`unrotate${k}`, [psi, lam, table.at, table.end, 16, ...coefficients.map(({ at }) => at)], outputs, 5e-6);
    });

  it("angles: cosine and sine to 2e-7 up to a thousand, of scale · x + offset", () => {
    for (const range of [3, 1000]) {
      const bench = new KernelBench(20);
      const parameters = Array.from({ length: 8 }, () => [1, 2, 3, 4].map(() => Math.fround(bench.random.between(-range, range))));
      const at = bench.vectors(8, parameters);
      const to = bench.vectors(24);
      const scales = [0.5, 1, -0.5, 2, -1, 0.25, 0.5, 1];
      const table = bench.table(scales.flatMap((scale, i) => [at + 16 * i, to + 48 * i, { float: scale }, { float: scale / Math.PI }]));
      const values = parameters.flatMap((p, i) => {
        const x = p.map((angle) => scales[i]! * angle);
        return [x.map(Math.cos), x.map(Math.sin), zeros];
      });
      bench.run("angles", [table.at, table.end], [{ at: to, values }], 2e-7);
    }
  });

  it("preciseAngles: factor · cosine and sine of offset + Σ scale · x, rounded once", () => {
    const bench = new KernelBench(22);
    const parameters = [0, 1].map(() => [1, 2, 3, 4].map(() => Math.fround(bench.random.between(-100, 100))));
    const [at, to] = [bench.vectors(2, parameters), bench.vectors(6)];
    const double = (x: number): number[] => [...new Int32Array(Float64Array.of(x).buffer)];
    const first = [to, 2, ...double(1), ...double(0.3), at, ...double(1.7), at + 16, ...double(-0.9)];
    const table = bench.table([...first, to + 48, 1, ...double(0.75), ...double(9), at, ...double(1 / 3)]);
    const [x, y] = parameters as [Vector, Vector];
    const sums = [x.map((a, i) => 0.3 + 1.7 * a - 0.9 * y[i]!), x.map((a) => 9 + a / 3)];
    const values = sums.flatMap((angles, i) => [...[Math.cos, Math.sin].map((f) => angles.map((a) => (i ? 0.75 : 1) * f(a))), zeros]);
    // half of the last place of numbers below 1, and the polynomials' error
    bench.run("preciseAngles", [table.at, table.end], [{ at: to, values }], 2 ** -25 + 1e-10);
  });

  it("scaleVectors, linearSums, accumulate, splatRow, clear", () => {
    const bench = new KernelBench(21);
    const [from, to] = [bench.vectors(4), bench.vectors(4)];
    const source = bench.read(from, 4);
    const scale = bench.table([to, from + 16, { float: -2 }, to + 48, from, { float: 0.5 }]);
    bench.run(
      "scaleVectors",
      [scale.at, scale.end],
      [
        { at: to, values: [scaled(-2, source[1]!)] },
        { at: to + 48, values: [scaled(0.5, source[0]!)] },
      ],
    );
    const sums = bench.table([to + 16, 2, from, { float: 3 }, from + 32, { float: -1 }, to + 32, 0]);
    bench.run("linearSums", [sums.at, sums.end], [{ at: to + 16, values: [minus(scaled(3, source[0]!), source[2]!), zeros] }]);
    const held = bench.read(to, 4);
    bench.run("accumulate", [from, from + 64, to], [{ at: to, values: held.map((v, i) => plus(v, source[i]!)) }]);
    const row = bench.rows([1.5, -2.5, 3.5]);
    bench.run("splatRow", [row, 3, to], [{ at: to, values: [1.5, -2.5, 3.5].map((x) => scaled(x, ones)) }]);
    bench.run("clear", [to, 48], [{ at: to, values: [zeros, zeros, zeros] }]);
  });

  for (const count of [1, 3, 4, 6])
    it(`rows in and out, ${count} wide`, () => {
      const bench = new KernelBench(30 + count);
      const numbers = Array.from({ length: 4 * count }, () => Math.fround(bench.random.normal()));
      const columns = Array.from({ length: count }, (_, i) => [0, 1, 2, 3].map((row) => numbers[row * count + i]!));
      // the check sums four columns at a time down the rows
      const wholes = Array.from({ length: count >> 2 }, (_, g) => columns.slice(4 * g, 4 * g + 4).map((column) => column.reduce((a, b) => a + b))); // prettier-ignore
      const rows = bench.rows(numbers);
      const [to, check] = [bench.vectors(count), bench.vectors(1, [zeros])];
      bench.run(
        "loadRows",
        [rows, count, to, check],
        [
          { at: to, values: columns },
          { at: check, values: [sum([...wholes, ...columns.slice(4 * wholes.length)])] },
        ],
      );
      const out = bench.rows(numbers.map(() => 0));
      const padded = (values: number[]): Vector[] => Array.from({ length: values.length / 4 }, (_, i) => values.slice(4 * i, 4 * i + 4));
      const gathered = bench.table(columns.flatMap((_, i) => [to + 16 * i, { float: 2 }]));
      bench.run("gatherRows", [gathered.at, count, out], [{ at: out, values: padded(numbers.map((x) => 2 * x)) }]);
      const signs = bench.table(columns.flatMap((_, i) => [16 * i, i % 2 ? 1 << 31 : 0]));
      const signed = numbers.map((x, j) => ((j % count) % 2 ? -x : x));
      bench.run("storeComponents", [to, signs.at, count, out], [{ at: out, values: padded(signed) }]);
      const state = bench.vectors(count);
      bench.run("loadComponents", [out, count, signs.at, state], [{ at: state, values: columns }]);
    });

  it.each([NaN, Infinity])("loadRows marks %s", (bad) => {
    const bench = new KernelBench(40);
    const rows = bench.rows([1, 2, 3, 4, 5, bad, 7, 8]);
    const [to, check] = [bench.vectors(2), bench.vectors(1, [zeros])];
    expect(bench.leavesNonFinite("loadRows", [rows, 2, to, check], check)).toBe(true);
  });

  it("probabilities out, and their cotangents onto λ", () => {
    const bench = new KernelBench(41);
    const state = bench.vectors(8);
    const amplitudes = pairs(bench.read(state, 8));
    const table = bench.table(offsets([2, 0, 3, 1], 32));
    const p = [2, 0, 3, 1].map((k) => plus(times(amplitudes[k]![0], amplitudes[k]![0]), times(amplitudes[k]![1], amplitudes[k]![1])));
    const rows = bench.rows(new Array<number>(16).fill(0));
    bench.run("storeProbabilities", [state, table.at, 4, rows], [{ at: rows, values: [0, 1, 2, 3].map((row) => p.map((v) => v[row]!)) }]);
    const weights = Array.from({ length: 16 }, () => bench.random.normal());
    const lam = bench.vectors(8);
    const expected: Vector[] = [];
    [2, 0, 3, 1].forEach((k, i) => {
      const w = [0, 1, 2, 3].map((row) => 2 * weights[4 * row + i]!);
      [expected[2 * k], expected[2 * k + 1]] = [times(w, amplitudes[k]![0]), times(w, amplitudes[k]![1])];
    });
    bench.run("weighProbabilities", [state, table.at, 4, bench.rows(weights), lam], [{ at: lam, values: expected }]);
  });

  it("basisState, unitary, pauliSum, pauliApply", () => {
    const bench = new KernelBench(42);
    const state = bench.vectors(8);
    bench.run(
      "basisState",
      [state, 128, bench.rows([0.6, 0.8])],
      [{ at: state, values: [scaled(0.6, ones), scaled(0.8, ones), zeros, zeros, zeros, zeros, zeros, zeros] }],
    );
    const psi = bench.vectors(8);
    const x = bench.read(psi, 8);
    const matrix = Array.from({ length: 64 }, () => bench.random.normal());
    const order = bench.random.permutation(8);
    const group = bench.table(offsets(order));
    const expected: Vector[] = [];
    order.forEach((to, r) => (expected[to] = sum(order.map((from, c) => scaled(matrix[8 * r + c]!, x[from]!)))));
    const [table, value] = [bench.table(offsets([0, 2, 1, 3, 4, 6, 5, 7])), bench.vectors(1)];
    const dot = plus(times(x[0]!, x[2]!), times(x[1]!, x[3]!));
    const minusDot = plus(times(x[4]!, x[6]!), times(x[5]!, x[7]!));
    bench.run("pauliSum", [psi, table.at, table.at + 16, table.end, 2, value], [{ at: value, values: [scaled(2, minus(dot, minusDot))] }]);
    const [lam, weight] = [bench.vectors(8), bench.vectors(1)];
    const [l, w] = [bench.read(lam, 8), bench.read(weight, 1)[0]!];
    const applied = l.map((v, c) => plus(v, scaled(c < 4 ? 1 : -1, times(w, x[c ^ 2]!))));
    bench.run("pauliApply", [psi, lam, table.at, table.at + 16, table.end, weight], [{ at: lam, values: applied }]);
    bench.run("unitary", [psi, group.at, group.end, bench.rows(matrix)], [{ at: psi, values: expected }], 1e-5);
  });

  it("a tree of phases, split and general, and its sums", () => {
    const bench = new KernelBench(50);
    const [a, b] = [bench.coefficient(), bench.coefficient()];
    const phase = ({ cos, sin }: { cos: Vector; sin: Vector }, sign: number): Complex => [cos, scaled(sign, sin)];
    const leaves = [[-1, -1], [1, -1], [-1, 1], [1, 1]].map(([x, y]) => multiply(phase(a, x!), phase(b, y!))); // prettier-ignore
    const nodes: Vector[] = [ones, zeros, ...phase(a, -1), ...phase(a, 1), ...leaves.flat()];
    const at = bench.vectors(14);
    bench.run("phaseSplit", [at, bench.table([a.at, b.at]).at, 2], [{ at, values: nodes }]);
    const entries = bench.table([
      0,
      a.at,
      { float: -1 },
      0,
      a.at,
      { float: 1 },
      32,
      b.at,
      { float: -1 },
      64,
      b.at,
      { float: -1 },
      32,
      b.at,
      { float: 1 },
      64,
      b.at,
      { float: 0 },
    ]);
    const general = [...nodes.slice(0, 6), ...leaves[0]!, ...leaves[1]!, ...leaves[2]!, ...phase(a, 1)];
    bench.run("phaseTree", [at, entries.at, entries.end], [{ at, values: general }]);
    const sums = bench.vectors(7, [zeros, zeros, zeros, ...bench.read(bench.vectors(4), 4)]);
    const leaf = bench.read(sums + 48, 4);
    const parents = [sum(leaf), plus(leaf[0]!, leaf[2]!), plus(leaf[1]!, leaf[3]!)];
    const [ga, gb] = [minus(parents[2]!, parents[1]!), minus(plus(leaf[2]!, leaf[3]!), plus(leaf[0]!, leaf[1]!))];
    const targets = bench.table([a.at + 32, b.at + 32]);
    bench.run(
      "sumSplit",
      [sums, targets.at, 2, 1, 1],
      [
        { at: a.at + 32, values: [ga] },
        { at: b.at + 32, values: [gb] },
        { at: sums, values: parents },
      ],
    );
    bench.run(
      "sumSplit",
      [sums, targets.at, 2, -1, 0],
      [
        { at: a.at + 32, values: [scaled(-1, ga)] },
        { at: b.at + 32, values: [scaled(-1, gb)] },
      ],
    );
    const tree = bench.vectors(3, [zeros, leaf[0]!, leaf[1]!]);
    const treeEntries = bench.table([0, a.at + 32, { float: -1 }, 0, a.at + 32, { float: 1 }]);
    const added = plus(scaled(-1, ga), minus(leaf[1]!, leaf[0]!));
    bench.run(
      "sumTree",
      [tree, treeEntries.at, 3],
      [
        { at: a.at + 32, values: [added] },
        { at: tree, values: [plus(leaf[0]!, leaf[1]!)] },
      ],
    );
  });

  it("a diagonal on a full grid, back, and in runs", () => {
    const bench = new KernelBench(51);
    const [rows, columns, from, to, lam] = [bench.vectors(4), bench.vectors(4), bench.vectors(8), bench.vectors(8), bench.vectors(8)];
    const [r, c, x] = [pairs(bench.read(rows, 4)), pairs(bench.read(columns, 4)), pairs(bench.read(from, 8))];
    const order = [3, 1, 0, 2];
    const table = bench.table(offsets(order, 32));
    const phases = [0, 1].flatMap((i) => [0, 1].map((j) => multiply(r[i]!, c[j]!)));
    const apply = (values: [Vector, Vector][], way: (e: Complex) => Complex): Vector[] => {
      const out: Vector[] = [];
      order.forEach((k, i) => ([out[2 * k], out[2 * k + 1]] = multiply(values[k]!, way(phases[i]!))));
      return out;
    };
    const args = [table.at, rows, rows + 64, columns, columns + 64];
    bench.run("diagonalGrid", [from, to, ...args, 1], [{ at: to, values: apply(x, (e) => e) }]);
    bench.run("diagonalGrid", [from, to, ...args, -1], [{ at: to, values: apply(x, conjugate) }]);
    const l = pairs(bench.read(lam, 8));
    const turned = apply(l, conjugate);
    const D = x.map(([re, im], k) => minus(times(re, turned[2 * k + 1]!), times(im, turned[2 * k]!)));
    const cell = (i: number, j: number): Vector => D[order[2 * i + j]!]!;
    const [rowSums, columnSums] = [bench.vectors(2), bench.vectors(2)];
    bench.run(
      "undiagonalGrid",
      [from, lam, ...args, rowSums, columnSums],
      [
        { at: lam, values: turned },
        { at: rowSums, values: [0, 1].map((i) => plus(cell(i, 0), cell(i, 1))) },
        { at: columnSums, values: [0, 1].map((j) => plus(cell(0, j), cell(1, j))) },
      ],
    );
    const runs = bench.table([rows, columns + 32, 2, 32, 96]);
    const e = multiply(r[0]!, c[1]!);
    const state = pairs(bench.read(to, 8));
    const now = pairs(bench.read(lam, 8));
    const runSum = sum([1, 3].map((k) => minus(times(state[k]![0], now[k]![1]), times(state[k]![1], now[k]![0]))));
    const held = [bench.read(rowSums, 1)[0]!, bench.read(columnSums + 16, 1)[0]!];
    bench.run(
      "runSums",
      [to, lam, runs.at, runs.end, rows, rowSums, columns, columnSums],
      [
        { at: rowSums, values: [plus(held[0]!, runSum)] },
        { at: columnSums + 16, values: [plus(held[1]!, runSum)] },
      ],
    );
    bench.run(
      "diagonalRuns",
      [to, runs.at, runs.end, 1],
      [
        { at: to + 32, values: multiply(state[1]!, e) },
        { at: to + 96, values: multiply(state[3]!, e) },
      ],
    );
  });

  it("the product start and its way back", () => {
    const bench = new KernelBench(60);
    const [ry, rz, other] = [bench.coefficient(), bench.coefficient(), bench.coefficient()];
    const [factors, lambdas] = [bench.vectors(8), bench.vectors(8)];
    const start = bench.table([factors, 32, ry.at]);
    bench.run("startFactors", [start.at, start.end], [{ at: factors, values: [ry.cos, zeros, ry.sin, zeros] }]);
    const startTurned = bench.table([factors + 64, ry.at, rz.at]);
    const turned = [times(ry.cos, rz.cos), scaled(-1, times(ry.cos, rz.sin)), times(ry.sin, rz.cos), times(ry.sin, rz.sin)];
    bench.run("startTurned", [startTurned.at, startTurned.end], [{ at: factors + 64, values: turned }]);
    const turns = bench.table([factors, factors + 16, lambdas, lambdas + 16, other.at]);
    const pair = turn(other.cos, other.sin, ry.cos, zeros);
    bench.run("turnPairs", [turns.at, turns.end], [{ at: factors, values: pair }]);

    const [nodes, list] = [bench.vectors(14), bench.table([factors, factors + 64])];
    const f = pairs(bench.read(factors, 8));
    const leaves = [multiply(f[0]!, f[2]!), multiply(f[1]!, f[2]!), multiply(f[0]!, f[3]!), multiply(f[1]!, f[3]!)];
    bench.run("factorTable", [nodes, list.at, 2], [{ at: nodes, values: [ones, zeros, ...f[0]!, ...f[1]!, ...leaves.flat()] }]);
    const lams = bench.vectors(14);
    const l = pairs(bench.read(lams, 14)).slice(3);
    const back = (x: Complex, y: Complex): [Vector, Vector] => multiply(conjugate(x), y);
    const add = (x: Complex, y: Complex): [Vector, Vector] => [plus(x[0], y[0]), plus(x[1], y[1])];
    const level1 = [add(back(f[2]!, l[0]!), back(f[3]!, l[2]!)), add(back(f[2]!, l[1]!), back(f[3]!, l[3]!))];
    const root = add(back(f[0]!, level1[0]!), back(f[1]!, level1[1]!));
    const factorLams = [level1[0]!, level1[1]!, add(back(f[0]!, l[0]!), back(f[1]!, l[1]!)), add(back(f[0]!, l[2]!), back(f[1]!, l[3]!))];
    bench.run("factorTableBack", [nodes, lams, list.at, 2, lambdas - factors], [
      { at: lams, values: [...root, ...level1.flat()] },
      { at: lambdas, values: factorLams.flat() },
    ], 1e-5); // prettier-ignore

    const [rows, columns, state] = [nodes + 32, nodes + 96, bench.vectors(16)];
    const [r, c] = [pairs(bench.read(rows, 4)), pairs(bench.read(columns, 8))];
    bench.run(
      "product",
      [state, rows, rows + 64, columns, columns + 128],
      [{ at: state, values: r.flatMap((x) => c.flatMap((y) => multiply(x, y))) }],
    );
    const [stateLam, rowLams, columnLams] = [bench.vectors(16), bench.vectors(4), bench.vectors(8)];
    const s = pairs(bench.read(stateLam, 16));
    const rowValues = r.flatMap((_, i) => c.map((y, j) => back(y, s[4 * i + j]!)).reduce(add));
    const columnValues = c.flatMap((_, j) => r.map((x, i) => back(x, s[4 * i + j]!)).reduce(add));
    bench.run(
      "productBack",
      [stateLam, rows, rows + 64, columns, columns + 128, rowLams, columnLams],
      [
        { at: rowLams, values: rowValues },
        { at: columnLams, values: columnValues },
      ],
    );

    const [x, y] = [bench.read(factors, 2), bench.read(lambdas, 2)];
    const gradient = minus(times(y[1]!, x[0]!), times(y[0]!, x[1]!));
    bench.run(
      "unturnPairs",
      [turns.at, turns.end],
      [
        { at: factors, values: turn(other.cos, scaled(-1, other.sin), x[0]!, x[1]!) },
        { at: lambdas, values: turn(other.cos, scaled(-1, other.sin), y[0]!, y[1]!) },
        { at: other.at + 32, values: [gradient] },
      ],
    );
    const finish = bench.table([lambdas, 32, ry.at]);
    const lam = bench.read(lambdas, 3);
    bench.run(
      "finishFactors",
      [finish.at, finish.end],
      [{ at: ry.at + 32, values: [minus(times(ry.cos, lam[2]!), times(ry.sin, lam[0]!))] }],
      1e-5,
    );
  });

  it("strings of Z on a grid", () => {
    const bench = new KernelBench(70);
    const psi = bench.vectors(8);
    const x = pairs(bench.read(psi, 8));
    const order = [2, 0, 1, 3];
    const table = bench.table(offsets(order, 32));
    const p = order.map((k) => plus(times(x[k]![0], x[k]![0]), times(x[k]![1], x[k]![1])));
    const [rowSums, columnSums] = [bench.vectors(2), bench.vectors(2)];
    const sums = [
      { at: rowSums, values: [plus(p[0]!, p[1]!), plus(p[2]!, p[3]!)] },
      { at: columnSums, values: [plus(p[0]!, p[2]!), plus(p[1]!, p[3]!)] },
    ];
    bench.run("probabilityGrid", [psi, table.at, rowSums, rowSums + 32, columnSums, 32], sums);
    const [weights, nodes] = [bench.vectors(2), bench.vectors(7)];
    const [w0, w1] = bench.read(weights, 2) as [Vector, Vector];
    const level1 = [w0, scaled(-1, w0)];
    const level2 = [...level1.map((v) => plus(v, w1)), ...level1.map((v) => minus(v, w1))];
    bench.run("weightSplit", [nodes, bench.table([weights, weights + 16]).at, 2], [{ at: nodes, values: [zeros, ...level1, ...level2] }]);
    const lam = bench.vectors(8);
    const expected: Vector[] = [];
    order.forEach((k, i) => {
      const w = plus(level1[i >> 1]!, level2[i & 1]!);
      [expected[2 * k], expected[2 * k + 1]] = [times(w, x[k]![0]), times(w, x[k]![1])];
    });
    bench.run(
      "weighGrid",
      [psi, lam, table.at, nodes + 16, nodes + 48, nodes + 48, nodes + 80, rowSums, columnSums],
      [{ at: lam, values: expected }, ...sums],
    );
  });

  for (const k of [1, 2, 3])
    it(`flipSum${k} and flipApply${k}`, () => {
      const bench = new KernelBench(80 + k);
      const width = 2 ** k;
      const psi = bench.vectors(4 * width);
      const x = bench.read(psi, 4 * width);
      const order = bench.random.permutation(2 * width);
      const table = bench.table(offsets(order, 32));
      const partner = (component: number, i: number): number => {
        const place = order.indexOf(component >> 1);
        return 2 * order[Math.floor(place / width) * width + ((place % width) ^ (1 << i))]! + (component & 1);
      };
      const bits = Array.from({ length: k }, (_, i) => i);
      const values = bits.map((i) => sum(x.map((v, c) => times(v, x[partner(c, i)]!))));
      const results = bits.map(() => bench.vectors(1));
      const outputs = results.map((at, i) => ({ at, values: [values[i]!] }));
      bench.run(`flipSum${k}`, [psi, table.at, table.end, ...results], outputs, 1e-5);
      const [lam, weights] = [bench.vectors(4 * width), bits.map(() => bench.vectors(1))];
      const l = bench.read(lam, 4 * width);
      const w = weights.map((at) => bench.read(at, 1)[0]!);
      const applied = l.map((v, c) => plus(v, sum(bits.map((i) => times(w[i]!, x[partner(c, i)]!)))));
      const places = k === 3 ? [bench.table(weights).at, bench.table(results).at] : [...weights, ...results];
      bench.run(`flipApply${k}`, [psi, lam, table.at, table.end, ...places], [{ at: lam, values: applied }, ...outputs], 1e-5);
    });

  it("observables that take up a rotation", () => {
    const bench = new KernelBench(90);
    const co = bench.coefficient();
    const [z, x, value, weight, zWeight, xWeight] = Array.from({ length: 6 }, () => bench.vectors(1)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const [vz, vx, w] = [bench.read(z, 1)[0]!, bench.read(x, 1)[0]!, bench.read(weight, 1)[0]!];
    const observables = bench.table([co.at, z, x, value]);
    bench.run("turnObservables", [observables.at, observables.end], [{ at: value, values: [minus(times(co.cos, vz), times(co.sin, vx))] }]);
    const weights = bench.table([co.at, weight, zWeight, xWeight]);
    bench.run(
      "turnWeights",
      [weights.at, weights.end],
      [
        { at: zWeight, values: [times(w, co.cos)] },
        { at: xWeight, values: [scaled(-1, times(w, co.sin))] },
      ],
    );
    const gradients = bench.table([co.at, weight, z, x]);
    bench.run(
      "turnGradients",
      [gradients.at, gradients.end],
      [{ at: co.at + 32, values: [scaled(-0.5, times(w, plus(times(co.sin, vz), times(co.cos, vx))))] }],
    );
  });

  for (const far of [false, true])
    it(`blocks of a large state, lanes ${far ? "far" : "near"}`, () => {
      const bench = new KernelBench(far ? 101 : 100);
      const state = bench.vectors(8);
      const v = bench.read(state, 8);
      const [pointer, place] = [bench.table([state]).at, bench.table([0]).at];
      const blocks = bench.table([0, 64]);
      const words = bench.table([blocks.at]).at;
      bench.runWords(
        "nextBlock",
        [place, words, pointer],
        [
          [place, state],
          [words, blocks.at + 4],
        ],
      );
      const name = far ? "Far" : "Near";
      const count = far ? 4 : 2;
      const chunk = bench.vectors(2 * count);
      const rows = bench.table(far ? [0] : [32, 0]);
      const lanes = far ? [32, 64] : [];
      // far: the four vectors of one part transpose; near: the vectors are copied in the table's order
      const part = (d: number): Vector[] =>
        far ? [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => v[2 * j + d]![i]!)) : [v[2 + d]!, v[d]!];
      const inside = Array.from({ length: count }, (_, i) => [part(0)[i]!, part(1)[i]!]).flat();
      bench.run(`gather${name}`, [place, chunk, rows.at, rows.end, ...lanes], [{ at: chunk, values: inside }]);
      const signs = Array.from({ length: 2 * count }, (_, i) => (i % 3 === 0 ? -1 : 1));
      const components = bench.table(signs.flatMap((sign, i) => [16 * (i ^ 1), sign < 0 ? 1 << 31 : 0]));
      const outside = inside.map((_, i) => scaled(signs[i]!, inside[i ^ 1]!));
      const expected: Vector[] = far
        ? [0, 1, 2, 3].flatMap((j) => [0, 1].map((d) => [0, 1, 2, 3].map((i) => outside[2 * i + d]![j]!)))
        : [outside[2]!, outside[3]!, outside[0]!, outside[1]!];
      bench.run(`scatter${name}`, [place, chunk, rows.at, rows.end, components.at, ...lanes], [{ at: state, values: expected }]);
      const other = bench.vectors(2 * count);
      bench.run(`ungather${name}`, [place, other, rows.at, rows.end, components.at, ...lanes], [{ at: other, values: inside }]);
    });

  it("addState", () => {
    const bench = new KernelBench(110);
    const [a, b] = [bench.vectors(3), bench.vectors(3)];
    const [x, y] = [bench.read(a, 3), bench.read(b, 3)];
    bench.run("addState", [a, b, 3], [{ at: a, values: x.map((v, i) => plus(v, y[i]!)) }]);
  });
});
