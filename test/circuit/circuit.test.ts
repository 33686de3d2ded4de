import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  Circuit,
  circuit,
  CircuitError,
  complexMatrix,
  controlledMatrix,
  GATES,
  identityMatrix,
  matrixDistance,
  multiplyMatrices,
  NonFiniteError,
  ShapeError,
} from "quantum-attention";
import { param, Random } from "quantum-attention";
import { normals, randomCircuit, seeds } from "../simulator/randomCircuit";
import { circuitMatrix } from "./circuitMatrix";

/** A random circuit of three qubits and values for its parameters. */
function problem(seed: number, label: string): { c: Circuit; values: Record<string, number> } {
  const random = new Random(seed).split(label);
  const c = randomCircuit(random, 3, 8, 3);
  const numbers = normals(random, 3);
  return { c, values: Object.fromEntries(c.parameters.map((name, i) => [name, numbers[i]!])) };
}
const forAll = (check: (seed: number) => void) => fc.assert(fc.property(seeds, check), { numRuns: 40, seed: 3 });

describe("Circuit", () => {
  it("never changes: adding gives a new circuit", () => {
    const empty = circuit(2);
    const one = empty.h(0);
    expect([empty.operations.length, one.operations.length, one.cnot(0, 1).operations.length]).toEqual([0, 1, 2]);
    expect(Object.isFrozen(one) && Object.isFrozen(one.operations) && Object.isFrozen(one.parameters)).toBe(true);
  });

  it("shares nothing that its maker could still change", () => {
    const [wires, matrix, slot] = [[0], complexMatrix([[0, 1], [1, 0]]), { name: "a", scale: 1, offset: 0 }]; // prettier-ignore
    const made = circuit(2).add("RX", wires, [slot]).unitary(matrix, 0);
    const listed = Circuit.of(2, [Object.freeze({ gate: "RX", controls: [], wires, params: [slot], matrix: null } as const)]);
    [wires[0], matrix.re[0], slot.scale] = [1, 9, 9];
    for (const { operations } of [made, listed]) {
      expect(operations[0]).toMatchObject({ wires: [0], params: [{ scale: 1 }] });
      expect(() => (operations[0]!.wires as number[]).push(1)).toThrow(TypeError);
      expect(() => Object.assign(operations[0]!.params[0]!, { scale: 2 })).toThrow(TypeError);
    }
    expect(made.operations[1]!.matrix!.re[0]).toBe(0);
    GATES.X.matrix([]).re[0] = 9;
    expect(GATES.X.matrix([]).re[0]).toBe(0);
  });

  it("names, shares, scales and offsets its parameters", () => {
    const c = circuit(2).rx(param(3), 0).ry(param("a", { scale: 2 }), 1).rz(param("a", { offset: 1 }), 0).rx(0.5, 1); // prettier-ignore
    expect(c.parameters).toEqual(["theta3", "a"]);
    expect(c.nParams).toBe(2);
    const fixed = circuit(2).rx(0.2, 0).ry(0.8, 1).rz(1.4, 0).rx(0.5, 1);
    expect(matrixDistance(circuitMatrix(c, { theta3: 0.2, a: 0.4 }), circuitMatrix(fixed))).toBeLessThan(1e-15);
  });

  it("counts gates, parameters and depth", () => {
    const c = circuit(3).h(0).cnot(0, 1).rz(param("a"), 2).cnot(1, 2).toffoli(0, 1, 2);
    expect([c.depth(), c.countGates(), c.countGatesOnWires(2)]).toEqual([4, { H: 1, CNOT: 2, RZ: 1, Toffoli: 1 }, 2]);
    expect(circuit(2).depth()).toBe(0);
    expect(circuit(2).swap(0, 1).controlled().controlled().countGates()).toEqual({ "C-CSWAP": 1 });
  });

  it("composes: the matrix of a·b is B A, on any wires", () =>
    forAll((seed) => {
      const [a, b] = [problem(seed, "a"), problem(seed, "b")];
      const product = multiplyMatrices(circuitMatrix(b.c, a.values), circuitMatrix(a.c, a.values));
      expect(matrixDistance(circuitMatrix(a.c.compose(b.c), a.values), product)).toBeLessThan(1e-13);
    }));

  it("puts a smaller circuit on chosen wires", () => {
    const placed = circuit(3).compose(circuit(2).cnot(0, 1).ry(param("a"), 1), [2, 0]);
    expect(matrixDistance(circuitMatrix(placed, { a: 1 }), circuitMatrix(circuit(3).cnot(2, 0).ry(1, 0)))).toBe(0);
    expect(() => circuit(3).compose(circuit(2), [1])).toThrow(CircuitError);
    expect(() => circuit(2).compose(circuit(2).cnot(0, 1), [1, 1])).toThrow(/used twice/);
  });

  it("its inverse undoes it, and is undone by its own inverse", () =>
    forAll((seed) => {
      const { c, values } = problem(seed, "c");
      expect(matrixDistance(circuitMatrix(c.compose(c.inverse()), values), identityMatrix(8))).toBeLessThan(1e-13);
      expect(matrixDistance(circuitMatrix(c.inverse().inverse(), values), circuitMatrix(c, values))).toBeLessThan(1e-13);
    }));

  it("its controlled form is exact, phase included", () =>
    forAll((seed) => {
      const { c, values } = problem(seed, "c");
      expect(matrixDistance(circuitMatrix(c.controlled(), values), controlledMatrix(circuitMatrix(c, values)))).toBeLessThan(1e-14);
    }));

  it("binds parameters to numbers and other slots", () => {
    const c = circuit(1).ry(param("a", { scale: 2, offset: 1 }), 0).rz(param("b"), 0); // prettier-ignore
    const bound = c.bind({ a: param("t", { scale: 3 }), b: 0.5 });
    expect(bound.parameters).toEqual(["t"]);
    expect(bound.operations.map(({ params }) => params[0])).toEqual([{ name: "t", scale: 6, offset: 1 }, 0.5]);
    expect(() => c.bind({ q: 1 })).toThrow(CircuitError);
  });

  it("binds without changing the order of the other parameters", () => {
    const c = Circuit.of(1, circuit(1).rx(param("b"), 0).ry(param("constructor"), 0).operations, ["constructor", "b", "unused"]);
    expect(c.bind({}).parameters).toEqual(["constructor", "b", "unused"]);
    expect(c.bind({ b: param("z", { scale: 2 }) }).parameters).toEqual(["constructor", "z", "unused"]);
    expect(c.bind({ b: 1, unused: 2 }).parameters).toEqual(["constructor"]);
    expect(c.bind({ b: param("constructor") }).parameters).toEqual(["constructor", "unused"]);
  });

  it("refuses wires twice or outside when composing, unknown gates, impossible slots", () => {
    expect(() => circuit(2).compose(circuit(2).h(0), [0, 0])).toThrow(CircuitError);
    expect(() => circuit(2).compose(circuit(2), [0, 7])).toThrow(CircuitError);
    expect(() => circuit(2).add("FOO" as never, [0])).toThrow(/there is no gate "FOO"/);
    expect(() => circuit(1).rx({ name: "a b", scale: 1, offset: 0 }, 0)).toThrow(ArgumentError);
    expect(() => circuit(1).rx({ name: "a", scale: Infinity, offset: 0 }, 0)).toThrow(NonFiniteError);
    expect(() => complexMatrix([[1, 0], [0]])).toThrow(ShapeError);
  });

  it("keeps a declared order of parameters and refuses one that lacks a name", () => {
    const { operations } = circuit(1).rx(param("a"), 0).ry(param("b"), 0); // prettier-ignore
    expect(Circuit.of(1, operations, ["b", "unused", "a"]).parameters).toEqual(["b", "unused", "a"]);
    expect(() => Circuit.of(1, operations, ["b"])).toThrow(CircuitError);
    expect(() => Circuit.of(1, operations, ["b", "a", "b"])).toThrow(CircuitError);
  });

  it.each([0, -1, 1.5, NaN, 64])("refuses %d qubits", (nQubits) => {
    expect(() => circuit(nQubits)).toThrow(ArgumentError);
  });

  it.each([["2x"], [""], ["a b"], ["a;x"]])("refuses the parameter name %j", (name) => {
    expect(() => param(name)).toThrow(ArgumentError);
    expect(() => param("a", { scale: NaN })).toThrow(ArgumentError);
  });
});
