import { describe, expect, it } from "vitest";
import { allZ, circuit, describeProgram, getEngine, param } from "quantum-attention";
import { KernelBench, minus, offsets, plus, scaled, times, turn, zeros, type Vector } from "./kernelBench";

/** The pairs that each of two rotations by X turns, of the four components of a group. */
const PAIRS = [
  [
    [0, 1],
    [3, 2],
  ],
  [
    [0, 2],
    [3, 1],
  ],
] as const;

function turnAll(values: readonly Vector[], coefficients: readonly { cos: Vector; sin: Vector }[], direction: number): Vector[] {
  const out = [...values];
  coefficients.forEach(({ cos, sin }, i) => {
    for (const [a, b] of PAIRS[i]!) [out[a], out[b]] = turn(cos, scaled(direction, sin), out[a]!, out[b]!);
  });
  return out;
}

describe("two rotations whose second pairs turn the other way", () => {
  for (const direction of [1, -1])
    it(`twist2 turns the planes of every group, direction ${direction}`, () => {
      const bench = new KernelBench(30);
      const [from, to] = [bench.vectors(12), bench.vectors(12)];
      const order = bench.random.permutation(12);
      const table = bench.table(offsets(order, 16));
      const coefficients = [bench.coefficient(), bench.coefficient()];
      const source = bench.read(from, 12);
      const expected = [...source];
      for (let g = 0; g < 12; g += 4) {
        const members = order.slice(g, g + 4);
        turnAll(members.map((c) => source[c]!), coefficients, direction).forEach((v, j) => (expected[members[j]!] = v)); // prettier-ignore
      }
      const angles = coefficients.map(({ at }) => at);
      bench.run("twist2", [from, to, table.at, table.end, ...angles, direction], [{ at: to, values: expected }]);
    });

  it("untwist2 turns λ back and adds λ·dψ/dα", () => {
    const bench = new KernelBench(31);
    const [psi, lam] = [bench.vectors(4), bench.vectors(4)];
    const order = bench.random.permutation(4);
    const table = bench.table(offsets(order, 16));
    const coefficients = [bench.coefficient(), bench.coefficient()];
    const [x, l] = [psi, lam].map((at) => order.map((c) => bench.read(at, 4)[c]!)) as [Vector[], Vector[]];
    const gradients = PAIRS.map((pairs) =>
      pairs.reduce((sum: Vector, [a, b]) => plus(sum, minus(times(l[b]!, x[a]!), times(l[a]!, x[b]!))), zeros),
    );
    const expected: Vector[] = [zeros, zeros, zeros, zeros];
    turnAll(l, coefficients, -1).forEach((v, j) => (expected[order[j]!] = v));
    const outputs = [{ at: lam, values: expected }, ...coefficients.map(({ at }, i) => ({ at: at + 32, values: [gradients[i]!] }))];
    bench.run("untwist2", [psi, lam, table.at, table.end, ...coefficients.map(({ at }) => at)], outputs, 5e-6);
  });

  it("is how the compiler takes rotations by X, two qubits a pass", () => {
    let rotated = circuit(4);
    for (let wire = 0; wire < 4; wire++) rotated = rotated.ry(param(`a${wire}`), wire);
    for (let wire = 0; wire < 3; wire++) rotated = rotated.cz(wire, wire + 1);
    for (let wire = 0; wire < 4; wire++) rotated = rotated.rx(param(`b${wire}`), wire);
    const passes = describeProgram(rotated).split("\n");
    expect(passes.filter((line) => /on 4 components at a time by 0\.5·b\d, 0\.5·b\d/.test(line))).toHaveLength(2);
  });

  it("turns a large state's ψ back where it is not kept: gradients as the plain engine's", () => {
    const n = 13;
    let rotated = circuit(n);
    for (let layer = 0; layer < 2; layer++) {
      for (let wire = 0; wire < n; wire++) rotated = rotated.ry(param(`a${layer * n + wire}`), wire);
      for (let wire = 0; wire + 1 < n; wire++) rotated = rotated.cz(wire, wire + 1);
      for (let wire = 0; wire < n; wire++) rotated = rotated.rx(param(`b${layer * n + wire}`), wire);
    }
    const perRow = Float32Array.from({ length: rotated.nParams }, (_, i) => 2 * Math.sin(3 * i + 1));
    const params = { batchSize: 1, perRow, shared: new Float32Array(0) };
    const cotangent = Float32Array.from({ length: n }, (_, i) => Math.cos(i));
    const [ours, plain] = (["simd", "plain"] as const).map(
      (name) => getEngine(name).compile(rotated).expvalVjp(params, allZ(n), cotangent).gradients.perRow,
    );
    const largest = Math.max(...plain!.map(Math.abs));
    expect(largest).toBeGreaterThan(0.1);
    ours!.forEach((gradient, i) => expect(Math.abs(gradient - plain![i]!)).toBeLessThan(5e-6));
  });
});
