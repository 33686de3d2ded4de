import type * as tf from "@tensorflow/tfjs";
import type { Random } from "../../core/random";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";
import { drawBinomial } from "../../simulator/binomial";
import { mayAttend, type Attendable } from "../attendable";

/** What one circuit of a score is asked: its probability of success p, and the score that a frequency of success stands for. */
export interface ScoreTest {
  /** p of an exact score, in [0, 1]. */
  readonly probability: (score: number) => number;
  /** The unbiased estimate from a frequency. */
  readonly estimate: (frequency: number) => number;
}

/** SWAP and Hadamard test: the ancilla reads 0 with P0 = ½(1 + s); s = 2·P0 − 1. */
export const ANCILLA_TEST: ScoreTest = { probability: (score) => (1 + score) / 2, estimate: (frequency) => 2 * frequency - 1 };

/** Compute-uncompute: the one outcome asked for, all qubits 0 (in unary encoding the first 1), has probability s. */
export const ALL_ZERO_TEST: ScoreTest = { probability: (score) => score, estimate: (frequency) => frequency };

/**
 * Scores as `shots` runs of each pair's own circuit estimate them, drawn from the exact outcome distribution: one binomial a pair.
 *
 * scores [B, H, T, T], exact; pairs that may not attend are not run and stay exact. The gradient is that of the exact scores, taken at
 * the drawn weights: shot noise enters the values only.
 */
export function drawnScores(scores: tf.Tensor4D, test: ScoreTest, shots: number, keys: Attendable, random: Random): tf.Tensor4D {
  const { T } = keys;
  const H = scores.shape[1];
  return differentiable([scores], () => {
    const [drawn] = compute([scores.shape], [scores], ([out], [exact]) => {
      for (let p = 0; p < exact!.length; p++) {
        const [j, i, b] = [p % T, Math.floor(p / T) % T, Math.floor(p / (T * T * H))];
        out![p] = mayAttend(keys, b, i, j) ? test.estimate(drawBinomial(shots, test.probability(exact![p]!), random) / shots) : exact![p]!;
      }
    });
    return { value: drawn!, gradients: (dy) => [dy] };
  }) as tf.Tensor4D;
}
