import { ShapeError } from "../core/errors";

/** A dense complex square matrix, row-major: entry (r, c) at `r · size + c`. */
export interface ComplexMatrix {
  readonly size: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** A complex number as [re, im], or a real one as a plain number. */
export type Complex = number | readonly [number, number];

const parts = (value: Complex): readonly [number, number] => (typeof value === "number" ? [value, 0] : value);

/**
 * A square matrix from rows of numbers or [re, im] pairs.
 *
 * @throws ShapeError when a row has not as many entries as there are rows
 * @example
 * ```ts
 * const y = complexMatrix([[0, [0, -1]], [[0, 1], 0]]); // Pauli Y
 * ```
 */
export function complexMatrix(rows: readonly (readonly Complex[])[]): ComplexMatrix {
  rows.forEach((row, r) => {
    if (row.length !== rows.length)
      throw new ShapeError(`complexMatrix: row ${r} has ${row.length} entries in a matrix of ${rows.length} rows; give each row as many`, {
        row: r,
        expected: rows.length,
        got: row.length,
      });
  });
  const entries = rows.flat().map(parts);
  return { size: rows.length, re: Float64Array.from(entries, (e) => e[0]), im: Float64Array.from(entries, (e) => e[1]) };
}

/** The same entries in arrays of their own. */
export const copyMatrix = ({ size, re, im }: ComplexMatrix): ComplexMatrix => ({ size, re: re.slice(), im: im.slice() });

/** The identity of `size` × `size` entries. */
export function identityMatrix(size: number): ComplexMatrix {
  const re = new Float64Array(size * size);
  for (let i = 0; i < size; i++) re[i * size + i] = 1;
  return { size, re, im: new Float64Array(size * size) };
}

export function diagonalMatrix(entries: readonly Complex[]): ComplexMatrix {
  const size = entries.length;
  const matrix = { size, re: new Float64Array(size * size), im: new Float64Array(size * size) };
  entries.forEach((entry, i) => {
    [matrix.re[i * size + i], matrix.im[i * size + i]] = parts(entry) as [number, number];
  });
  return matrix;
}

/** a · b */
export function multiplyMatrices(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  const { size } = a;
  const re = new Float64Array(size * size);
  const im = new Float64Array(size * size);
  for (let r = 0; r < size; r++)
    for (let c = 0; c < size; c++)
      for (let k = 0; k < size; k++) {
        const [ar, ai, br, bi] = [a.re[r * size + k]!, a.im[r * size + k]!, b.re[k * size + c]!, b.im[k * size + c]!];
        re[r * size + c]! += ar * br - ai * bi;
        im[r * size + c]! += ar * bi + ai * br;
      }
  return { size, re, im };
}

/** a ⊗ b: the first factor acts on the more significant wires. */
export function tensorProduct(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  const size = a.size * b.size;
  const re = new Float64Array(size * size);
  const im = new Float64Array(size * size);
  for (let r = 0; r < size; r++)
    for (let c = 0; c < size; c++) {
      const i = Math.floor(r / b.size) * a.size + Math.floor(c / b.size);
      const j = (r % b.size) * b.size + (c % b.size);
      re[r * size + c] = a.re[i]! * b.re[j]! - a.im[i]! * b.im[j]!;
      im[r * size + c] = a.re[i]! * b.im[j]! + a.im[i]! * b.re[j]!;
    }
  return { size, re, im };
}

/** The conjugate transpose. */
export function dagger(a: ComplexMatrix): ComplexMatrix {
  const { size } = a;
  const re = new Float64Array(size * size);
  const im = new Float64Array(size * size);
  for (let r = 0; r < size; r++)
    for (let c = 0; c < size; c++) {
      re[c * size + r] = a.re[r * size + c]!;
      im[c * size + r] = -a.im[r * size + c]!;
    }
  return { size, re, im };
}

/** The block matrix diag(I, a): `a` applied where one more, most significant, wire is 1. */
export function controlledMatrix(a: ComplexMatrix): ComplexMatrix {
  const size = 2 * a.size;
  const result = identityMatrix(size);
  for (let r = 0; r < a.size; r++)
    for (let c = 0; c < a.size; c++) {
      const to = (r + a.size) * size + c + a.size;
      result.re[to] = a.re[r * a.size + c]!;
      result.im[to] = a.im[r * a.size + c]!;
    }
  return result;
}

/** The largest |a − b| over all entries. */
export function matrixDistance(a: ComplexMatrix, b: ComplexMatrix): number {
  let worst = a.size === b.size ? 0 : Infinity;
  for (let i = 0; i < a.re.length; i++) worst = Math.max(worst, Math.hypot(a.re[i]! - b.re[i]!, a.im[i]! - b.im[i]!));
  return worst;
}

/** True when a†a = I to `tolerance` in every entry. */
export function isUnitary(a: ComplexMatrix, tolerance = 1e-9): boolean {
  return matrixDistance(multiplyMatrices(dagger(a), a), identityMatrix(a.size)) <= tolerance;
}
