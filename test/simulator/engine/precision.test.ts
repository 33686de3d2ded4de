import { describe, expect, it } from "vitest";
import { allZ, Circuit, describeProgram, getEngine, param, Random } from "quantum-attention";
import type { FloatArray, Observable, Operation, ParamBatch } from "quantum-attention";
import { distance } from "../randomCircuit";
import { compareSeed } from "./agreement";

const [simd, plain] = [getEngine("simd"), getEngine("plain")];
const on = (gate: Operation["gate"], wires: number[], ...params: Operation["params"]): Operation => ({ gate, controls: [], wires, params, matrix: null }); // prettier-ignore
const wires = (n: number): number[] => Array.from({ length: n }, (_, q) => q);
const ring = (n: number): number[][] => wires(n).map((q) => [q, (q + 1) % n]);
const layers = (n: number, count: number, layer: (l: number) => Operation[]): Circuit =>
  Circuit.of(n, wires(count).flatMap(layer)); // prettier-ignore

const CIRCUITS: [string, Circuit][] = [
  ["one parameter in all gates", layers(2, 6, () => [...wires(2).flatMap((q) => [on("RY", [q], param("a")), on("RZ", [q], param("b"))]), on("CNOT", [0, 1])])], // prettier-ignore
  ["data put in ten times", layers(1, 10, (l) => [on("RX", [0], param("x")), on("RY", [0], param(2 * l)), on("RZ", [0], param(2 * l + 1))])], // prettier-ignore
  ["Trotter steps", layers(3, 8, () => [...wires(3).map((q) => on("RX", [q], param("t", { scale: 0.3 }))), ...ring(3).map((pair) => on("RZZ", pair, param("t", { scale: 0.5 })))])], // prettier-ignore
  ["QAOA", layers(4, 3, (l) => [...(l === 0 ? wires(4).map((q) => on("H", [q])) : []), ...ring(4).map((pair) => on("RZZ", pair, param(`g${l}`))), ...wires(4).map((q) => on("RX", [q], param(`b${l}`, { scale: 2 })))])], // prettier-ignore
];

const batchOf = (c: Circuit, batchSize: number, seed: number, observables: readonly Observable[]): [ParamBatch, Float32Array] => {
  const random = new Random(seed);
  const floats = (length: number, draw: () => number): Float32Array => Float32Array.from({ length }, draw);
  const perRow = floats(batchSize * c.nParams, () => random.between(-6, 6));
  return [{ batchSize, perRow, shared: new Float32Array(0) }, floats(batchSize * observables.length, () => random.normal())];
};

/** The largest share of its bound, 1e-5 of its largest |component| or 1e-6, that a row's error takes. */
function worstShare(got: FloatArray, wanted: FloatArray, width: number): number {
  let worst = 0;
  for (let i = 0; i < wanted.length; i += width) {
    const row = wanted.subarray(i, i + width);
    worst = Math.max(worst, distance(got.subarray(i, i + width), row) / Math.max(1e-5 * Math.max(...row.map(Math.abs)), 1e-6));
  }
  return worst;
}

