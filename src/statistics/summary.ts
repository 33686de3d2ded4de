import { mean, sampleStandardDeviation } from "simple-statistics";
import { checkAllFinite } from "../core/check";
import { ArgumentError, ShapeError } from "../core/errors";

/** Number of values, mean, and sample standard deviation (n − 1 below the line; 0 for a single value). */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  readonly sd: number;
}

/**
 * Mean ± sample standard deviation.
 *
 * @throws ArgumentError for an empty list, NonFiniteError for NaN or infinity.
 *
 * @example
 * ```ts
 * const { mean, sd } = summarise([1, 2, 3]); // 2, 1
 * ```
 */
export function summarise(values: readonly number[]): Summary {
  checkSample("summarise", "values", values);
  return { n: values.length, mean: mean([...values]), sd: values.length > 1 ? sampleStandardDeviation([...values]) : 0 };
}

/** a − b, element by element: the one step from paired numbers to one sample. */
export function pairedDifferences(where: string, a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) {
    throw new ShapeError(`${where}: paired numbers are needed, got ${a.length} and ${b.length}; pass one number a seed for both`);
  }
  checkSample(where, "a", a);
  checkSample(where, "b", b);
  return a.map((value, i) => value - b[i]!);
}

/** Throws unless there is at least one value and all are finite. */
export function checkSample(where: string, name: string, values: readonly number[]): void {
  if (values.length === 0) throw new ArgumentError(`${where}: ${name} is empty; pass at least one number`);
  checkAllFinite(where, name, values);
}

/** Differences below this are rounding, not data: accuracies that tie on paper must tie here. */
export function roundingTolerance(differences: readonly number[]): number {
  return 1e-10 * differences.reduce((max, d) => Math.max(max, Math.abs(d)), 0);
}
