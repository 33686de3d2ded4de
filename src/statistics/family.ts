import { holm } from "./holm";
import type { PairedComparison } from "./comparePaired";
import { verdict } from "./verdict";

/** A comparison judged as one of a family. */
export interface FamilyComparison extends PairedComparison {
  /** Wilcoxon p after Holm's correction over the family; the verdict rests on it. */
  readonly pHolm: number;
}

/**
 * Judges comparisons as one family: Holm corrects their Wilcoxon p-values, and each verdict is spoken anew with its corrected
 * p, so that the chance of any false `ahead` or `behind` among them stays below 5 %. Keeps the order.
 *
 * @example
 * ```ts
 * const noise = comparePaired([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5], { better: "higher", margin: null });
 * const win = comparePaired([2, 3, 4, 5, 6, 8], [1, 2, 3, 4, 5, 6], { better: "higher", margin: null });
 * const [, judged] = judgeFamily([noise, win]);
 * // win.p is 0.03125, judged.pHolm 0.0625: "ahead" alone, "no evidence" in the family
 * ```
 */
export function judgeFamily(comparisons: readonly PairedComparison[]): FamilyComparison[] {
  const corrected = holm(comparisons.map(({ p }) => p));
  return comparisons.map((comparison, i) => {
    const { interval, equivalenceP, better } = comparison;
    const pHolm = corrected[i]!;
    return { ...comparison, pHolm, verdict: verdict({ interval, p: pHolm, equivalenceP, better }) };
  });
}
