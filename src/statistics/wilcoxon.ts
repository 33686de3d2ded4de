import { checkSample, roundingTolerance } from "./summary";

/** Sum of the ranks of the positive differences, how many differences are not zero, and the exact two-sided p. */
export interface WilcoxonResult {
  readonly statistic: number;
  readonly n: number;
  readonly p: number;
}

/**
 * Wilcoxon's signed-rank test of paired differences, exact also with ties.
 *
 * Zeros are dropped (Wilcoxon 1945), tied magnitudes share their mean rank, and the null distribution of
 * W⁺ = Σ_{d>0} rank is convolved from the 2ⁿ equally likely signs of those very ranks, so no normal approximation is
 * made; two-sided p = min(1, 2·min(P(W ≤ w), P(W ≥ w))), and 1 when every difference is zero.
 *
 * @throws ArgumentError for no differences, NonFiniteError for NaN or infinity.
 *
 * @example
 * ```ts
 * const { p } = wilcoxonSignedRank([0.2, 0.4, 0.1, 0.5, 0.3, 0.6]); // 2/2⁶ = 0.03125
 * ```
 */
export function wilcoxonSignedRank(differences: readonly number[]): WilcoxonResult {
  checkSample("wilcoxonSignedRank", "differences", differences);
  const tolerance = roundingTolerance(differences);
  const kept = differences.filter((d) => Math.abs(d) > tolerance);
  if (kept.length === 0) return { statistic: 0, n: 0, p: 1 };
  const doubled = doubledMidranks(kept.map(Math.abs), tolerance);
  const observed = doubled.reduce((sum, rank, i) => sum + (kept[i]! > 0 ? rank : 0), 0);
  const distribution = signedSumDistribution(doubled);
  let below = 0;
  let above = 0;
  distribution.forEach((probability, sum) => {
    if (sum <= observed) below += probability;
    if (sum >= observed) above += probability;
  });
  return { statistic: observed / 2, n: kept.length, p: Math.min(1, 2 * Math.min(below, above)) };
}

/** Twice the mean ranks (integers even with ties), in the order of the values. */
function doubledMidranks(values: readonly number[], tolerance: number): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!]! - values[order[start]!]! <= tolerance) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = start + 1 + end;
  }
  return ranks;
}

/** P(sum = s) of the sum over ranks, each taken with probability ½. */
function signedSumDistribution(ranks: readonly number[]): Float64Array {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const distribution = new Float64Array(total + 1);
  distribution[0] = 1;
  for (const rank of ranks) {
    for (let sum = total; sum >= 0; sum--) {
      distribution[sum] = 0.5 * (distribution[sum]! + (sum >= rank ? distribution[sum - rank]! : 0));
    }
  }
  return distribution;
}
