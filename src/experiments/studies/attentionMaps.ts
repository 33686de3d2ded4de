import * as tf from "@tensorflow/tfjs";
import { ArgumentError } from "../../core/errors";
import { mean } from "../../core/mean";
import { Random } from "../../core/random";
import { createAttention } from "../../attention/attentionMechanisms";
import type { AttentionConfig } from "../../attention/mechanism";
import type { AttentionMapData } from "../../figures/attentionMapFigure";
import { studyConfig, type Given } from "../studyConfig";

/** One map: a mechanism with its options. */
export interface AttentionMapChoice {
  /** Above the map; default the mechanism's name. */
  readonly title?: string;
  /** A name of `attentionMechanisms`. */
  readonly mechanism: string;
  readonly options?: Partial<AttentionConfig>;
}

/** What `attentionMaps` draws. */
export interface AttentionMapConfig {
  /** Equal words get equal vectors; default "the dog saw the cat run". */
  readonly words: readonly string[];
  /** Width D of the vectors; default 8. */
  readonly embedDim: number;
  /** Of the vectors and of every mechanism's weights; default 1. */
  readonly seed: number;
}

/** Attention maps of one head on the same vectors. */
export interface AttentionMaps extends AttentionMapData {
  readonly kind: "attention-maps";
  readonly formatVersion: 1;
  readonly config: AttentionMapConfig & { readonly choices: readonly AttentionMapChoice[] };
}

/**
 * The attention maps that untrained mechanisms make of the same words, one head each, from the same seed: row i holds the weights with
 * which word i attends to every word. The words' vectors are N(0, 1), without positions.
 *
 * `entropy` is the mean over rows of −Σ a ln a / ln T: 1 is uniform attention, 0 looks at one word. `circuits` counts what a quantum
 * computer would execute for the map.
 *
 * @throws ArgumentError for an unknown mechanism or option; call `ready()` first
 * @example
 * ```ts
 * await ready();
 * const { maps } = attentionMaps([{ mechanism: "scaled-dot-product" }, { mechanism: "swap-test" }]);
 * console.log(maps.map(({ title, entropy }) => [title, entropy]));
 * ```
 */
export function attentionMaps(choices: readonly AttentionMapChoice[], given: Given<AttentionMapConfig> = {}): AttentionMaps {
  const defaults = { words: ["the", "dog", "saw", "the", "cat", "run"], embedDim: 8, seed: 1 };
  const config = studyConfig<AttentionMapConfig>("attentionMaps", defaults, given);
  const { words, embedDim, seed } = config;
  const vectors = words.map((word) => {
    const random = new Random(seed).split(word);
    return Array.from({ length: embedDim }, () => random.normal());
  });
  const maps = choices.map(({ mechanism, title = mechanism, options = {} }) => {
    const attention = createAttention(mechanism, { embedDim, seed, ...options });
    try {
      const map = tf.tidy(() => attention.attentionWeights(tf.tensor3d([vectors]), null)?.arraySync());
      const weights = map?.[0]?.[0];
      if (weights === undefined) throw new ArgumentError(`attentionMaps: ${mechanism} is a mixer and has no attention map; choose a score`);
      return {
        title,
        weights: weights.map((row) => row.map((a) => Number(a.toFixed(6)))),
        entropy: meanEntropy(weights),
        circuits: attention.ledger.total().circuits,
      };
    } finally {
      attention.dispose();
    }
  });
  return { kind: "attention-maps", formatVersion: 1, config: { ...config, choices }, words, maps };
}

/** The mean over rows of −Σ a ln a, over ln T. */
export function meanEntropy(rows: readonly (readonly number[])[]): number {
  const entropies = rows.map((row) => row.reduce((sum, a) => sum - (a > 0 ? a * Math.log(a) : 0), 0) / Math.log(row.length));
  return mean(entropies);
}
