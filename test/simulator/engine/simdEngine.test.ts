import { describe, expect, it } from "vitest";
import { allZ, circuit, Circuit, describeProgram, getEngine, param, parseObservable, pauliOn, Random } from "quantum-attention";
import type { Operation, ParamBatch } from "quantum-attention";
import { growMemory, instantiateKernels } from "../../../src/simulator/engine/kernels";
import { assertValidEngine } from "../engineContract";
import { distance, randomCircuit } from "../randomCircuit";
import { compareSeed } from "./agreement";

const [simd, reference] = [getEngine("simd"), getEngine("reference")];
const CASES = 500;
const gate = (name: "H" | "T" | "RZ", wire: number, ...params: number[]): Operation => ({ gate: name, controls: [], wires: [wire], params, matrix: null }); // prettier-ignore

describe("simd", () => assertValidEngine(simd, 1e-5, 40));

describe("simd against the reference", () => {
  for (const part of [0, 1, 2, 3, 4])
    it(`${CASES / 5} random circuits (${part + 1} of 5)`, () => {
      for (let seed = part; seed < CASES; seed += 5) compareSeed(seed);
    });

  it("keeps the total probability over 10,000 gates", () => {
    const random = new Random(3);
    const c = randomCircuit(random, 3, 10_000, 8000);
    const compiled = simd.compile(c);
    const perRow = Float32Array.from({ length: 4 * c.nParams }, () => random.between(-3, 3));
    const probs = compiled.probs({ batchSize: 4, perRow, shared: new Float32Array(0) });
    for (let row = 0; row < 4; row++) {
      const total = Array.from(probs).slice(8 * row, 8 * row + 8).reduce((sum, p) => sum + p, 0); // prettier-ignore
      expect(Math.abs(total - 1)).toBeLessThan(2e-7 * Math.sqrt(10_000));
    }
  });

  it.each([
    ["H and T in turns", 2, (i: number) => (Math.floor(i / 2) % 2 ? gate("T", i % 2) : gate("H", i % 2))],
    ["H and T anywhere", 3, (_: number, wire: number) => gate(wire % 2 ? "T" : "H", wire % 3)],
    ["H and RZ of one angle", 3, (i: number, wire: number) => (i % 2 ? gate("RZ", wire % 3, 0.3) : gate("H", wire % 3))],
    ["H and RZ of any angle", 2, (i: number, wire: number) => (i % 2 ? gate("RZ", wire % 2, wire) : gate("H", wire % 2))],
  ])("keeps the total probability over 10,000 constant gates: %s", (_, n, draw) => {
    const random = new Random(5);
    const c = Circuit.of(
      n,
      Array.from({ length: 10_000 }, (__, i) => draw(i, random.integer(0, 1000))),
    );
    const probs = simd.compile(c).probs({ batchSize: 1, perRow: new Float32Array(0), shared: new Float32Array(0) });
    const total = Array.from(probs).reduce((sum, p) => sum + p, 0);
    expect(Math.abs(total - 1)).toBeLessThan(2e-7 * Math.sqrt(10_000));
  });

  const a = param("a");
  const on = (gate: Operation["gate"], wires: number[], angle: Operation["params"][number] = a): Operation => ({ gate, controls: [], wires, params: [angle], matrix: null }); // prettier-ignore
  const cnot = (wires: number[]): Operation => ({ gate: "CNOT", controls: [], wires, params: [], matrix: null });
  it.each([
    ["RX and RY of one qubit", 1, (i: number) => on(i % 2 ? "RX" : "RY", [0])],
    ["RY and RZ in layers", 4, (i: number) => on(Math.floor(i / 4) % 2 ? "RZ" : "RY", [i % 4])],
    ["RX, RZ and CNOT anywhere", 3, (i: number, p: number[]) => (i % 3 === 2 ? cnot(p.slice(1)) : on(i % 3 ? "RX" : "RZ", [p[0]!]))],
    ["RXX, RZ and RY", 4, (i: number, p: number[]) => (i % 3 === 0 ? on("RXX", p.slice(0, 2)) : on(i % 3 === 1 ? "RZ" : "RY", [p[0]!]))],
    ["CRY, CRZ and RX", 3, (i: number, p: number[]) => (i % 3 === 0 ? on("RX", [p[0]!]) : on(i % 3 === 1 ? "CRZ" : "CRY", p.slice(0, 2)))],
    ["RBS and a scaled, offset RY", 3, (i: number, p: number[]) => (i % 2 ? on("RBS", p.slice(0, 2)) : on("RY", [p[0]!], param("a", { scale: 0.7, offset: 0.3 })))], // prettier-ignore
  ])("keeps the total probability over 10,000 gates of one parameter: %s", (_, n, draw) => {
    const random = new Random(7);
    const c = Circuit.of(n, Array.from({ length: 10_000 }, (__, i) => draw(i, random.permutation(n)))); // prettier-ignore
    const perRow = Float32Array.of(-2.84, -1.28, -0.26, 0.02, 0.26, 0.7, 1.3, 3);
    const none = new Float32Array(0);
    const rows = simd.compile(c).probs({ batchSize: 8, perRow, shared: none });
    const one = simd.compile(c, { shared: ["a"] }).probs({ batchSize: 1, perRow: none, shared: perRow.subarray(2, 3) });
    for (const probs of [one, ...Array.from(perRow, (__, row) => rows.subarray(row * 2 ** n, (row + 1) * 2 ** n))]) {
      const total = Array.from(probs).reduce((sum, p) => sum + p, 0);
      expect(Math.abs(total - 1)).toBeLessThan(2e-7 * Math.sqrt(10_000));
    }
  });

  it("is right where every angle is π", () => {
    const n = 4;
    let c = circuit(n);
    for (let layer = 0; layer < 3; layer++) {
      for (let q = 0; q < n; q++) c = c.ry(param(8 * layer + 2 * q), q).rz(param(8 * layer + 2 * q + 1), q);
      for (let q = 0; q < n; q++) c = c.cnot(q, (q + 1) % n);
    }
    const params = { batchSize: 4, perRow: new Float32Array(4 * 24).fill(Math.PI), shared: new Float32Array(0) };
    const weights = new Float32Array(16).fill(1);
    const [a, b] = [simd, reference].map((engine) => engine.compile(c).expvalVjp(params, allZ(n), weights));
    expect(distance(a!.values, b!.values)).toBeLessThan(1e-6 * Math.sqrt(36));
    expect(distance(a!.gradients.perRow, b!.gradients.perRow)).toBeLessThan(6e-6);
  });

  it("rounds an angle of several turns once: offset and scale leave no more than that in a gradient", () => compareSeed(19752));

  it("takes angles up to a thousand", () => {
    const c = circuit(2).ry(param("a"), 0).rz(param("b"), 0).cnot(0, 1).rx(param("c"), 1);
    const params = {
      batchSize: 3,
      perRow: Float32Array.of(999.5, -700, 512, -1000, 333.25, 87, 20, -640, 901),
      shared: new Float32Array(0),
    };
    expect(distance(simd.compile(c).expval(params, allZ(2)), reference.compile(c).expval(params, allZ(2)))).toBeLessThan(1e-4);
  });

  it("gives equal rows equal results whatever stands beside them", () => {
    const c = randomCircuit(new Random(8), 4, 30, 5);
    const row = [0.3, -1.2, 2.2, 0.01, -3];
    const run = (batchSize: number): Float32Array => {
      const perRow = Float32Array.from({ length: 5 * batchSize }, (_, i) => (i < 5 ? row[i]! : Math.sin(i)));
      return Float32Array.from(
        simd
          .compile(c)
          .expval({ batchSize, perRow, shared: new Float32Array(0) }, allZ(4))
          .subarray(0, 4),
      );
    };
    for (const batchSize of [2, 4, 7, 1024]) expect([...run(batchSize)]).toEqual([...run(1)]);
  });
});

