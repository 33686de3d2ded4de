import { circuit, type Circuit } from "../../circuit/circuit";

/**
 * Reads real amplitudes with their signs: with an ancilla before it, outcome (0 or 1, k) of `prepared` has probability ¼(a_k ± r_k)²,
 * r the amplitudes of `reference`.
 *
 * Both circuits follow an X on wire 0 and leave the state without excitations alone, as RBS gates do and CNOTs from excited wires,
 * so that only that X is controlled.
 */
export function signedReadoutCircuit(prepared: Circuit, reference: Circuit): Circuit {
  const wires = Array.from({ length: prepared.nQubits }, (_, k) => k + 1);
  return circuit(prepared.nQubits + 1)
    .h(0)
    .cnot(0, 1)
    .compose(prepared, wires)
    .compose(reference.inverse(), wires)
    .x(0)
    .cnot(0, 1)
    .compose(reference, wires)
    .h(0);
}
