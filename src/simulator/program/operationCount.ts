import type { Pass, Program } from "../program";

/** Real additions, multiplications and divisions a row. */
export interface OperationCount {
  readonly values: number;
  /** Values and gradients together. */
  readonly withGradients: number;
}

/** Operations of one angle's cosine and sine. */
const ANGLE = 33;
/** Of a group of 2^k components turned by k rotations, forward and (with the gradient sums) back. */
const TURN = [6, 20, 56] as const;
const TURN_BACK = [10, 40, 128] as const;

/** Operations of one pass over the state. */
export function passOperations(pass: Pass, size: number): OperationCount {
  if (pass.kind === "rotate") {
    const k = pass.angles.length;
    const groups = ((pass.isDouble ? 2 : 1) * pass.groups.length) / 2 ** k;
    return { values: groups * TURN[k - 1]!, withGradients: groups * (TURN[k - 1]! + TURN_BACK[k - 1]!) };
  }
  if (pass.kind === "unitary") return { values: (120 * pass.groups.length) / 8, withGradients: (360 * pass.groups.length) / 8 };
  const { rows, columns, isFull } = pass.grid;
  const nodes = rows.parent.length + columns.parent.length;
  const phase = isFull && rows.isSplit && columns.isSplit ? 3 : 6; // one serves two amplitudes there
  const values = (phase + 6) * size + 4 * nodes;
  return { values, withGradients: values + 17 * size + 2 * nodes };
}

/** Operations of a program that reads `nStrings` strings of which `nFlips` exchange amplitudes. */
export function programOperations(program: Program, nStrings: number, nFlips: number): OperationCount {
  const size = 2 ** program.nQubits;
  const angles = ANGLE * program.angles.filter(({ terms }) => terms.length > 0).length;
  const start = program.factors.length > 0 ? 6 * size + 12 * 2 ** Math.ceil(program.nQubits / 2) : 0;
  const readout = (nStrings > 0 ? 5 * size : 0) + 4 * size * nFlips;
  const back = 2 * size + 4 * size * nFlips + 16 * size;
  return program.passes
    .map((pass) => passOperations(pass, size))
    .reduce((sum, pass) => ({ values: sum.values + pass.values, withGradients: sum.withGradients + pass.withGradients }), {
      values: angles + start + readout,
      withGradients: angles + start + readout + back,
    });
}
