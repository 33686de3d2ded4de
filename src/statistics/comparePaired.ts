import { checkKeys, checkOneOf } from "../core/check";
import { Random } from "../core/random";
import { bootstrapInterval } from "./bootstrap";
import { effectSize, type EffectSize } from "./effectSize";
import { equivalenceTest } from "./equivalence";
import { permutationTest } from "./permutation";
import { pairedPower } from "./power";
import { pairedDifferences, roundingTolerance, summarise, type Summary } from "./summary";
import { verdict, type Verdict } from "./verdict";
import { wilcoxonSignedRank } from "./wilcoxon";

/** How two lists of paired numbers are compared. */
export interface PairedOptions {
  /** Which sign of a − b is good for a. */
  readonly better: "higher" | "lower";
  /** Differences within ±margin do not matter; null = none was declared, so equivalence is not tested. */
  readonly margin: number | null;
  /** Of the bootstrap and, beyond 20 pairs, the permutations. Default 0. */
  readonly seed?: number;
  /** Bootstrap resamples, default 9999. */
  readonly resamples?: number;
}

/** Everything known of a paired comparison; `difference` is the mean of a − b. */
export interface PairedComparison {
  readonly a: Summary;
  readonly b: Summary;
  readonly difference: number;
  /** Standard deviation of the paired differences. */
  readonly sd: number;
  /** Which sign of the difference is good for a. */
  readonly better: "higher" | "lower";
  /** Percentile-t bootstrap 95 % interval of the mean difference. */
  readonly interval: readonly [number, number];
  /** Exact two-sided Wilcoxon signed-rank p. */
  readonly p: number;
  readonly permutationP: number;
  /** Equivalence test at the margin; null without a margin, or with fewer than six pairs, on which no verdict may rest. */
  readonly equivalenceP: number | null;
  /** Chance of detecting a true difference of the size of the margin; null without a margin. */
  readonly power: number | null;
  readonly effectSize: EffectSize;
  /** Pairs in which a is better; equal ones count for neither. */
  readonly wins: number;
  readonly losses: number;
  readonly verdict: Verdict;
}

/** With fewer pairs Wilcoxon's p cannot fall below .05; the equivalence test gets no say there either. */
const FEWEST_PAIRS = 6;

/**
 * Compares paired numbers (one of a and one of b for each seed) by every test of this room and says the result in a word.
 *
 * @throws ShapeError when the lists differ in length, ArgumentError for unknown options or no numbers, NonFiniteError for NaN.
 *
 * @example
 * ```ts
 * const hybrid = [0.11, 0.1, 0.12, 0.11, 0.13, 0.1, 0.12, 0.11];
 * const classical = [0.16, 0.14, 0.17, 0.18, 0.15, 0.16, 0.16, 0.15];
 * const found = comparePaired(hybrid, classical, { better: "lower", margin: 0.02 });
 * // found.verdict is "ahead"
 * ```
 */
export function comparePaired(a: readonly number[], b: readonly number[], options: PairedOptions): PairedComparison {
  checkKeys("comparePaired", options, ["better", "margin", "seed", "resamples"]);
  const { better, margin, seed = 0, resamples } = options;
  checkOneOf("comparePaired", "better", better, ["higher", "lower"]);
  const differences = pairedDifferences("comparePaired", a, b);
  const random = new Random(seed);
  const { n, mean: difference, sd } = summarise(differences);
  const interval = bootstrapInterval(differences, { random: random.split("bootstrap"), ...(resamples === undefined ? {} : { resamples }) });
  const { p } = wilcoxonSignedRank(differences);
  const equivalenceP = margin === null || n < FEWEST_PAIRS ? null : equivalenceTest(differences, margin);
  const tolerance = roundingTolerance(differences);
  const above = differences.filter((d) => d > tolerance).length;
  const below = differences.filter((d) => d < -tolerance).length;
  return {
    a: summarise(a),
    b: summarise(b),
    difference,
    sd,
    better,
    interval,
    p,
    permutationP: permutationTest(differences, random.split("permutation")),
    equivalenceP,
    power: margin === null ? null : pairedPower({ n, sd, effect: margin }),
    effectSize: effectSize(differences),
    wins: better === "higher" ? above : below,
    losses: better === "higher" ? below : above,
    verdict: verdict({ interval, p, equivalenceP, better }),
  };
}
