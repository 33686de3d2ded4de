import { ArgumentError } from "../core/errors";
import type { Attention, AttentionConfig, Mechanism } from "./mechanism";
import { quixer } from "./mixers/quixerAttention";
import { sasquatch } from "./mixers/sasquatchAttention";
import { bottleneck, randomFourier } from "./features/featureRows";
import { compound } from "./mixers/compoundAttention";
import { doublyStochastic } from "./scores/doublyStochasticAttention";
import { identity } from "./scores/identityAttention";
import { hadamardOverlap } from "./scores/hadamardOverlapAttention";
import { orthogonal } from "./scores/orthogonalAttention";
import { pqcProjections } from "./scores/pqcProjectionAttention";
import { qksan } from "./scores/qksanAttention";
import { qmsan } from "./scores/qmsanAttention";
import { qsann } from "./scores/qsannAttention";
import { smaldone } from "./scores/smaldoneAttention";
import { scaledDotProduct } from "./scores/scaledDotProductAttention";
import { swapTest } from "./scores/swapTestAttention";
import { uniform } from "./scores/uniformAttention";

/** Every attention mechanism: scores, then mixers, each with its source, formula and options. */
export const attentionMechanisms: readonly Mechanism[] = Object.freeze([
  scaledDotProduct,
  uniform,
  identity,
  bottleneck,
  randomFourier,
  swapTest,
  hadamardOverlap,
  smaldone,
  qsann,
  qmsan,
  qksan,
  pqcProjections,
  orthogonal,
  doublyStochastic,
  quixer,
  sasquatch,
  compound,
]);

/**
 * The registry row of a mechanism.
 *
 * @throws ArgumentError for a name that is not in `attentionMechanisms`
 * @example
 * ```ts
 * const { source, parameterFormula } = attentionMechanism("swap-test");
 * ```
 */
export function attentionMechanism(name: string): Mechanism {
  const row = attentionMechanisms.find((each) => each.name === name);
  if (row !== undefined) return row;
  const known = attentionMechanisms.map((each) => each.name);
  throw new ArgumentError(`attentionMechanism: there is no mechanism "${name}"; use one of ${known.join(", ")}`, {
    mechanism: name,
    known,
  });
}

/**
 * Makes an attention mechanism by name: tokens [B, T, D] to tokens [B, T, D], with weights of its own that the caller disposes.
 *
 * @throws ArgumentError for an unknown mechanism or option, or a value out of range; ShapeError for a width that does not fit
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const attention = createAttention("swap-test", { embedDim: 8, nHeads: 2 });
 * const y = attention.mix(tf.randomNormal([2, 5, 8]), null); // [2, 5, 8]
 * attention.dispose();
 * ```
 */
export function createAttention(name: string, config: AttentionConfig): Attention {
  return attentionMechanism(name).create(config);
}