describe("simd, gradients of steep circuits", () => {
  it.each(CIRCUITS)("are within 1e-5 of the largest and 1e-6 in every row: %s", (_, c) => {
    const observables = allZ(c.nQubits);
    const [params, weights] = batchOf(c, 4096, 5, observables);
    const got = simd.compile(c).expvalVjp(params, observables, weights).gradients.perRow;
    expect(worstShare(got, plain.compile(c).expvalVjp(params, observables, weights).gradients.perRow, c.nParams)).toBeLessThanOrEqual(1);
    expect(describeProgram(c)).toMatch(/precision: gradients in float64 in the rows where .* probabilities in float64/);
  });

  it("are within it where float32 missed it most", () => [3127, 1560, 3526].forEach(compareSeed));

  it.each(CIRCUITS)("are those of a row alone, whatever stands beside it: %s", (_, c) => {
    const observables = allZ(c.nQubits);
    const [params, weights] = batchOf(c, 3000, 6, observables);
    const compiled = simd.compile(c);
    const together = compiled.expvalVjp(params, observables, weights).gradients.perRow;
    const [width, k] = [c.nParams, observables.length];
    for (const row of [0, 1, 1234, 2999]) {
      const perRow = params.perRow.subarray(row * width, (row + 1) * width);
      const one = compiled.expvalVjp({ ...params, batchSize: 1, perRow }, observables, weights.subarray(row * k, (row + 1) * k));
      expect([...one.gradients.perRow]).toEqual([...together.subarray(row * width, (row + 1) * width)]);
    }
  });

  it.each(CIRCUITS)("summed over rows are within 1e-5 of the largest and 1e-6 √rows: %s", (_, c) => {
    const [observables, shared] = [allZ(c.nQubits), c.parameters.slice(0, 1)];
    const [batch, weights] = batchOf(c, 1023, 7, observables);
    const params = { ...batch, perRow: batch.perRow.subarray(0, 1023 * (c.nParams - 1)), shared: Float32Array.of(0.7) };
    const [a, b] = [simd, plain].map((engine) => engine.compile(c, { shared }).expvalVjp(params, observables, weights).gradients.shared);
    expect(distance(a!, b!)).toBeLessThanOrEqual(Math.max(1e-5 * Math.abs(b![0]!), 1e-6 * Math.sqrt(1023)));
  });

  it("stay in float32 for small cotangents and for circuits that are not steep", () => {
    const c = layers(4, 3, (l) => [...wires(4).flatMap((q) => [on("RY", [q], param(8 * l + 2 * q)), on("RZ", [q], param(8 * l + 2 * q + 1))]), ...ring(4).map((pair) => on("CNOT", pair))]); // prettier-ignore
    expect(describeProgram(c, { observables: allZ(4) })).toMatch(/gradients in float32 \(steepness 0\.61\), probabilities in float64/);
  });
});

describe("simd, total probability", () => {
  const kinds: [string, number, (i: number, p: number[]) => Operation][] = [
    ["a parameter a gate", 2, (i) => on(i % 2 ? "RX" : "RY", [i % 3 === 0 ? 0 : 1], param(`a${i}`))],
    ["RX and RY of one qubit", 1, (i) => on(i % 2 ? "RX" : "RY", [0], param("a"))],
    ["RX, RZ and CNOT", 3, (i, p) => (i % 3 === 2 ? on("CNOT", p.slice(1)) : on(i % 3 ? "RX" : "RZ", [p[0]!], param("a")))],
    ["RXX, RZ and RY", 4, (i, p) => (i % 3 === 0 ? on("RXX", p.slice(0, 2), param("a")) : on(i % 3 === 1 ? "RZ" : "RY", [p[0]!], param("a")))], // prettier-ignore
  ];
  it.each(kinds)("is within 2e-7 √gates in every row: %s", (_, n, draw) => {
    const random = new Random(7);
    for (const nGates of [2, 3, 5, 9, 16, 17, 40]) {
      const c = Circuit.of(n, wires(nGates).map((i) => draw(i, random.permutation(n)))); // prettier-ignore
      const batchSize = 2000;
      const perRow = Float32Array.from({ length: batchSize * c.nParams }, (__, i) => 12 * (i / (batchSize * c.nParams)) - 6);
      const probs = simd.compile(c).probs({ batchSize, perRow, shared: new Float32Array(0) });
      for (let row = 0; row < batchSize; row++) {
        const total = Array.from(probs.subarray(row * 2 ** n, (row + 1) * 2 ** n)).reduce((sum, p) => sum + p, 0);
        expect(Math.abs(total - 1)).toBeLessThan(2e-7 * Math.sqrt(nGates));
      }
    }
  });
});