describe("simd, large states", () => {
  it("agrees with the plain engine on 13 and 14 qubits, values and gradients", () => {
    const plain = getEngine("plain");
    for (const [nQubits, seed] of [
      [13, 1],
      [14, 2],
    ] as const) {
      const random = new Random(seed);
      const c = randomCircuit(random, nQubits, 40, 6);
      const shared = ["theta0", "theta3"];
      const [ours, oracle] = [simd.compile(c, { shared }), plain.compile(c, { shared })];
      const params: ParamBatch = {
        batchSize: 2,
        perRow: Float32Array.from({ length: 8 }, () => random.normal()),
        shared: Float32Array.of(0.4, -0.9),
      };
      const observables = [
        pauliOn("Z", 0, nQubits),
        pauliOn("X", 5, nQubits),
        parseObservable("Z".repeat(nQubits)),
        pauliOn("Y", nQubits - 1, nQubits),
      ];
      const weights = Float32Array.from({ length: 8 }, () => random.normal());
      const [a, b] = [ours.expvalVjp(params, observables, weights), oracle.expvalVjp(params, observables, weights)];
      expect(distance(a.values, b.values)).toBeLessThan(2e-5);
      expect(distance(a.gradients.perRow, b.gradients.perRow)).toBeLessThan(5e-5);
      expect(distance(a.gradients.shared, b.gradients.shared)).toBeLessThan(5e-5);
      expect(distance(ours.states(params).re, oracle.states(params).re)).toBeLessThan(1e-5);
      const v = Float32Array.from({ length: 2 ** (nQubits + 1) }, (_, i) => Math.sin(i));
      expect(distance(ours.probs(params), oracle.probs(params))).toBeLessThan(1e-5);
      const [p, q] = [ours.probsVjp(params, v), oracle.probsVjp(params, v)];
      expect(distance(p.perRow, q.perRow)).toBeLessThan(1e-4);
      const [s, t] = [ours.statesVjp(params, { re: v, im: v }), oracle.statesVjp(params, { re: v, im: v })];
      expect(distance(s.perRow, t.perRow)).toBeLessThan(1e-3);
      expect(distance(s.shared, t.shared)).toBeLessThan(1e-3);
    }
  });

  it("takes gates with controls on more wires than a block has", () => {
    const plain = getEngine("plain");
    const n = 13;
    const wires = Array.from({ length: n }, (_, i) => i);
    const wide = (gate: "RY" | "H" | "SWAP" | "P", nControls: number, target: number[], params: Operation["params"] = []): Operation => ({
      gate,
      controls: wires.filter((wire) => !target.includes(wire)).slice(0, nControls),
      wires: target,
      params,
      matrix: null,
    });
    const turns = wires.map((wire): Operation => ({ gate: "RX", controls: [], wires: [wire], params: [param("a", { scale: 0.2, offset: 2.6 + 0.02 * wire })], matrix: null })); // prettier-ignore
    const c = Circuit.of(n, [
      ...turns,
      wide("RY", 12, [12], [param("a", { scale: 2 })]),
      wide("SWAP", 10, [3, 11]),
      ...turns,
      wide("H", 9, [5]),
      wide("P", 11, [0], [param("b")]),
      wide("RY", 8, [2], [1.1]),
      ...turns,
    ]);
    const params = { batchSize: 1, perRow: Float32Array.of(0.7, -1.3), shared: new Float32Array(0) };
    const [ours, oracle] = [simd.compile(c), plain.compile(c)];
    const weights = Float32Array.from({ length: n }, (_, i) => Math.cos(i));
    const [a, b] = [ours.expvalVjp(params, allZ(n), weights), oracle.expvalVjp(params, allZ(n), weights)];
    expect(distance(a.values, b.values)).toBeLessThan(1e-5);
    expect(distance(a.gradients.perRow, b.gradients.perRow)).toBeLessThan(3e-5);
    expect(distance(ours.states(params).im, oracle.states(params).im)).toBeLessThan(1e-5);
    expect(describeProgram(c)).toMatch(/RY on wires 0 1 2 3 4 5 6 7 8 9 10 11 12: on the amplitudes that its controls leave/);
  });
});

