import { Random } from "../../core/random";
import type { FloatArray, ParamBatch } from "../../simulator/engine";

/** Mixes numbers, as float32 bits, into a hash (murmur-like). */
function hashBits(values: FloatArray, seed: number): number {
  const words = new Int32Array(Float32Array.from(values).buffer);
  let hash = seed;
  for (const word of words) {
    hash = Math.imul(hash ^ word, 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

/**
 * The seed of a run's random draws: a function of the layer's seed, a label and the run's angles alone.
 *
 * So the same weights give the same counts whatever was run before (cached or not, before or after a resume), and any
 * change of an angle draws afresh.
 */
export const shotSeed = (seed: number, label: string, { perRow, shared }: ParamBatch): number =>
  new Random(seed).split(`${label}/${hashBits(shared, hashBits(perRow, 0x811c9dc5))}`).seed;
