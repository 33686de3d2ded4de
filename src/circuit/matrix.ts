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

/**
 * The same entries in arrays of their own.
 * @example
 * ```ts
 * const mine = copyMatrix(GATES.H.matrix([]));
 * ```
 */
export const copyMatrix = ({ size, re, im }: ComplexMatrix): ComplexMatrix => ({ size, re: re.slice(), im: im.slice() });

/**
 * The identity of `size` × `size` entries.
 * @example
 * ```ts
 * const one = identityMatrix(4);
 * ```
 */
export function identityMatrix(size: number): ComplexMatrix {
  const re = new Float64Array(size * size);
  for (let i = 0; i < size; i++) re[i * size + i] = 1;
  return { size, re, im: new Float64Array(size * size) };
}

/**
 * The matrix with these entries on its diagonal and zeros elsewhere.
 * @example
 * ```ts
 * const s = diagonalMatrix([1, [0, 1]]); // S = diag(1, i)
 * ```
 */
export function diagonalMatrix(entries: readonly Complex[]): ComplexMatrix {
  const size = entries.length;
  const matrix = { size, re: new Float64Array(size * size), im: new Float64Array(size * size) };
  entries.forEach((entry, i) => {
    [matrix.re[i * size + i], matrix.im[i * size + i]] = parts(entry) as [number, number];
  });
  return matrix;
}

/**
 * a · b.
 *
 * @throws ShapeError when the sizes differ
 * @example
 * ```ts
 * const z = multiplyMatrices(GATES.S.matrix([]), GATES.S.matrix([])); // S² = Z
 * ```
 */
export function multiplyMatrices(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  const { size } = a;
  if (b.size !== size)
    throw new ShapeError(`multiplyMatrices: sizes ${size} and ${b.size} differ; multiply matrices of one size`, { a: size, b: b.size });
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

/**
 * a ⊗ b: the first factor acts on the more significant wires.
 * @example
 * ```ts
 * const xz = tensorProduct(GATES.X.matrix([]), GATES.Z.matrix([])); // X on wire 0, Z on wire 1
 * ```
 */
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

/**
 * The conjugate transpose a†.
 * @example
 * ```ts
 * const back = dagger(GATES.T.matrix([])); // T†
 * ```
 */
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

/**
 * The block matrix diag(I, a): `a` applied where one more, most significant, wire is 1.
 * @example
 * ```ts
 * const cnot = controlledMatrix(GATES.X.matrix([]));
 * ```
 */
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

/**
 * The largest |a − b| over all entries; ∞ when the sizes differ.
 * @example
 * ```ts
 * const error = matrixDistance(controlledMatrix(GATES.X.matrix([])), GATES.CNOT.matrix([])); // 0
 * ```
 */
export function matrixDistance(a: ComplexMatrix, b: ComplexMatrix): number {
  let worst = a.size === b.size ? 0 : Infinity;
  for (let i = 0; i < a.re.length; i++) worst = Math.max(worst, Math.hypot(a.re[i]! - b.re[i]!, a.im[i]! - b.im[i]!));
  return worst;
}

/**
 * True when a†a = I to `tolerance` in every entry.
 * @example
 * ```ts
 * const possible = isUnitary(GATES.U3.matrix([0.1, 0.2, 0.3])); // true
 * ```
 */
export function isUnitary(a: ComplexMatrix, tolerance = 1e-9): boolean {
  return matrixDistance(multiplyMatrices(dagger(a), a), identityMatrix(a.size)) <= tolerance;
}
