import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { checkInteger } from "../core/check";
import type { StateBatch } from "../simulator/engine";
import { stateCount } from "./stateCount";

/**
 * Von Neumann entropy, in bits, of the first `nFirst` qubits of every state of a batch: S = −Σ_k λ_k log₂ λ_k, λ the eigenvalues of their
 * reduced state. 0 without entanglement between the two parts, at most min(nFirst, n − nFirst).
 *
 * @param states - [B, 2^n]
 * @param nFirst - qubits of the first part; default half of them, ⌊n/2⌋
 * @throws ShapeError when the amplitudes are no whole number of states; ArgumentError when a part is empty
 * @example
 * ```ts
 * const ghz = statevector(circuit(4).h(0).cnot(0, 1).cnot(1, 2).cnot(2, 3));
 * const [bits] = entanglementEntropy(ghz, 4); // 1
 * ```
 */
export function entanglementEntropy(states: StateBatch, nQubits: number, nFirst: number = Math.floor(nQubits / 2)): Float64Array {
  const where = "entanglementEntropy";
  const count = stateCount(where, states, nQubits);
  checkInteger(where, "nFirst", nFirst, 1, nQubits - 1);
  const [rows, columns] = [2 ** nFirst, 2 ** (nQubits - nFirst)];
  return Float64Array.from({ length: count }, (_, row) => {
    const eigenvalues = reducedSpectrum(states, row * rows * columns, rows, columns);
    const total = eigenvalues.reduce((sum, value) => sum + Math.max(0, value), 0);
    return eigenvalues.reduce((sum, value) => (value > 0 ? sum - (value / total) * Math.log2(value / total) : sum), 0);
  });
}

/** The eigenvalues of the smaller part's reduced state, from the amplitudes as a matrix ψ [rows, columns]: ψψ† or ψᵀψ*. */
function reducedSpectrum({ re, im }: StateBatch, from: number, rows: number, columns: number): number[] {
  const small = Math.min(rows, columns);
  const [step, inner, innerStep] = rows <= columns ? [columns, columns, 1] : [1, rows, columns];
  // the Hermitian A + iB as the real symmetric [[A, −B], [B, A]], which has every eigenvalue twice
  const real = Matrix.zeros(2 * small, 2 * small);
  for (let a = 0; a < small; a++)
    for (let b = 0; b <= a; b++) {
      let [sumRe, sumIm] = [0, 0];
      for (let k = 0; k < inner; k++) {
        const [i, j] = [from + a * step + k * innerStep, from + b * step + k * innerStep];
        sumRe += re[i]! * re[j]! + im[i]! * im[j]!;
        sumIm += im[i]! * re[j]! - re[i]! * im[j]!;
      }
      for (const [r, c, sign] of [
        [a, b, 1],
        [b, a, -1],
      ] as const) {
        // prettier-ignore
        real.set(r, c, sumRe);
        real.set(small + r, small + c, sumRe);
        real.set(small + r, c, sign * sumIm);
        real.set(r, small + c, -sign * sumIm);
      }
    }
  const { realEigenvalues } = new EigenvalueDecomposition(real, { assumeSymmetric: true });
  return realEigenvalues.sort((x, y) => x - y).filter((_, i) => i % 2 === 0);
}

/**
 * The mean entropy, in bits, of `nFirst` qubits of a Haar-random state: (Σ_{k=N+1}^{MN} 1/k − (M−1)/(2N))/ln 2, M ≤ N the dimensions of
 * the two parts. About the largest possible, log₂ M, less M/(2N ln 2).
 *
 * Source: Page gr-qc/9305007; proved by Foong & Kanno, PRL 72 (1994) 1148.
 *
 * @throws ArgumentError when a part is empty
 * @example
 * ```ts
 * const bits = pageEntropy(2); // (1/3 ...) 0.48 bits for half of two qubits
 * ```
 */
export function pageEntropy(nQubits: number, nFirst: number = Math.floor(nQubits / 2)): number {
  checkInteger("pageEntropy", "nQubits", nQubits, 2, 24);
  checkInteger("pageEntropy", "nFirst", nFirst, 1, nQubits - 1);
  const [small, large] = [2 ** Math.min(nFirst, nQubits - nFirst), 2 ** Math.max(nFirst, nQubits - nFirst)];
  let sum = -(small - 1) / (2 * large);
  for (let k = small * large; k > large; k--) sum += 1 / k;
  return sum / Math.LN2;
}
