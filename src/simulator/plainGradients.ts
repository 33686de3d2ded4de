import type { Chunk } from "./plainKernels";
import type { Step } from "./plainProgram";

/*
 * d/dφ of each kind of step, as Re⟨λ|∂φ ψ⟩ of each row, added to `out`. As the derivative is −iG times the state and G commutes
 * with the step, ψ and λ may both be taken before it or both after it.
 */

function real(psi: Chunk, lambda: Chunk, mask: number, from: number, to: number, sign: number, out: Float64Array): void {
  const { size, rows, re, im } = psi;
  const { re: lr, im: li } = lambda;
  for (let base = 0; base < size; base = ((base | mask) + 1) & ~mask) {
    let i = (base | from) * rows;
    let j = (base | to) * rows;
    for (let b = 0; b < rows; b++, i++, j++) out[b]! += sign * (lr[j]! * re[i]! + li[j]! * im[i]! - lr[i]! * re[j]! - li[i]! * im[j]!);
  }
}

function imaginary(psi: Chunk, lambda: Chunk, mask: number, from: number, to: number, sign: number, out: Float64Array): void {
  const { size, rows, re, im } = psi;
  const { re: lr, im: li } = lambda;
  for (let base = 0; base < size; base = ((base | mask) + 1) & ~mask) {
    let i = (base | from) * rows;
    let j = (base | to) * rows;
    for (let b = 0; b < rows; b++, i++, j++) out[b]! += sign * (lr[i]! * im[j]! - li[i]! * re[j]! + lr[j]! * im[i]! - li[j]! * re[i]!);
  }
}

function phase(psi: Chunk, lambda: Chunk, mask: number, from: number, sign: number, out: Float64Array): void {
  const { size, rows, re, im } = psi;
  const { re: lr, im: li } = lambda;
  for (let base = 0; base < size; base = ((base | mask) + 1) & ~mask) {
    let i = (base | from) * rows;
    for (let b = 0; b < rows; b++, i++) out[b]! += sign * (li[i]! * re[i]! - lr[i]! * im[i]!);
  }
}

/** Adds Re⟨λ|∂φ ψ⟩ of each row to `out`; nothing for steps without an angle. */
export function addStepGradient(step: Step, psi: Chunk, lambda: Chunk, out: Float64Array): void {
  if (step.kind === "swap" || step.kind === "matrix") return;
  for (const { from, to, sign } of step.pairs)
    if (step.kind === "real") real(psi, lambda, step.mask, from, to, sign, out);
    else if (step.kind === "imaginary") imaginary(psi, lambda, step.mask, from, to, sign, out);
    else phase(psi, lambda, step.mask, from, sign, out);
}
