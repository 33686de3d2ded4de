import type * as tf from "@tensorflow/tfjs";
import type { Random } from "../../core/random";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";
import { drawCounts } from "../../simulator/sampling";

/** The states whose amplitudes are read: one circuit a row. */
export interface AmplitudeRows {
  /** [R], what one unit of amplitude is worth: the norm of the vector that was loaded. */
  readonly norms: Float64Array;
  /** Amplitudes a row. */
  readonly size: number;
  /** Where amplitude k of a row lies in the tensor. */
  readonly at: (row: number, k: number) => number;
}

/**
 * Real amplitudes as `shots` runs of each row's circuit estimate them, drawn from the exact outcome distribution.
 *
 * An ancilla joins the state with the uniform one over the m amplitudes, r = 1/√m, so that outcome (0 or 1, k) has probability
 * ¼(a_k ± r)² and √m·(f_0k − f_1k) is an unbiased estimate of a_k, sign included; its variance is (½m·a_k² + ½ − a_k²)/shots.
 * What of the state lies outside the m amplitudes falls on other outcomes. The gradient is that of the exact values.
 * Source: the tomography of Kerenidis & Prakash 1812.04954, as Cherrat et al. 2209.08167 use it.
 */
export function drawnAmplitudes(values: tf.Tensor, { norms, size: m, at }: AmplitudeRows, shots: number, random: Random): tf.Tensor {
  const root = Math.sqrt(m);
  const probs = new Float64Array(2 * m + 1);
  const counts = new Uint32Array(2 * m + 1);
  return differentiable([values], () => {
    const [drawn] = compute([values.shape], [values], ([out], [exact]) => {
      norms.forEach((norm, row) => {
        let rest = 1;
        for (let k = 0; k < m; k++) {
          const a = norm === 0 ? 0 : exact![at(row, k)]! / norm;
          probs[k] = (a + 1 / root) ** 2 / 4;
          probs[m + k] = (a - 1 / root) ** 2 / 4;
          rest -= a * a;
        }
        probs[2 * m] = Math.max(0, rest / 2);
        drawCounts(probs, 0, probs.length, shots, random, counts.fill(0), 0);
        for (let k = 0; k < m; k++) out![at(row, k)] = (norm * root * (counts[k]! - counts[m + k]!)) / shots;
      });
    });
    return { value: drawn!, gradients: (dy) => [dy] };
  });
}
