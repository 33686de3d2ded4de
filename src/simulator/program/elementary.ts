import type { ComplexMatrix } from "../../circuit/matrix";
import type { LinearForm } from "./linearForm";

/**
 * A state of n qubits as 2^(n+1) real components: 2k is Re ψ_k, 2k+1 is Im ψ_k. On a gate's own wires (first wire most significant)
 * the same numbering holds. Every gate is an orthogonal map of the components, of one of three kinds:
 * - `rotation`: each pair (a, b) turns in its plane, a ← cos α · a − sin α · b, b ← sin α · a + cos α · b;
 * - `monomial`: component c moves to `to[c]` with `sign[c]`, no arithmetic at all;
 * - `unitary`: a constant complex matrix.
 */
export type Elementary = RotationGate | MonomialGate | UnitaryGate;

export interface RotationGate {
  readonly kind: "rotation";
  readonly wires: readonly number[];
  readonly pairs: readonly (readonly [number, number])[];
  readonly angle: LinearForm;
}

export interface MonomialGate {
  readonly kind: "monomial";
  readonly wires: readonly number[];
  readonly to: readonly number[];
  readonly sign: readonly number[];
}

export interface UnitaryGate {
  readonly kind: "unitary";
  readonly wires: readonly number[];
  readonly matrix: ComplexMatrix;
}

/** Index of every local component in the state for one setting of the other wires: `base` plus offsets. */
export function localOffsets(wires: readonly number[], nQubits: number): Int32Array {
  const offsets = new Int32Array(2 << wires.length);
  for (let local = 0; local < 1 << wires.length; local++) {
    let amplitude = 0;
    wires.forEach((wire, i) => {
      if ((local >> (wires.length - 1 - i)) & 1) amplitude |= 1 << (nQubits - 1 - wire);
    });
    offsets[2 * local] = 2 * amplitude;
    offsets[2 * local + 1] = 2 * amplitude + 1;
  }
  return offsets;
}

/** Calls `visit` with the component 2k of every amplitude k whose bits on `wires` are 0. */
export function forEachBase(wires: readonly number[], nQubits: number, visit: (base: number) => void): void {
  const mask = wires.reduce((bits, wire) => bits | (1 << (nQubits - 1 - wire)), 0);
  for (let k = 0; k < 1 << nQubits; k++) if ((k & mask) === 0) visit(2 * k);
}
