import { checkInteger } from "../core/check";
import type { Random } from "../core/random";
import type { StateBatch } from "../simulator/engine";

/**
 * States drawn from the Haar measure: vectors of independent complex normal numbers, normalised. [count, 2^n], float64.
 *
 * @throws ArgumentError for a number out of range
 * @example
 * ```ts
 * const { re } = randomStates(3, 10, new Random(1)); // 10 states of 8 amplitudes
 * ```
 */
export function randomStates(nQubits: number, count: number, random: Random): StateBatch {
  checkInteger("randomStates", "nQubits", nQubits, 1, 20);
  checkInteger("randomStates", "count", count, 1);
  const size = 2 ** nQubits;
  const draw = (): Float64Array => Float64Array.from({ length: count * size }, () => random.normal());
  const [re, im] = [draw(), draw()];
  for (let row = 0; row < count; row++) {
    const [from, to] = [row * size, (row + 1) * size];
    let squares = 0;
    for (let k = from; k < to; k++) squares += re[k]! ** 2 + im[k]! ** 2;
    for (let k = from; k < to; k++) {
      re[k]! /= Math.sqrt(squares);
      im[k]! /= Math.sqrt(squares);
    }
  }
  return { re, im };
}
