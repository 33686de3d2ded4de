import { rbsPairs, type OrthogonalShape } from "../../ansatz/orthogonalLayer";
import { unaryAngles, unarySlots, unarySpread } from "../../ansatz/unaryEmbedding";
import { circuit, type Circuit } from "../../circuit/circuit";
import { param, type Angle } from "../../circuit/parameter";

/**
 * An orthogonal layer whose action on states of several excitations is the compound matrix of its action on one.
 *
 * RBS gates on neighbours have that property. A gate between wires a and b further apart takes the sign of the excitations between
 * them: CZ of b with each of them, before and after (Kerenidis & Prakash 2202.00054, fermionic beam splitters). Parameters `theta0 …`.
 */
export function compoundLayer(nQubits: number, shape: OrthogonalShape): Circuit {
  return rbsPairs(nQubits, shape).reduce((to, [a, b], index) => {
    const signed = (target: Circuit): Circuit => {
      let result = target;
      for (let wire = a + 1; wire < b; wire++) result = result.cz(wire, b);
      return result;
    };
    return signed(signed(to).rbs(param(index), a, b));
  }, circuit(nQubits));
}

/** The angles of a matrix loader: of the norms of the rows, and of every row. */
export interface MatrixAngles {
  readonly norms: readonly Angle[];
  readonly rows: readonly (readonly Angle[])[];
}

/** Slots `n0 …` for the norms, `x0_0 …` for row 0. */
export const matrixSlots = (nRows: number, nColumns: number): MatrixAngles => ({
  norms: unarySlots(nRows, "n"),
  rows: Array.from({ length: nRows }, (_, i) => unarySlots(nColumns, `x${i}_`)),
});

/** The angles of a matrix whose entries are all alike. */
export function uniformMatrix(nRows: number, nColumns: number): MatrixAngles {
  const alike = (n: number): number[] => unaryAngles(new Array<number>(n).fill(1));
  return { norms: alike(nRows), rows: Array.from({ length: nRows }, () => alike(nColumns)) };
}

/**
 * What follows X on wire 0 to load a matrix, Σ_ij x_ij |e_i⟩|e_j⟩/‖x‖: norms on the first register, then row after row on the second,
 * each put there by a CNOT from its own wire between the undone and the done loader of that row.
 *
 * Source: Cherrat et al. 2209.08167, section 2.2, figure 5.
 */
export function matrixSpread({ norms, rows }: MatrixAngles): Circuit {
  const [n, d] = [rows.length, rows[0]!.length + 1];
  const second = Array.from({ length: d }, (_, j) => n + j);
  return rows.reduce(
    (loaded, angles, i) => {
      const row = unarySpread(d, angles);
      const opened = i === 0 ? loaded : loaded.compose(row.inverse(), second);
      return opened.cnot(i, n).compose(row, second);
    },
    circuit(n + d).compose(unarySpread(n, norms)),
  );
}

/** The compound transformer's circuit on nRows + nColumns qubits: the matrix of a sequence is loaded, then mixed by one layer. */
export const compoundCircuit = (nRows: number, nColumns: number, shape: OrthogonalShape): Circuit =>
  circuit(nRows + nColumns)
    .x(0)
    .compose(matrixSpread(matrixSlots(nRows, nColumns)))
    .compose(compoundLayer(nRows + nColumns, shape));
