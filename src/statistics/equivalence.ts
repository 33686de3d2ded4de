import { jStat } from "jstat";
import { checkNumber } from "../core/check";
import { checkSample, summarise } from "./summary";

/**
 * p of the equivalence test (two one-sided t tests, TOST): small when the mean difference surely lies within ±margin.
 *
 * p = max(P(T_{n−1} ≥ (m + Δ)/(s/√n)), P(T_{n−1} ≤ (m − Δ)/(s/√n))). One pair proves nothing: p = 1. Without any spread
 * p is 0 inside the margin and 1 outside. Source: Schuirmann, J. Pharmacokin. Biopharm. 15 (1987).
 *
 * @throws ArgumentError for no differences or a margin that is not positive, NonFiniteError for NaN or infinity.
 *
 * @example
 * ```ts
 * const p = equivalenceTest([0.001, -0.002, 0.003, 0, -0.001], 0.02); // equivalent: p < 0.001
 * ```
 */
export function equivalenceTest(differences: readonly number[], margin: number): number {
  checkSample("equivalenceTest", "differences", differences);
  checkNumber("equivalenceTest", "margin", margin, Number.MIN_VALUE);
  const { n, mean, sd } = summarise(differences);
  if (n < 2) return 1;
  if (sd === 0) return Math.abs(mean) < margin ? 0 : 1;
  const error = sd / Math.sqrt(n);
  const aboveLower = 1 - jStat.studentt.cdf((mean + margin) / error, n - 1);
  const belowUpper = jStat.studentt.cdf((mean - margin) / error, n - 1);
  return Math.max(aboveLower, belowUpper);
}
