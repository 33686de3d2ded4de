import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { checkAllFinite, checkInteger, checkKeys, checkNumber } from "../core/check";
import { ArgumentError, ShapeError } from "../core/errors";

/** At which resolution `effectiveDimension` counts. */
export interface EffectiveDimensionOptions {
  /** Number of data n. γn/(2π ln n) must be above 1: 27 and more will do for γ = 1. */
  readonly dataSize: number;
  /** In (0, 1]; default 1. */
  readonly gamma?: number;
}

/**
 * The effective dimension of a model: how many of its P parameters its outputs can tell apart with n data,
 *
 * d = 2 ln( mean_θ √det(1 + κ F̂(θ)) ) / ln κ,  κ = γn/(2π ln n),  F̂ = P·F / mean_θ tr F.
 *
 * It lies between 0 and about P, and grows with the number of directions in which the Fisher information does not vanish: for a constant F
 * with r equal eigenvalues it is r ln(1 + κP/r)/ln κ. Only the shape of F counts, not its size; it says nothing of accuracy.
 *
 * Source: Abbas et al. 2011.00027, equation 2.
 *
 * @param fishers - Fisher information matrices [P, P] row-major at random points θ, such as those of `circuitFisher`
 * @throws ArgumentError for no matrix, all of them 0, or an option out of range; ShapeError when they are not square or not of one size;
 * NonFiniteError for NaN
 * @example
 * ```ts
 * const dimension = effectiveDimension([Float64Array.of(1, 0, 0, 1)], { dataSize: 1000 }); // 2.09: both parameters count
 * ```
 */
export function effectiveDimension(fishers: readonly ArrayLike<number>[], options: EffectiveDimensionOptions): number {
  const where = "effectiveDimension";
  checkKeys(where, options, ["dataSize", "gamma"]);
  const { dataSize, gamma = 1 } = options;
  checkInteger(where, "dataSize", dataSize, 2);
  checkNumber(where, "gamma", gamma, Number.MIN_VALUE, 1);
  const kappa = (gamma * dataSize) / (2 * Math.PI * Math.log(dataSize));
  if (kappa <= 1)
    throw new ArgumentError(`${where}: γn/(2π ln n) is ${kappa.toPrecision(3)} for n = ${dataSize}; it must be above 1: use more data`, {
      kappa,
    });
  const width = checkedWidth(where, fishers);
  const traces = fishers.map((fisher) => Array.from({ length: width }, (_, i) => fisher[i * width + i]!).reduce((sum, f) => sum + f, 0));
  const meanTrace = traces.reduce((sum, trace) => sum + trace, 0) / fishers.length;
  if (!(meanTrace > 0)) throw new ArgumentError(`${where}: the mean trace is ${meanTrace}; no parameter changes the model's outputs`);
  const halves = fishers.map((fisher) => logDeterminant(where, fisher, width, (kappa * width) / meanTrace) / 2);
  const largest = Math.max(...halves);
  const mean = halves.reduce((sum, half) => sum + Math.exp(half - largest), 0) / halves.length;
  return (2 * (largest + Math.log(mean))) / Math.log(kappa);
}

function checkedWidth(where: string, fishers: readonly ArrayLike<number>[]): number {
  const size = fishers[0]?.length ?? 0;
  if (size === 0) throw new ArgumentError(`${where}: there is no Fisher matrix; pass at least one`);
  const width = Math.sqrt(size);
  const odd = fishers.find((fisher) => fisher.length !== size || !Number.isInteger(width));
  if (odd !== undefined)
    throw new ShapeError(`${where}: a matrix of ${odd.length} numbers beside one of ${size}; pass square matrices of one size`, {
      got: odd.length,
      expected: size,
    });
  fishers.forEach((fisher, i) => checkAllFinite(where, `fishers[${i}]`, fisher));
  return width;
}

/** ln det(1 + factor·F). */
function logDeterminant(where: string, fisher: ArrayLike<number>, width: number, factor: number): number {
  const shifted = Matrix.from1DArray(
    width,
    width,
    Array.from(fisher, (value, i) => factor * value + (i % (width + 1) === 0 ? 1 : 0)),
  );
  const symmetric = Matrix.add(shifted, shifted.transpose()).mul(0.5);
  const odd = Matrix.sub(shifted, symmetric).abs().max() > 1e-6 * symmetric.trace();
  const cholesky = new CholeskyDecomposition(symmetric);
  if (odd || !cholesky.isPositiveDefinite())
    throw new ArgumentError(`${where}: a matrix is not symmetric and positive semidefinite; a Fisher information matrix is`);
  return cholesky.lowerTriangularMatrix.diagonal().reduce((sum, value) => sum + 2 * Math.log(value), 0);
}
