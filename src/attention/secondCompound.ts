import { checkLength } from "../core/check";

/**
 * The second compound matrix of an n×n matrix: its 2×2 minors M_ik M_jl − M_il M_jk, rows i < j and columns k < l in lexical order,
 * [n(n−1)/2, n(n−1)/2] row-major.
 *
 * What a layer of RBS gates on neighbours makes of states of two excitations, when M is what it makes of one.
 * Source: Cherrat et al. 2209.08167, section 2.3.
 *
 * @throws ShapeError unless `matrix` has n² entries
 * @example
 * ```ts
 * const minors = secondCompound([1, 2, 3, 4], 2); // [ −2 ], the determinant
 * ```
 */
export function secondCompound(matrix: ArrayLike<number>, n: number): Float64Array {
  checkLength("secondCompound", "matrix", matrix, n * n);
  const pairs = Array.from({ length: n }, (_, i) => Array.from({ length: n - 1 - i }, (_unused, k) => [i, i + 1 + k] as const)).flat();
  const at = (row: number, column: number): number => matrix[row * n + column]!;
  return Float64Array.from(pairs.flatMap(([i, j]) => pairs.map(([k, l]) => at(i, k) * at(j, l) - at(i, l) * at(j, k))));
}
