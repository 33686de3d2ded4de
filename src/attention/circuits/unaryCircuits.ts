import { circuit, type Circuit } from "../../circuit/circuit";
import { orthogonalLayer, type OrthogonalShape } from "../../ansatz/orthogonalLayer";
import { unarySlots, unarySpread } from "../../ansatz/unaryEmbedding";

/**
 * The score of orthogonal attention: load the key, W, unload the query; the qubit 0 alone reads 1 with probability (q·W k)².
 *
 * Slots `k0 …` and `q0 …` of the unary loaders (`unaryEmbedding` has their values), `theta0 …` of W.
 * Source: Cherrat et al. 2209.08167, section 3.2.
 */
export function orthogonalScoreCircuit(nQubits: number, shape: OrthogonalShape): Circuit {
  return circuit(nQubits)
    .x(0)
    .compose(unarySpread(nQubits, unarySlots(nQubits, "k")))
    .compose(orthogonalLayer({ nQubits, shape }))
    .compose(unarySpread(nQubits, unarySlots(nQubits, "q")).inverse());
}

/** The angles of `unarySpread` that share one excitation alike among all wires. */
const uniformAngles = (nQubits: number): number[] =>
  Array.from({ length: nQubits - 1 }, (_, k) => Math.atan2(Math.sqrt(nQubits - 1 - k), 1));

/**
 * Reads V x with signs: with ancilla 0 before d qubits, outcome (0 or 1, e_k) has probability ¼((V x)_k ± 1/√d)².
 *
 * RBS gates leave a state without excitation alone, so that only what puts the excitation there is controlled. Slots `x0 …` of the
 * unary loader, `theta0 …` of V.
 */
export function orthogonalValueCircuit(nQubits: number, shape: OrthogonalShape): Circuit {
  const wires = Array.from({ length: nQubits }, (_, k) => k + 1);
  const uniform = unarySpread(nQubits, uniformAngles(nQubits));
  return circuit(nQubits + 1)
    .h(0)
    .cnot(0, 1)
    .compose(unarySpread(nQubits, unarySlots(nQubits, "x")), wires)
    .compose(orthogonalLayer({ nQubits, shape }), wires)
    .compose(uniform.inverse(), wires)
    .x(0)
    .cnot(0, 1)
    .compose(uniform, wires)
    .h(0);
}
