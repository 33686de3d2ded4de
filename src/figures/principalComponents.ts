import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** Points on the first two principal components, and the share of the variance that each holds. */
export interface Projection {
  readonly points: readonly (readonly [number, number])[];
  readonly shares: readonly number[];
}

/** Projects rows on the two directions of largest variance; each direction's largest entry is made positive, so that the sign is fixed. */
export function principalComponents(rows: readonly (readonly number[])[]): Projection {
  const width = rows[0]!.length;
  const means = Array.from({ length: width }, (_, c) => rows.reduce((sum, row) => sum + row[c]!, 0) / rows.length);
  const centred = new Matrix(rows.map((row) => row.map((value, c) => value - means[c]!)));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(centred.transpose().mmul(centred), { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  const total = realEigenvalues.reduce((sum, value) => sum + Math.max(0, value), 0) || 1;
  const directions = order.slice(0, 2).map((column) => {
    const vector = eigenvectorMatrix.getColumn(column);
    const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) + 1e-9 ? value : best), 0);
    return vector.map((value) => (largest < 0 ? -value : value));
  });
  const along = (row: number, direction: readonly number[] | undefined): number =>
    direction === undefined ? 0 : direction.reduce((sum, value, c) => sum + value * centred.get(row, c), 0);
  return {
    points: rows.map((_, row) => [along(row, directions[0]), along(row, directions[1])] as const),
    shares: order.slice(0, 2).map((column) => Math.max(0, realEigenvalues[column]!) / total),
  };
}
