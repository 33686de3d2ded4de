import type { Random } from "../core/random";
import { checkSample, roundingTolerance } from "./summary";

/** Up to here all 2ⁿ sign patterns are tried; beyond, this many random ones. */
const EXACT_UP_TO = 20;
const RANDOM_FLIPS = 99_999;

/**
 * Two-sided permutation (sign-flip) p of a mean paired difference: the share of the 2ⁿ sign patterns whose |sum| is at
 * least the observed one. Exact up to 20 differences; beyond, 99 999 random patterns, (hits + 1) / (patterns + 1).
 *
 * @throws ArgumentError for no differences, NonFiniteError for NaN or infinity.
 *
 * @example
 * ```ts
 * const p = permutationTest([0.2, 0.4, 0.1, 0.5, 0.3, 0.6], new Random(1)); // 2/2⁶ = 0.03125
 * ```
 */
export function permutationTest(differences: readonly number[], random: Random): number {
  checkSample("permutationTest", "differences", differences);
  const n = differences.length;
  const observed = Math.abs(differences.reduce((sum, d) => sum + d, 0)) - roundingTolerance(differences);
  if (n > EXACT_UP_TO) {
    let hits = 1;
    for (let flip = 0; flip < RANDOM_FLIPS; flip++) {
      let sum = 0;
      for (const d of differences) sum += random.uniform() < 0.5 ? d : -d;
      if (Math.abs(sum) >= observed) hits++;
    }
    return hits / (RANDOM_FLIPS + 1);
  }
  // Gray code: each pattern differs from the last in one sign; the first sign is fixed, since |sum| is symmetric.
  const patterns = 2 ** (n - 1);
  const signed = [...differences];
  let sum = signed.reduce((total, d) => total + d, 0);
  let hits = 0;
  for (let pattern = 1; pattern <= patterns; pattern++) {
    if (Math.abs(sum) >= observed) hits++;
    const flipped = n - 1 - Math.min(n - 1, trailingZeros(pattern));
    sum -= 2 * signed[flipped]!;
    signed[flipped] = -signed[flipped]!;
  }
  return hits / patterns;
}

function trailingZeros(value: number): number {
  return 31 - Math.clz32(value & -value);
}
