import type { Random } from "../../core/random";

/** One frequency vector: ω of every input. */
type Frequency = readonly number[];

/** ω and −ω have the same cosine, and sines that differ in sign alone. */
const keyOf = (omega: Frequency): string => {
  const sign = Math.sign(omega.find((each) => each !== 0) ?? 1);
  return omega.map((each) => sign * each + 0).join();
};

/**
 * Draws `count` different frequency vectors of a spectrum, fewer when it has fewer: ω_c of {0, ±ω : ω in spectrum[c]}, not all 0.
 *
 * ω and −ω count as one. The spectrum of a circuit is the product of those of its inputs.
 */
export function fourierFrequencies(spectrum: readonly (readonly number[])[], count: number, random: Random): Frequency[] {
  const choices = spectrum.map((positive) => [0, ...positive, ...positive.map((omega) => -omega)]);
  const all = (choices.reduce((product, { length }) => product * length, 1) - 1) / 2;
  const found = new Map<string, Frequency>();
  while (found.size < Math.min(count, all)) {
    const omega = choices.map((values) => values[random.integer(0, values.length)]!);
    if (omega.some((each) => each !== 0)) found.set(keyOf(omega), found.get(keyOf(omega)) ?? omega);
  }
  return [...found.values()];
}
