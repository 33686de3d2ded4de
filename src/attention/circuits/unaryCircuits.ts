import { orthogonalLayer, type OrthogonalShape } from "../../ansatz/orthogonalLayer";
import { unaryAngles, unarySlots, unarySpread } from "../../ansatz/unaryEmbedding";
import { circuit, type Circuit } from "../../circuit/circuit";
import { signedReadoutCircuit } from "./signedReadout";

/**
 * The score of orthogonal attention: load the key, W, unload the query; the qubit 0 alone reads 1 with probability (q·W k)².
 *
 * Slots `k0 …` and `q0 …` of the unary loaders (`unaryAngles` has their values), `theta0 …` of W.
 * Source: Cherrat et al. 2209.08167, section 3.2.
 */
export function orthogonalScoreCircuit(nQubits: number, shape: OrthogonalShape): Circuit {
  return circuit(nQubits)
    .x(0)
    .compose(unarySpread(nQubits, unarySlots(nQubits, "k")))
    .compose(orthogonalLayer({ nQubits, shape }))
    .compose(unarySpread(nQubits, unarySlots(nQubits, "q")).inverse());
}

/**
 * Reads V x with signs: with ancilla 0 before d qubits, outcome (0 or 1, e_k) has probability ¼((V x)_k ± 1/√d)².
 *
 * Slots `x0 …` of the unary loader, `theta0 …` of V.
 */
export function orthogonalValueCircuit(nQubits: number, shape: OrthogonalShape): Circuit {
  const loaded = unarySpread(nQubits, unarySlots(nQubits, "x")).compose(orthogonalLayer({ nQubits, shape }));
  return signedReadoutCircuit(loaded, unarySpread(nQubits, unaryAngles(new Array<number>(nQubits).fill(1))));
}
