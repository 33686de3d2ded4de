import type { Observable } from "../circuit/observable";
import { parity, pauliMask, type PauliMask } from "./pauliMask";
import type { Chunk } from "./plainKernels";

/** A term of one of the observables, as masks. */
export interface MaskedTerm extends PauliMask {
  readonly observable: number;
  readonly coefficient: number;
}

export const maskedTerms = (observables: readonly Observable[]): MaskedTerm[] =>
  observables.flatMap(({ terms }, index) =>
    terms.map(({ coefficient, paulis }) => ({ ...pauliMask(paulis), observable: index, coefficient })),
  );

/** |ψ_k|² of a chunk, in its layout. */
export function probabilities({ re, im, size, rows }: Chunk): Float64Array {
  const probs = new Float64Array(size * rows);
  for (let i = 0; i < probs.length; i++) probs[i] = re[i]! * re[i]! + im[i]! * im[i]!;
  return probs;
}

/** Adds ⟨ψ|O_k|ψ⟩ of row b to `values[(firstRow + b) · count + k]`. */
export function addExpectations(chunk: Chunk, terms: readonly MaskedTerm[], count: number, firstRow: number, values: Float64Array): void {
  const { size, rows, re, im } = chunk;
  const probs = terms.some(({ flip }) => flip === 0) ? probabilities(chunk) : null;
  const sums = new Float64Array(rows);
  for (const { observable, coefficient, flip, sign, nY } of terms) {
    sums.fill(0);
    for (let k = 0; k < size; k++) {
      const partner = k ^ flip;
      if (partner < k) continue;
      let i = k * rows;
      let j = partner * rows;
      const weight = (flip === 0 ? 1 : 2) * parity(k & sign) * (nY % 4 === 1 || nY % 4 === 2 ? -1 : 1);
      if (flip === 0) for (let b = 0; b < rows; b++, i++) sums[b]! += weight * probs![i]!;
      else if (nY % 2 === 0) for (let b = 0; b < rows; b++, i++, j++) sums[b]! += weight * (re[i]! * re[j]! + im[i]! * im[j]!);
      else for (let b = 0; b < rows; b++, i++, j++) sums[b]! += weight * (re[j]! * im[i]! - im[j]! * re[i]!);
    }
    for (let b = 0; b < rows; b++) values[(firstRow + b) * count + observable]! += coefficient * sums[b]!;
  }
}

/** λ ← 2 Σ_k v_bk O_k ψ, v the cotangent [B, count]. */
export function setLambda(
  psi: Chunk,
  lambda: Chunk,
  terms: readonly MaskedTerm[],
  count: number,
  firstRow: number,
  cotangent: ArrayLike<number>,
): void {
  const { size, rows, re, im } = psi;
  const { re: lr, im: li } = lambda;
  const weights = new Float64Array(rows);
  lr.fill(0);
  li.fill(0);
  for (const { observable, coefficient, flip, sign, nY } of terms) {
    for (let b = 0; b < rows; b++) weights[b] = 2 * coefficient * cotangent[(firstRow + b) * count + observable]!;
    for (let k = 0; k < size; k++) {
      let i = k * rows;
      let j = (k ^ flip) * rows;
      // i^nY: 1, i, −1, −i
      const factor = parity(k & sign) * (nY % 4 >= 2 ? -1 : 1);
      if (nY % 2 === 0)
        for (let b = 0; b < rows; b++, i++, j++) {
          lr[j]! += factor * weights[b]! * re[i]!;
          li[j]! += factor * weights[b]! * im[i]!;
        }
      else
        for (let b = 0; b < rows; b++, i++, j++) {
          lr[j]! -= factor * weights[b]! * im[i]!;
          li[j]! += factor * weights[b]! * re[i]!;
        }
    }
  }
}
