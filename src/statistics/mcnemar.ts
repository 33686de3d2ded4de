import { jStat } from "jstat";
import { ShapeError } from "../core/errors";

/** Two classifiers on one test split: the rows on which just one of them is right, and how surprising that is. */
export interface McNemarResult {
  /** Rows that only A got right. */
  readonly onlyA: number;
  /** Rows that only B got right. */
  readonly onlyB: number;
  /** Exact two-sided binomial p; 1 when they never differ. */
  readonly p: number;
  /** (|onlyA − onlyB| − 1)² / (onlyA + onlyB), Edwards' continuity correction; 0 when they never differ. */
  readonly chiSquare: number;
  /** p of that χ² with one degree of freedom. */
  readonly pChiSquare: number;
}

/**
 * McNemar's test of two classifiers on the same rows, exact (binomial) and as χ².
 *
 * p = min(1, 2·P(X ≤ k)), X ~ Binomial(m, ½), k = min(onlyA, onlyB), m = onlyA + onlyB; P(X ≤ k) = I_½(m − k, k + 1). Source: McNemar, Psychometrika 12 (1947).
 *
 * @throws ShapeError when the two lists differ in length.
 *
 * @example
 * ```ts
 * const { p } = mcNemar([true, true, false, true], [true, false, false, true]); // one row differs: p = 1
 * ```
 */
export function mcNemar(correctA: readonly boolean[], correctB: readonly boolean[]): McNemarResult {
  if (correctA.length !== correctB.length) {
    throw new ShapeError(`mcNemar: both classifiers need the same rows, got ${correctA.length} and ${correctB.length}`);
  }
  const onlyA = correctA.filter((right, i) => right && !correctB[i]).length;
  const onlyB = correctB.filter((right, i) => right && !correctA[i]).length;
  const differing = onlyA + onlyB;
  if (differing === 0) return { onlyA, onlyB, p: 1, chiSquare: 0, pChiSquare: 1 };
  const fewer = Math.min(onlyA, onlyB);
  const chiSquare = Math.max(0, Math.abs(onlyA - onlyB) - 1) ** 2 / differing;
  return {
    onlyA,
    onlyB,
    p: Math.min(1, 2 * jStat.ibeta(0.5, differing - fewer, fewer + 1)),
    chiSquare,
    pChiSquare: 1 - jStat.chisquare.cdf(chiSquare, 1),
  };
}
