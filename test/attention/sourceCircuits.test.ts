import { describe, expect, it } from "vitest";
import type { Circuit } from "quantum-attention";
import {
  cnotChain,
  pauliReadout,
  qmsanLayers,
  qsannLayers,
  releasedQsannLayers,
  reuploadingLayers,
} from "../../src/attention/circuits/featureCircuits";
import { transportAnsatz } from "../../src/attention/circuits/transportCircuit";

/**
 * Gate by gate, `name angle wires`: mechanisms and their oracles are made from these builders, so that no comparison of the two would see
 * a gate of another kind, on another wire or at another place.
 */
const gates = ({ operations }: Circuit): string[] =>
  operations.map(({ gate, params, wires }) =>
    [gate, ...params.map((angle) => (typeof angle === "number" ? angle : angle.name)), wires.join("-")].join(" "),
  );

/** Gates written one after another, a layer a line. */
const written = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((gate) => gate.trim())
    .filter((gate) => gate !== "");

describe("circuits of tokens are those of their sources, gate by gate", () => {
  it("QSANN (Li et al., figure 2): RX, RY, then a CNOT chain and RY a layer", () => {
    expect(gates(qsannLayers(3, 12, "x"))).toEqual(
      written(`
        RX x0 0, RX x1 1, RX x2 2
        RY x3 0, RY x4 1, RY x5 2
        CNOT 0-1, CNOT 1-2, RY x6 0, RY x7 1, RY x8 2
        CNOT 0-1, CNOT 1-2, RY x9 0, RY x10 1, RY x11 2`),
    );
    expect(qsannLayers(3, 12, "x", cnotChain).nParams).toBe(3 * (2 + 2));
  });

  it("QSANN as released: RX and RY on both ends of every CNOT round the ring, then RX, RY", () => {
    expect(gates(releasedQsannLayers(2, 1, "w"))).toEqual(
      written(`
        RX w0 0, RX w1 1, RY w2 0, RY w3 1, CNOT 0-1
        RX w4 1, RX w5 0, RY w6 1, RY w7 0, CNOT 1-0
        RX w8 0, RY w9 0, RX w10 1, RY w11 1`),
    );
  });

  it("QMSAN: positions, then RX of the features, RZZ round the ring and RY a layer; features go on through the layers", () => {
    expect(gates(qmsanLayers(4, 2, 6, { positions: true, entangled: true }))).toEqual(
      written(`
        RX p0 0, RX p1 1, RX p2 2, RX p3 3
        RX x0 0, RX x1 1, RX x2 2, RX x3 3
        RZZ theta0 0-1, RZZ theta1 1-2, RZZ theta2 2-3, RZZ theta3 3-0
        RY theta4 0, RY theta5 1, RY theta6 2, RY theta7 3
        RX x4 0, RX x5 1, RX x0 2, RX x1 3
        RZZ theta8 0-1, RZZ theta9 1-2, RZZ theta10 2-3, RZZ theta11 3-0
        RY theta12 0, RY theta13 1, RY theta14 2, RY theta15 3`),
    );
    expect(gates(qmsanLayers(2, 1, 2, { positions: false, entangled: true }))).toEqual(
      written("RX x0 0, RX x1 1, RZZ theta0 0-1, RY theta1 0, RY theta2 1"),
    );
  });

  it("re-uploading: RX of the features, RY, RZ a layer, a CNOT ring between layers", () => {
    expect(gates(reuploadingLayers(3, 2, 3, true))).toEqual(
      written(`
        RX x0 0, RX x1 1, RX x2 2
        RY theta0 0, RZ theta1 0, RY theta2 1, RZ theta3 1, RY theta4 2, RZ theta5 2
        CNOT 0-1, CNOT 1-2, CNOT 2-0
        RX x0 0, RX x1 1, RX x2 2
        RY theta6 0, RZ theta7 0, RY theta8 1, RZ theta9 1, RY theta10 2, RZ theta11 2`),
    );
    expect(gates(reuploadingLayers(2, 2, 2, true)).filter((gate) => gate.startsWith("CNOT"))).toEqual(["CNOT 0-1"]);
  });

  it("QontOT: a front layer of three rotations a qubit, then checkerboards of blocks of four, even pairs first", () => {
    const block = (first: number, q: number): string =>
      `CNOT ${q}-${q + 1}, RZ phi${first} ${q}, RZ phi${first + 1} ${q + 1}, RY phi${first + 2} ${q}, RY phi${first + 3} ${q + 1}, CNOT ${q}-${q + 1}`;
    expect(gates(transportAnsatz(4, 1, true))).toEqual(
      written(`
        RY phi0 0, RZ phi1 0, RY phi2 0, RY phi3 1, RZ phi4 1, RY phi5 1
        RY phi6 2, RZ phi7 2, RY phi8 2, RY phi9 3, RZ phi10 3, RY phi11 3
        ${block(12, 0)}, ${block(16, 2)}, ${block(20, 1)}`),
    );
  });

  it("values are read as Z, Y, X of every qubit, then ZZ, YY, XX of pairs", () => {
    const strings = pauliReadout("test", 2, 9).map(({ terms }) => terms.map(({ coefficient, paulis }) => `${coefficient}${paulis}`).join());
    expect(strings).toEqual(["1ZI", "1IZ", "1YI", "1IY", "1XI", "1IX", "1ZZ", "1YY", "1XX"]);
  });
});
