import { dagger, type ComplexMatrix } from "../../circuit/matrix";
import { gateRow, operationMatrix, type Operation } from "../../circuit/operation";
import { isSlot } from "../../circuit/parameter";

/** Gates on more wires are no part of a stage: they act on so few amplitudes of a large state that they are applied one by one. */
export const MAX_STAGE_WIRES = 8;

/** A gate with so many controls that it touches at most one amplitude in 64. */
export interface WideGate {
  readonly operation: Operation;
  readonly nQubits: number;
}

/** A state in memory: amplitude k has its real part at `realAt(k)`, its imaginary part four further on. */
const realAt = (k: number): number => 8 * (k >> 2) + (k & 3);
const IMAGINARY = 4;

/** The matrix on the gate's own wires, without the extra controls. */
const ownMatrix = ({ operation }: WideGate, value: (name: string) => number): ComplexMatrix =>
  operationMatrix({ ...operation, controls: [] }, value);

/** The amplitudes that a gate mixes, group by group: all controls 1, the gate's own wires in every setting. */
function forEachGroup({ operation, nQubits }: WideGate, visit: (reals: Int32Array) => void): void {
  const bit = (wire: number): number => 2 ** (nQubits - 1 - wire);
  const own = operation.wires.map(bit);
  const controls = operation.controls.reduce((sum, wire) => sum + bit(wire), 0);
  const free = 2 ** nQubits - 1 - controls - own.reduce((sum, b) => sum + b, 0);
  const offsets = Int32Array.from({ length: 2 ** own.length }, (_, local) =>
    own.reduce((sum, b, i) => sum + ((local >> (own.length - 1 - i)) & 1 ? b : 0), controls),
  );
  const reals = new Int32Array(offsets.length);
  for (let rest = 0, isFirst = true; isFirst || rest !== 0; rest = (rest - free) & free, isFirst = false) {
    for (let i = 0; i < offsets.length; i++) reals[i] = realAt(rest + offsets[i]!);
    visit(reals);
  }
}

/** ψ ← Mψ on one group. */
function multiplyGroup({ size, re, im }: ComplexMatrix, state: Float32Array, reals: Int32Array): void {
  const [x, y] = [new Float64Array(size), new Float64Array(size)];
  for (let c = 0; c < size; c++) {
    x[c] = state[reals[c]!]!;
    y[c] = state[reals[c]! + IMAGINARY]!;
  }
  for (let r = 0; r < size; r++) {
    let [a, b] = [0, 0];
    for (let c = 0; c < size; c++) {
      a += re[r * size + c]! * x[c]! - im[r * size + c]! * y[c]!;
      b += re[r * size + c]! * y[c]! + im[r * size + c]! * x[c]!;
    }
    state[reals[r]!] = a;
    state[reals[r]! + IMAGINARY] = b;
  }
}

/** Applies the gate to a state in memory. */
export function applyWideGate(gate: WideGate, state: Float32Array, value: (name: string) => number): void {
  const matrix = ownMatrix(gate, value);
  forEachGroup(gate, (reals) => multiplyGroup(matrix, state, reals));
}

/** Takes the gate back off ψ and λ; returns the gradient of its angle, Re⟨λ|−iG|ψ⟩ with ψ as the gate left it. */
export function unapplyWideGate(gate: WideGate, psi: Float32Array, lambda: Float32Array, value: (name: string) => number): number {
  const back = dagger(ownMatrix(gate, value));
  const generator = gate.operation.params.some(isSlot) ? gateRow(gate.operation)!.generator : null;
  let gradient = 0;
  forEachGroup(gate, (reals) => {
    if (generator) gradient += groupGradient(generator, psi, lambda, reals);
    multiplyGroup(back, psi, reals);
    multiplyGroup(back, lambda, reals);
  });
  return gradient;
}

/** Re Σ conj(λ_r) · (−i G_rc) ψ_c. */
function groupGradient({ size, re, im }: ComplexMatrix, psi: Float32Array, lambda: Float32Array, reals: Int32Array): number {
  let sum = 0;
  for (let r = 0; r < size; r++)
    for (let c = 0; c < size; c++) {
      const [g, h] = [re[r * size + c]!, im[r * size + c]!];
      const [x, y] = [psi[reals[c]!]!, psi[reals[c]! + IMAGINARY]!];
      // −i (g + ih)(x + iy)
      const [a, b] = [h * x + g * y, h * y - g * x];
      sum += lambda[reals[r]!]! * a + lambda[reals[r]! + IMAGINARY]! * b;
    }
  return sum;
}
