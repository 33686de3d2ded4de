import { checkInteger } from "../core/check";
import type { Random } from "../core/random";
import { drawBinomial } from "./binomial";
import type { CompiledCircuit, FloatArray, ParamBatch } from "./engine";

/** Shots of each executed circuit when shots are asked for without a number. */
export const DEFAULT_SHOTS = 1000;
const MAX_SHOTS = 1_000_000;

/** How a circuit is measured. */
export interface SampleOptions {
  /** Shots of each executed circuit, 1 to 10⁶. Default 1000. */
  readonly shots?: number;
  /** Where the randomness comes from; the same seed gives the same counts. */
  readonly random: Random;
}

/** Throws unless `shots` is an integer from 1 to 10⁶. */
export const checkShots = (where: string, shots: number): void => checkInteger(where, "shots", shots, 1, MAX_SHOTS);

/**
 * Counts of `shots` draws from the distribution `probs[at … at + size)`, which need not sum to 1 exactly: one binomial an outcome,
 * conditioned on what is left.
 */
export function drawCounts(
  probs: FloatArray, at: number, size: number, shots: number, random: Random, counts: Uint32Array, countsAt: number,
): void {
  let total = 0;
  for (let k = 0; k < size; k++) total += probs[at + k]!;
  let left = shots;
  let last = countsAt;
  for (let k = 0; k < size && left > 0; k++) {
    const p = probs[at + k]!;
    if (p <= 0) continue;
    const drawn = drawBinomial(left, Math.min(1, p / total), random);
    last = countsAt + k;
    counts[last] = drawn;
    left -= drawn;
    total -= p;
  }
  counts[last]! += left;
} // prettier-ignore

/**
 * Measures all wires of every row of a batch `shots` times: how often each outcome came up, [batchSize, 2^n] row-major, wire 0 the
 * most significant bit of an outcome. Drawn from the exact distribution, multinomially, at a cost that does not grow with the shots.
 *
 * @throws ArgumentError when shots is not an integer from 1 to 10⁶
 *
 * @example
 * ```ts
 * const bell = getEngine("plain").compile(circuit(2).h(0).cnot(0, 1));
 * const none = { batchSize: 1, perRow: new Float64Array(0), shared: new Float64Array(0) };
 * const counts = sampleCounts(bell, none, { shots: 100, random: new Random(1) }); // counts[0] + counts[3] is 100
 * ```
 */
export function sampleCounts(compiled: CompiledCircuit, params: ParamBatch, options: SampleOptions): Uint32Array {
  const { shots = DEFAULT_SHOTS, random } = options;
  checkShots("sampleCounts", shots);
  const probs = compiled.probs(params);
  const size = 2 ** compiled.circuit.nQubits;
  const counts = new Uint32Array(probs.length);
  for (let at = 0; at < probs.length; at += size) drawCounts(probs, at, size, shots, random, counts, at);
  return counts;
}

/**
 * The outcomes of `shots` measurements of every row, in the order of the shots: [batchSize, shots], each the index of a basis state,
 * wire 0 the most significant bit. A random order of what `sampleCounts` counts.
 *
 * @throws ArgumentError when shots is not an integer from 1 to 10⁶
 *
 * @example
 * ```ts
 * const coin = getEngine("plain").compile(circuit(1).h(0));
 * const none = { batchSize: 1, perRow: new Float64Array(0), shared: new Float64Array(0) };
 * const flips = sample(coin, none, { shots: 10, random: new Random(1) }); // ten zeros and ones
 * ```
 */
export function sample(compiled: CompiledCircuit, params: ParamBatch, options: SampleOptions): Uint32Array {
  const { shots = DEFAULT_SHOTS, random } = options;
  const counts = sampleCounts(compiled, params, options);
  const size = 2 ** compiled.circuit.nQubits;
  const outcomes = new Uint32Array(params.batchSize * shots);
  let at = 0;
  for (let row = 0; row < params.batchSize; row++) {
    const first = at;
    for (let k = 0; k < size; k++) {
      outcomes.fill(k, at, at + counts[row * size + k]!);
      at += counts[row * size + k]!;
    }
    for (let i = at - 1; i > first; i--) {
      const j = random.integer(first, i + 1);
      const held = outcomes[i]!;
      outcomes[i] = outcomes[j]!;
      outcomes[j] = held;
    }
  }
  return outcomes;
}
