import { checkNumber } from "../core/check";

/**
 * Holm's step-down correction: p-values adjusted so that the chance of any false rejection in the family stays below α.
 *
 * p₍ᵢ₎ ↦ max_{j ≤ i} min(1, (m − j + 1)·p₍ⱼ₎), in the order given. Source: Holm, Scand. J. Statist. 6 (1979).
 *
 * @throws ArgumentError for a p outside [0, 1].
 *
 * @example
 * ```ts
 * const adjusted = holm([0.01, 0.04, 0.03, 0.005]); // 0.03, 0.06, 0.06, 0.02
 * ```
 */
export function holm(pValues: readonly number[]): number[] {
  pValues.forEach((p, i) => checkNumber("holm", `pValues[${i}]`, p, 0, 1));
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((index, place) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - place) * pValues[index]!));
    adjusted[index] = largest;
  });
  return adjusted;
}