describe("simd, bad input", () => {
  const compiled = simd.compile(circuit(2).ry(param("a"), 0).cnot(0, 1).rx(param("w"), 1), { shared: ["w"] });
  const good: ParamBatch = { batchSize: 2, perRow: Float32Array.of(0.1, 0.2), shared: Float32Array.of(0.3) };
  const works = (): void => expect(compiled.expval(good, allZ(2))).toHaveLength(4);

  it("names a NaN angle and works afterwards", () => {
    expect(() => compiled.expval({ ...good, perRow: Float32Array.of(0.1, NaN) }, allZ(2))).toThrow(/params\.perRow\[1\] is NaN/);
    expect(() => compiled.expval({ ...good, shared: Float32Array.of(Infinity) }, allZ(2))).toThrow(/params\.shared\[0\] is Infinity/);
    expect(() => compiled.expvalVjp(good, allZ(2), Float32Array.of(1, 2, NaN, 4))).toThrow(/cotangent\[2\] is NaN/);
    works();
  });

  it("refuses zero rows and wrong lengths", () => {
    expect(() => compiled.expval({ ...good, batchSize: 0 }, allZ(2))).toThrow(/batchSize must be an integer at least 1/);
    expect(() => compiled.expval({ ...good, perRow: Float32Array.of(1) }, allZ(2))).toThrow(/params\.perRow must have 2 values, got 1/);
    expect(() => compiled.expvalVjp(good, allZ(2), Float32Array.of(1))).toThrow(/cotangent must have 4 values, got 1/);
    expect(() => compiled.expval(good, allZ(3))).toThrow(/3 qubits but the circuit has 2/);
    works();
  });

  it("says what memory it cannot have", () => {
    const { memory } = instantiateKernels();
    expect(() => growMemory(memory, 2 ** 33)).toThrow(/8192 MiB of memory are needed and cannot be had/);
    expect(memory.buffer.byteLength).toBe(2 ** 20);
    works();
  });

  it("says what too many qubits or rows would need", () => {
    expect(() => simd.compile(circuit(26))).toThrow(/26 qubits need .* limit is 25 qubits/);
    const wide = simd.compile(circuit(12).ry(param("a"), 0));
    const rows = 2 ** 17;
    expect(() => wide.states({ batchSize: rows, perRow: new Float32Array(rows), shared: new Float32Array(0) })).toThrow(/need .*GiB/);
    works();
  });
});
