import type * as tf from "@tensorflow/tfjs";
import { Random } from "../core/random";
import type { Purpose } from "../gradient/ledger";
import { copyValues } from "../layers/operations/tensorMemory";
import { shotSeed } from "../layers/quantum/shotSeed";
import { attendedPairs, type Attendable } from "./attendable";
import type { Attention } from "./mechanism";
import { drawnScores, type ScoreTest } from "./operations/drawnScores";

/**
 * The scores [B, H, T, T] as the mechanism's circuits give them, one a pair and head that may attend: exact, or drawn from shots.
 *
 * The draws are a function of the seed and of the scores alone. Enters the circuits in the ledger, and in training an adjoint sweep of
 * each as gradient.
 */
export function measuredPairs(
  { config, ledger }: Pick<Attention, "config" | "ledger">,
  exact: tf.Tensor4D,
  test: ScoreTest,
  keys: Attendable,
  purpose: Purpose,
  circuits: number = attendedPairs(keys) * exact.shape[1],
): tf.Tensor4D {
  const { shots = null, seed = 0 } = config;
  ledger.add(purpose, { circuits, settings: circuits, shots: circuits * (shots ?? 0) });
  if (purpose === "forward") ledger.add("gradient", { circuits, settings: circuits, shots: 0 });
  if (shots === null) return exact;
  const perRow = copyValues(exact) as Float32Array;
  const random = new Random(shotSeed(seed, "scores", { batchSize: 1, perRow, shared: new Float32Array(0) }));
  return drawnScores(exact, test, shots, keys, random);
}
