import { jStat } from "jstat";
import { checkInteger, checkNumber } from "../core/check";

/** The question that a paired test of n differences was asked. */
export interface PowerOptions {
  readonly n: number;
  /** Standard deviation of the paired differences. */
  readonly sd: number;
  /** The difference that one would not want to miss, such as the declared margin. */
  readonly effect: number;
  /** Default 0.05, two-sided. */
  readonly alpha?: number;
}

/**
 * Achieved power: the chance that a two-sided paired t test at these n and sd detects a true difference of `effect`.
 *
 * 1 − F(t_c) + F(−t_c) with F the noncentral t of n − 1 degrees and noncentrality |effect|·√n/sd. Take a declared margin
 * as effect: power at the observed difference is only the p-value in other words. One pair has power 0.
 *
 * @throws ArgumentError for an impossible n, sd, effect or alpha.
 *
 * @example
 * ```ts
 * const power = pairedPower({ n: 34, sd: 1, effect: 0.5 }); // 0.808
 * ```
 */
export function pairedPower(options: PowerOptions): number {
  const { n, sd, effect, alpha = 0.05 } = options;
  checkInteger("pairedPower", "n", n, 1);
  checkNumber("pairedPower", "sd", sd, 0);
  checkNumber("pairedPower", "effect", effect);
  checkNumber("pairedPower", "alpha", alpha, Number.MIN_VALUE, 0.5);
  if (n < 2) return 0;
  if (sd === 0) return effect === 0 ? alpha : 1;
  const noncentrality = (Math.abs(effect) * Math.sqrt(n)) / sd;
  const critical = jStat.studentt.inv(1 - alpha / 2, n - 1);
  // Beyond this the power is 1 to 12 digits and the series of the noncentral t loses them.
  if (noncentrality > critical + 30) return 1;
  const missed = jStat.noncentralt.cdf(critical, n - 1, noncentrality) - jStat.noncentralt.cdf(-critical, n - 1, noncentrality);
  return Math.min(1, Math.max(0, 1 - missed));
}
