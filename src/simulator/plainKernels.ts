import type { Step } from "./plainProgram";

/**
 * A chunk of `rows` states: amplitude k of row b at `k · rows + b`, so that the innermost loops run over the batch.
 * Kernels check nothing.
 */
export interface Chunk {
  readonly size: number;
  readonly rows: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** cos φ and sin φ of every step and row: step s, row b at `s · rows + b`. */
export interface Angles {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

function real({ size, rows, re, im }: Chunk, mask: number, from: number, to: number, sign: number, angles: Angles, at: number): void {
  const { cos, sin } = angles;
  for (let base = 0; base < size; base = ((base | mask) + 1) & ~mask) {
    let i = (base | from) * rows;
    let j = (base | to) * rows;
    for (let b = 0; b < rows; b++, i++, j++) {
      const c = cos[at + b]!;
      const s = sign * sin[at + b]!;
      const xr = re[i]!;
      const xi = im[i]!;
      const yr = re[j]!;
      const yi = im[j]!;
      re[i] = c * xr - s * yr;
      im[i] = c * xi - s * yi;
      re[j] = s * xr + c * yr;
      im[j] = s * xi + c * yi;
    }
  }
}

function imaginary({ size, rows, re, im }: Chunk, mask: number, from: number, to: number, sign: number, angles: Angles, at: number): void {
  const { cos, sin } = angles;
  for (let base = 0; base < size; base = ((base | mask) + 1) & ~mask) {
    let i = (base | from) * rows;
    let j = (base | to) * rows;
    for (let b = 0; b < rows; b++, i++, j++) {
      const c = cos[at + b]!;
      const s = sign * sin[at + b]!;
      const xr = re[i]!;
      const xi = im[i]!;
      const yr = re[j]!;
      const yi = im[j]!;
      re[i] = c * xr + s * yi;
      im[i] = c * xi - s * yr;
      re[j] = c * yr + s * xi;
      im[j] = c * yi - s * xr;
    }
  }
}

function phase({ size, rows, re, im }: Chunk, mask: number, from: number, sign: number, angles: Angles, at: number): void {
  const { cos, sin } = angles;
  for (let base = 0; base < size; base = ((base | mask) + 1) & ~mask) {
    let i = (base | from) * rows;
    for (let b = 0; b < rows; b++, i++) {
      const c = cos[at + b]!;
      const s = sign * sin[at + b]!;
      const x = re[i]!;
      const y = im[i]!;
      re[i] = c * x - s * y;
      im[i] = c * y + s * x;
    }
  }
}

function swap({ size, rows, re, im }: Chunk, mask: number, from: number, to: number): void {
  for (let base = 0; base < size; base = ((base | mask) + 1) & ~mask) {
    let i = (base | from) * rows;
    let j = (base | to) * rows;
    for (let b = 0; b < rows; b++, i++, j++) {
      const x = re[i]!;
      const y = im[i]!;
      re[i] = re[j]!;
      im[i] = im[j]!;
      re[j] = x;
      im[j] = y;
    }
  }
}

function matrix({ size, rows, re, im }: Chunk, step: Step & { kind: "matrix" }, inverse: boolean): void {
  const { mask, offsets } = step;
  const dimension = offsets.length;
  const { re: mr, im: mi } = step.matrix;
  const xr = new Float64Array(dimension);
  const xi = new Float64Array(dimension);
  const sign = inverse ? -1 : 1;
  const [rowStep, columnStep] = inverse ? [1, dimension] : [dimension, 1];
  for (let base = 0; base < size; base = ((base | mask) + 1) & ~mask)
    for (let b = 0; b < rows; b++) {
      for (let c = 0; c < dimension; c++) {
        const k = (base | offsets[c]!) * rows + b;
        xr[c] = re[k]!;
        xi[c] = im[k]!;
      }
      for (let r = 0; r < dimension; r++) {
        let sumRe = 0;
        let sumIm = 0;
        for (let c = 0; c < dimension; c++) {
          const a = mr[r * rowStep + c * columnStep]!;
          const d = sign * mi[r * rowStep + c * columnStep]!;
          sumRe += a * xr[c]! - d * xi[c]!;
          sumIm += a * xi[c]! + d * xr[c]!;
        }
        const k = (base | offsets[r]!) * rows + b;
        re[k] = sumRe;
        im[k] = sumIm;
      }
    }
}

/** Applies a step (`direction` 1) or its inverse (−1) to a chunk; its cosines and sines begin at `at`. */
export function applyStep(step: Step, chunk: Chunk, angles: Angles, at: number, direction: 1 | -1): void {
  switch (step.kind) {
    case "real":
      for (const { from, to, sign } of step.pairs) real(chunk, step.mask, from, to, sign * direction, angles, at);
      return;
    case "imaginary":
      for (const { from, to, sign } of step.pairs) imaginary(chunk, step.mask, from, to, sign * direction, angles, at);
      return;
    case "phase":
      for (const { from, sign } of step.pairs) phase(chunk, step.mask, from, sign * direction, angles, at);
      return;
    case "swap":
      for (const { from, to } of step.pairs) swap(chunk, step.mask, from, to);
      return;
    case "matrix":
      matrix(chunk, step, direction < 0);
  }
}
