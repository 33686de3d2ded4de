import type { Observable } from "../../circuit/observable";
import type { FloatArray } from "../engine";

/** A bound on the length of ∂L/∂ψ in a row: no plane angle has a larger gradient. */
export type Reach = (row: number) => number;

/** Of expectation values: 2 Σ_k |v_k| Σ |coefficient|, v [B, K]. */
export function reachOfObservables(observables: readonly Observable[], cotangent: FloatArray): Reach {
  const norms = observables.map(({ terms }) => terms.reduce((sum, { coefficient }) => sum + 2 * Math.abs(coefficient), 0));
  return (row) => norms.reduce((sum, norm, k) => sum + norm * Math.abs(cotangent[row * norms.length + k]!), 0);
}

/** Of states: the length of their cotangent, [B, size]. */
export const reachOfStates =
  (re: FloatArray, im: FloatArray, size: number): Reach =>
  (row) => {
    let squares = 0;
    for (let i = row * size; i < (row + 1) * size; i++) squares += re[i]! ** 2 + im[i]! ** 2;
    return Math.sqrt(squares);
  };

/** Of probabilities: 2 max |v_k|, v [B, size]. */
export const reachOfProbabilities =
  (cotangent: FloatArray, size: number): Reach =>
  (row) => {
    let most = 0;
    for (let i = row * size; i < (row + 1) * size; i++) most = Math.max(most, 2 * Math.abs(cotangent[i]!));
    return most;
  };
