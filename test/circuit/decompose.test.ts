import { describe, expect, it } from "vitest";
import {
  CapacityError,
  Circuit,
  circuit,
  CircuitError,
  complexMatrix,
  decomposeUnitary,
  GATE_NAMES,
  GATES,
  multiplyMatrices,
  param,
  Random,
  removeControls,
  ShapeError,
  toQasm,
  zyzAngles,
  type ComplexMatrix,
  type Operation,
} from "quantum-attention";
import { circuitMatrix, distance } from "./circuitMatrix";

/** A random unitary as a product of random gates, with a random phase. */
function randomUnitary(nQubits: 1 | 2, random: Random): ComplexMatrix {
  let c = circuit(nQubits);
  const angle = (): number => random.between(-4, 4);
  for (let i = 0; i < 3; i++) {
    for (let wire = 0; wire < nQubits; wire++) c = c.u3(angle(), angle(), angle(), wire);
    if (nQubits === 2) c = c.rxx(angle(), 0, 1).rzz(angle(), 0, 1).cry(angle(), 1, 0);
  }
  const [re, im] = [Math.cos(angle()), 0];
  const phase = complexMatrix(
    Array.from({ length: 2 ** nQubits }, (_, r) =>
      Array.from({ length: 2 ** nQubits }, (_, k) => (r === k ? [re, Math.sqrt(1 - re * re)] : [im, 0])),
    ),
  );
  return multiplyMatrices(phase, circuitMatrix(c));
}

const SPECIAL: ComplexMatrix[] = [
  ...(["I", "X", "Y", "Z", "H", "S", "T"] as const).map((gate) => GATES[gate].matrix([])),
  ...(["CNOT", "CZ", "SWAP", "CH"] as const).map((gate) => GATES[gate].matrix([])),
  GATES.RXX.matrix([Math.PI / 2]), GATES.RBS.matrix([Math.PI / 2]), GATES.CP.matrix([Math.PI]), circuitMatrix(circuit(2)), circuitMatrix(circuit(2).h(0).h(1)),
]; // prettier-ignore

describe("decomposeUnitary", () => {
  it("rebuilds one- and two-qubit unitaries with their stated phase", () => {
    const random = new Random(7);
    const unitaries = [...SPECIAL, ...Array.from({ length: 60 }, (_, i) => randomUnitary(i % 2 === 0 ? 1 : 2, random))];
    for (const unitary of unitaries) {
      const n = Math.log2(unitary.size);
      const { operations, phase } = decomposeUnitary(unitary, n === 1 ? [0] : [0, 1]);
      expect(operations.every((o) => o.gate !== "Unitary")).toBe(true);
      expect(distance(unitary, circuitMatrix(Circuit.of(n, operations)), phase)).toBeLessThan(1e-9);
    }
  });
});

describe("removeControls", () => {
  it.each(GATE_NAMES)("lowers %s under one and two extra controls exactly, phase included", (gate) => {
    const { nWires, nParams } = GATES[gate];
    for (const nControls of [1, 2]) {
      const slots = Array.from({ length: nParams }, (_, i) => param(i, { scale: 1.5, offset: 0.2 }));
      const wires = Array.from({ length: nWires }, (_, i) => nControls + nWires - 1 - i);
      const operation = { gate, controls: Array.from({ length: nControls }, (_, i) => i), wires, params: slots, matrix: null };
      const values = { theta0: 0.7, theta1: -1.3, theta2: 2.1 };
      const lowered = removeControls(operation);
      expect(lowered.every((o) => o.controls.length === 0)).toBe(true);
      const [a, b] = [Circuit.of(nControls + nWires, [operation]), Circuit.of(nControls + nWires, lowered)];
      expect(distance(circuitMatrix(a, values), circuitMatrix(b, values), 0)).toBeLessThan(1e-12);
    }
  });

  it("lowers controlled arbitrary unitaries exactly", () => {
    const random = new Random(3);
    for (const n of [1, 2] as const) {
      const operation = {
        gate: "Unitary" as const,
        controls: [0, 3],
        wires: n === 1 ? [2] : [2, 1],
        params: [],
        matrix: randomUnitary(n, random),
      };
      const [a, b] = [Circuit.of(4, [operation]), Circuit.of(4, removeControls(operation))];
      expect(distance(circuitMatrix(a), circuitMatrix(b), 0)).toBeLessThan(1e-9);
    }
  });

  it("refuses what would take millions of gates, matrices that are not unitary, wires that do not fit", () => {
    const controlledX = (nWires: number): Operation => {
      const wires = Array.from({ length: nWires }, (_, i) => i);
      return { gate: "X", controls: wires.slice(1), wires: [0], params: [], matrix: null };
    };
    expect(() => removeControls(controlledX(14))).toThrow(CapacityError);
    expect(() => removeControls(controlledX(14))).toThrow(/at most 13 wires are written out; use fewer controls/);
    expect(() => toQasm(Circuit.of(40, [controlledX(40)]))).toThrow(CapacityError);
    expect(removeControls(controlledX(8))).toHaveLength(971);
    expect(() => decomposeUnitary(complexMatrix([[1, 1], [0, 1]]), [0])).toThrow(CircuitError); // prettier-ignore
    expect(() => decomposeUnitary(GATES.Toffoli.matrix([]), [0, 1, 2])).toThrow(CircuitError);
    expect(() => decomposeUnitary(GATES.CNOT.matrix([]), [0])).toThrow(CircuitError);
    expect(() => zyzAngles(GATES.CNOT.matrix([]))).toThrow(CircuitError);
    expect(() => multiplyMatrices(GATES.CNOT.matrix([]), GATES.X.matrix([]))).toThrow(ShapeError);
  });
});
