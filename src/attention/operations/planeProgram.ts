import type { Circuit } from "../../circuit/circuit";
import { CapacityError, CircuitError } from "../../core/errors";
import { forEachBase, localOffsets } from "../../simulator/program/elementary";
import { lowerCircuit } from "../../simulator/program/lower";

/** Beyond this the lists of planes, as long as the states, outgrow the memory. */
const MAX_QUBITS = 12;

/**
 * A circuit of rotations as the planes that each turns by half its angle: [gates G, start of each gate …], and at each start
 * [column of the angle, planes K, first and second component of each plane …]. Component 2k of a state is Re ψ_k, 2k+1 is Im ψ_k.
 *
 * @throws CircuitError for a gate that is no rotation by half of one parameter; CapacityError beyond 12 qubits
 */
export function planeProgram(circuit: Circuit): Int32Array {
  if (circuit.nQubits > MAX_QUBITS)
    throw new CapacityError(`planeProgram: the circuit has ${circuit.nQubits} qubits, the limit is ${MAX_QUBITS}; use fewer qubits`, {
      nQubits: circuit.nQubits,
      maxQubits: MAX_QUBITS,
    });
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

/** Columns of a program's angles that change none of a state's first `read` components when only those are not 0 before. */
export function deadColumns(program: Int32Array, read: number): number[] {
  const gates = Array.from({ length: program[0]! }, (_, g) => {
    const start = program[1 + g]!;
    const planes = Array.from({ length: program[start + 1]! }, (_unused, k) => [program[start + 2 + 2 * k]!, program[start + 3 + 2 * k]!]);
    return { column: program[start]!, planes };
  });
  /** Gates with a plane that something has reached, walked through in this order. */
  const reaching = (ordered: typeof gates): Set<number> => {
    const reached = new Set(Array.from({ length: read }, (_, i) => i));
    const columns = new Set<number>();
    for (const { column, planes } of ordered)
      for (const plane of planes)
        if (plane.some((component) => reached.has(component))) {
          columns.add(column);
          for (const component of plane) reached.add(component);
        }
    return columns;
  };
  const [filled, seen] = [reaching(gates), reaching([...gates].reverse())];
  return gates.map(({ column }) => column).filter((column) => !filled.has(column) || !seen.has(column));
}
