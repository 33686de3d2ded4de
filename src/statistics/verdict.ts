import { checkNumber } from "../core/check";
import { ArgumentError } from "../core/errors";

/** What the evidence says of A against B; `verdict` gives each word its meaning. */
export type Verdict = "ahead" | "behind" | "equivalent" | "no evidence";

/** What the evidence says of a claim; `claimVerdict` gives each word its meaning. */
export type ClaimVerdict = "confirmed" | "refuted" | "equivalent" | "no evidence";

/** The declared margins: smaller differences do not matter, whichever way they point. */
export const MARGINS = Object.freeze({ accuracy: 0.02, loss: 0.02 });

/** The level of every test and, as 1 − α, of every interval. */
export const ALPHA = 0.05;

/** All that a verdict looks at. */
export interface Evidence {
  /** 95 % interval of the mean difference A − B. */
  readonly interval: readonly [number, number];
  /** p of no difference (Wilcoxon), corrected for the family if there is one. */
  readonly p: number;
  /** p of the equivalence test at the declared margin; null when no margin was declared. */
  readonly equivalenceP: number | null;
  /** Which sign of A − B is good for A. */
  readonly better: "higher" | "lower";
}

/**
 * The verdict of a paired comparison of A with B, in one of four words.
 *
 * - `equivalent`: the equivalence test places the mean difference within ±margin (p < .05), even if its sign is certain.
 * - `ahead`: not so, and both tests agree that A is better: p < .05 and the 95 % interval excludes 0 on A's side.
 * - `behind`: likewise on B's side.
 * - `no evidence`: anything else, which includes every comparison of fewer than six pairs: `comparePaired` tests no equivalence there.
 *
 * @throws ArgumentError for a p outside [0, 1] or an interval that is not ordered.
 *
 * @example
 * ```ts
 * verdict({ interval: [-0.08, -0.03], p: 0.002, equivalenceP: 0.98, better: "lower" }); // "ahead"
 * ```
 */
export function verdict(evidence: Evidence): Verdict {
  const { interval, p, equivalenceP, better } = evidence;
  checkNumber("verdict", "p", p, 0, 1);
  if (equivalenceP !== null) checkNumber("verdict", "equivalenceP", equivalenceP, 0, 1);
  const [low, high] = interval;
  if (!(low <= high)) throw new ArgumentError(`verdict: the interval must be [low, high], got [${low}, ${high}]`);
  if (equivalenceP !== null && equivalenceP < ALPHA) return "equivalent";
  if (p >= ALPHA || (low <= 0 && high >= 0)) return "no evidence";
  return low > 0 === (better === "higher") ? "ahead" : "behind";
}

/**
 * The verdict on a directional claim "A is better": `ahead` confirms it, `behind` refutes it, the other words stay.
 *
 * @example
 * ```ts
 * claimVerdict({ interval: [-0.08, -0.03], p: 0.002, equivalenceP: 0.98, better: "lower" }); // "confirmed"
 * ```
 */
export function claimVerdict(evidence: Evidence): ClaimVerdict {
  const found = verdict(evidence);
  if (found === "ahead") return "confirmed";
  return found === "behind" ? "refuted" : found;
}

/**
 * The verdict on the claim "A and B are comparable": `confirmed` when the equivalence test passes, `refuted` when p < .05
 * and the whole interval lies beyond the margin, else `no evidence`.
 *
 * @example
 * ```ts
 * comparableVerdict({ interval: [-0.01, 0.008], p: 0.6, equivalenceP: 0.003, better: "higher" }, 0.02); // "confirmed"
 * ```
 */
export function comparableVerdict(evidence: Evidence, margin: number): ClaimVerdict {
  const [low, high] = evidence.interval;
  if (verdict(evidence) === "equivalent") return "confirmed";
  return evidence.p < ALPHA && (low > margin || high < -margin) ? "refuted" : "no evidence";
}
