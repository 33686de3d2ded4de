import { circuit, type Circuit } from "../../circuit/circuit";
import { param } from "../../circuit/parameter";

/** Angles of the ansatz: three a qubit, then four a block. */
export const transportAngles = (nQubits: number, nLayers: number): number => 3 * nQubits + 4 * (nQubits - 1) * nLayers;

/**
 * The "simple" ansatz of QontOT: RY RZ RY on every qubit, then layers of blocks of four parameters on neighbours, even pairs before odd
 * ones. At zero angles it is the identity.
 *
 * A block is CNOT, RZ on both, RY on both, CNOT; without entanglers its rotations alone. Angles `phi0 …`.
 * Source: Born et al. 2504.16275, appendix D.2, which says what a block has but not its gates; count and places as in the code released for
 * its reference, Madden & Simonetto 2106.05649 (qiskit-community/aqc-research, layout "spin").
 */
export function transportAnsatz(nQubits: number, nLayers: number, entangled: boolean): Circuit {
  let result = circuit(nQubits);
  let index = 0;
  const next = () => param(`phi${index++}`);
  for (let q = 0; q < nQubits; q++) result = result.ry(next(), q).rz(next(), q).ry(next(), q);
  for (let layer = 0; layer < nLayers; layer++)
    for (const first of [0, 1])
      for (let q = first; q + 1 < nQubits; q += 2) {
        if (entangled) result = result.cnot(q, q + 1);
        for (const wire of [q, q + 1]) result = result.rz(next(), wire);
        for (const wire of [q, q + 1]) result = result.ry(next(), wire);
        if (entangled) result = result.cnot(q, q + 1);
      }
  return result;
}

/**
 * All of U at once: pairs of qubits in Bell states, U on the first of each, and both halves measured: outcome (r, c) has probability
 * |U_rc|²/2^n. The first n wires hold r, the others c.
 */
export function transportCircuit(ansatz: Circuit): Circuit {
  const n = ansatz.nQubits;
  let result = circuit(2 * n);
  for (let q = 0; q < n; q++) result = result.h(n + q).cnot(n + q, q);
  return result.compose(ansatz);
}
