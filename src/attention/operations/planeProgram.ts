import type { Circuit } from "../../circuit/circuit";
import { CircuitError } from "../../core/errors";
import { forEachBase, localOffsets } from "../../simulator/program/elementary";
import { lowerCircuit } from "../../simulator/program/lower";

/**
 * A circuit of rotations as the planes that each turns by half its angle: [gates G, start of each gate …], and at each start
 * [column of the angle, planes K, first and second component of each plane …]. Component 2k of a state is Re ψ_k, 2k+1 is Im ψ_k.
 *
 * @throws CircuitError for a gate that is no rotation by half of one parameter
 */
export function planeProgram(circuit: Circuit): Int32Array {
  const gates = lowerCircuit(circuit, (name) => circuit.parameters.indexOf(name)).gates.map((gate) => {
    const form = gate.kind === "rotation" ? gate.angle : null;
    const term = form?.terms.length === 1 && form.offset === 0 ? form.terms[0]! : null;
    if (gate.kind !== "rotation" || term?.scale !== 0.5)
      throw new CircuitError("planeProgram: the circuit has a gate that is no rotation by half a parameter; use RX, RY, RZ and controls", {
        kind: gate.kind,
      });
    const offsets = localOffsets(gate.wires, circuit.nQubits);
    const planes: number[] = [];
    forEachBase(gate.wires, circuit.nQubits, (base) => {
      for (const [a, b] of gate.pairs) planes.push(base + offsets[a]!, base + offsets[b]!);
    });
    return [term.column, planes.length / 2, ...planes];
  });
  const starts: number[] = [];
  let at = 1 + gates.length;
  for (const gate of gates) {
    starts.push(at);
    at += gate.length;
  }
  return Int32Array.from([gates.length, ...starts, ...gates.flat()]);
}
