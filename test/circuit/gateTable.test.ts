import { describe, expect, it } from "vitest";
import { circuit, CircuitError, complexMatrix, GATE_NAMES, GATES, NonFiniteError } from "quantum-attention";
import { assertValidGate } from "./assertValidGate";

describe("the gate table", () => {
  it.each(GATE_NAMES)("%s keeps its promises", (name) => assertValidGate(name));

  it("holds every gate once, in the order of the names", () => {
    expect(Object.keys(GATES).sort()).toEqual([...GATE_NAMES].sort());
  });

  it("has RBS and U3 as published", () => {
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
    expect([...GATES.RBS.matrix([0.3]).re]).toEqual([1, 0, 0, 0, 0, c, s, 0, 0, -s, c, 0, 0, 0, 0, 1]);
    const u3 = GATES.U3.matrix([Math.PI / 2, 0, Math.PI]); // the Hadamard gate
    [1, 1, 1, -1].forEach((sign, i) => expect(u3.re[i]).toBeCloseTo(sign * Math.SQRT1_2, 15));
  });
});

describe("gates that do not fit a circuit", () => {
  const two = circuit(2);
  it.each([
    ["a wire used twice", () => two.cnot(1, 1), CircuitError, /used twice in \[1, 1\]/],
    ["a wire outside", () => two.h(2), CircuitError, /wire 2 is not in this circuit of 2 qubits/],
    ["a negative wire", () => two.h(-1), CircuitError, /wire -1/],
    ["half a wire", () => two.h(0.5), CircuitError, /wire 0.5/],
    ["too few wires", () => two.add("CNOT", [0]), CircuitError, /acts on 2 wires/],
    ["too many parameters", () => two.add("RX", [0], [1, 2]), CircuitError, /takes 1 parameters, got 2/],
    ["a NaN angle", () => two.rx(NaN, 0), NonFiniteError, /the angle is NaN/],
    ["an infinite angle", () => two.crz(Infinity, 0, 1), NonFiniteError, /Infinity/],
    [
      "a matrix that is not unitary",
      () =>
        two.unitary(
          complexMatrix([
            [1, 0],
            [0.1, 1],
          ]),
          0,
        ),
      CircuitError,
      /U†U = I/,
    ],
    ["a matrix on the wrong number of wires", () => two.unitary(complexMatrix([[1, 0], [0, 1]]), 0, 1), CircuitError, /acts on 1 wires/], // prettier-ignore
  ])("are refused: %s", (_, build, kind, message) => {
    expect(build).toThrow(kind);
    expect(build).toThrow(message);
    expect(two.operations).toHaveLength(0);
  });
});
