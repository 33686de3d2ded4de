import type { Random } from "../core/random";

/** n values of U(−bound, bound). */
export function uniformValues(random: Random, n: number, bound: number): Float32Array {
  return Float32Array.from({ length: n }, () => random.between(-bound, bound));
}

/** n values of N(0, sd²). */
export function normalValues(random: Random, n: number, sd = 1): Float32Array {
  return Float32Array.from({ length: n }, () => sd * random.normal());
}
