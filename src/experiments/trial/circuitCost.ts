import { Circuit } from "../../circuit/circuit";
import { removeControls } from "../../circuit/decompose/removeControls";
import { operationWires } from "../../circuit/operation";

/** What one execution of a circuit asks of hardware. */
export interface CircuitCost {
  /** Gates on two qubits; a Toffoli counts as its 6 CNOTs, a CSWAP as 8. */
  readonly twoQubitGates: number;
  /** Layers of gates when every gate starts as soon as its qubits are free; gates with more controls are taken apart as they are counted. */
  readonly depth: number;
}

/** CNOTs of three-qubit gates (Nielsen and Chuang, §4.3). */
const CNOTS: Readonly<Record<string, number>> = { Toffoli: 6, CSWAP: 8 };

/** The cost of one execution; of a classical model nothing. */
export function circuitCost(circuit: Circuit | null): CircuitCost {
  if (circuit === null) return { twoQubitGates: 0, depth: 0 };
  const lowered = circuit.operations.flatMap((operation) =>
    operationWires(operation).length > 2 ? removeControls(operation) : [operation],
  );
  const twoQubitGates = lowered.reduce((sum, operation) => {
    const wires = operationWires(operation).length;
    return sum + (wires < 2 ? 0 : wires === 2 ? 1 : CNOTS[operation.gate]!);
  }, 0);
  return { twoQubitGates, depth: Circuit.of(circuit.nQubits, lowered).depth() };
}
