import { summarise } from "./summary";

/** How large a paired difference is in units of its own spread, and as a share of pairs. */
export interface EffectSize {
  /** Cohen's d_z = mean / sd of the differences; null when they have no spread. */
  readonly cohenDz: number | null;
  /** Hedges' g_z = d_z·(1 − 3/(4(n − 1) − 1)), less biased at small n; null when d_z is. */
  readonly hedgesGz: number | null;
  /** Share of positive minus share of negative differences, in [−1, 1]. */
  readonly signBalance: number;
}

/**
 * Effect sizes of paired differences. Source: Lakens, Front. Psychol. 4:863 (2013).
 *
 * @throws ArgumentError for no differences, NonFiniteError for NaN or infinity.
 *
 * @example
 * ```ts
 * const { cohenDz } = effectSize([1, 2, 3]); // 2
 * ```
 */
export function effectSize(differences: readonly number[]): EffectSize {
  const { n, mean, sd } = summarise(differences);
  const signBalance = differences.reduce((sum, d) => sum + Math.sign(d), 0) / n;
  if (sd === 0) return { cohenDz: null, hedgesGz: null, signBalance };
  const cohenDz = mean / sd;
  return { cohenDz, hedgesGz: n > 2 ? cohenDz * (1 - 3 / (4 * (n - 1) - 1)) : cohenDz, signBalance };
}
