import { describe, expect, it } from "vitest";
import { allZ, circuit, describeProgram, param, type Circuit } from "quantum-attention";

function ansatz(nQubits: number, nLayers: number): Circuit {
  let c = circuit(nQubits);
  for (let layer = 0; layer < nLayers; layer++) {
    for (let q = 0; q < nQubits; q++) c = c.ry(param(`t${layer}_${q}`), q).rz(param(`p${layer}_${q}`), q);
    if (layer < nLayers - 1) for (let q = 0; q < nQubits; q++) c = c.cnot(q, (q + 1) % nQubits);
  }
  return c;
}

describe("describeProgram", () => {
  it("finds the fast passes of the standard circuit", () => {
    const text = describeProgram(ansatz(4, 3), { observables: allZ(4) });
    expect(text).toMatch(/1\. product start: 4 of 4 qubits/);
    expect(text.match(/real rotations on 4 components/g)).toHaveLength(2);
    // a phase of 6 operations for two of 16 amplitudes, 6 to multiply each; 4 for each node of two trees of 1 + 2 + 4
    expect(text.match(/one diagonal of 4 phases \(4 × 4\) by .*: 200 operations/g)).toHaveLength(1);
    expect(text).toMatch(/in the addresses, 0 operations/);
    expect(text).toMatch(/Z0 takes up the last RY, Z1 .*, Z2 .*, Z3/);
    expect(text).not.toMatch(/p2_/);
    expect(text).toMatch(/operations a row: \d+ for values, \d+ with gradients/);
  });

  it("finds them in other circuits too: merged angles, three rotations at once, a diagonal across CNOTs", () => {
    const c = circuit(3).h(0).h(1).h(2).cnot(0, 1).rz(param("a"), 1).cnot(0, 1).rz(param("b"), 2).cz(1, 2).p(0.3, 0);
    const text = describeProgram(c.rx(param("c"), 0).rx(param("d"), 0).ry(param("e"), 1).ry(param("f"), 2));
    expect(text).toMatch(/one diagonal of 2 phases/);
    expect(text).toMatch(/0\.5·c \+ 0\.5·d/);
    expect(text.match(/\n\d+\. real rotations/g)!.length).toBeLessThanOrEqual(2);
  });

  it("lists the stages and the memory of a large state", () => {
    expect(describeProgram(ansatz(20, 2))).toMatch(/stage on wires[\s\S]*memory: 8\.000 MiB for a state/);
  });
});
