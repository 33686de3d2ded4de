import { checkInteger, checkKeys, checkOneOf } from "../core/check";
import { ArgumentError } from "../core/errors";
import type { Activation } from "../layers/classical/feedForward";
import type { PoolingKind } from "../layers/classical/pooling";
import { checkEmbeddingConfig, type EmbeddingConfig } from "./embeddingConfig";

/** Everything that decides a transformer's shape; plain JSON, frozen. */
export interface TransformerConfig {
  /** Token ids run from 0 to vocabSize − 1. */
  readonly vocabSize: number;
  /** Width D of every token's vector. */
  readonly embedDim: number;
  readonly nClasses: number;
  /** Attention heads; must divide embedDim. */
  readonly nHeads: number;
  /** Attention and feed-forward, this many times. */
  readonly nBlocks: number;
  /** Width of the feed-forward block's hidden layer; 0: a block is attention alone. */
  readonly ffnDim: number;
  readonly activation: Activation;
  /** "pre": layer norm before attention, before feed-forward and before pooling (pre-LN); "none". */
  readonly norm: "pre" | "none";
  /** Whether attention and feed-forward add to their input. */
  readonly residual: boolean;
  readonly positions: "sinusoidal" | "none";
  readonly pooling: PoolingKind;
  /** Whether token i sees tokens 0 … i only. */
  readonly causal: boolean;
  /** A token whose table row is 0 and never trained; null for none. Masks are given to `forward`. Table embeddings only. */
  readonly paddingId: number | null;
  readonly embedding: EmbeddingConfig;
}

const KEYS: readonly (keyof TransformerConfig)[] = [
  "vocabSize",
  "embedDim",
  "nClasses",
  "nHeads",
  "nBlocks",
  "ffnDim",
  "activation",
  "norm",
  "residual",
  "positions",
  "pooling",
  "causal",
  "paddingId",
  "embedding",
];

/**
 * Checks a transformer's configuration and freezes it.
 *
 * @throws ArgumentError for an unknown or missing key, a value out of range, or heads that do not divide the width
 * @example
 * ```ts
 * const checked = transformerConfig({ ...presetConfig("plan", "classical"), nBlocks: 2 }); // frozen; NaN, 0 or an unknown key would throw
 * ```
 */
export function transformerConfig(config: TransformerConfig): TransformerConfig {
  const where = "transformerConfig";
  checkKeys(where, config, KEYS);
  for (const key of ["vocabSize", "embedDim", "nClasses", "nHeads", "nBlocks"] as const) checkInteger(where, key, config[key], 1);
  checkInteger(where, "ffnDim", config.ffnDim, 0);
  checkOneOf(where, "activation", config.activation, ["relu", "gelu"]);
  checkOneOf(where, "norm", config.norm, ["pre", "none"]);
  checkOneOf(where, "positions", config.positions, ["sinusoidal", "none"]);
  checkOneOf(where, "pooling", config.pooling, ["mean", "first"]);
  for (const key of ["residual", "causal"] as const)
    if (typeof config[key] !== "boolean") throw new ArgumentError(`${where}: ${key} must be true or false, got ${String(config[key])}`);
  if (config.embedDim % config.nHeads !== 0) {
    throw new ArgumentError(`${where}: nHeads ${config.nHeads} does not divide embedDim ${config.embedDim}; choose a divisor`, {
      nHeads: config.nHeads,
      embedDim: config.embedDim,
    });
  }
  checkEmbeddingConfig(where, config.embedding);
  if (config.paddingId !== null) {
    checkInteger(where, "paddingId", config.paddingId, 0, config.vocabSize - 1);
    if (config.embedding.kind !== "table")
      throw new ArgumentError(
        `${where}: paddingId is for table embeddings, this one is ${config.embedding.kind}; mask padding in forward instead`,
      );
  }
  return Object.freeze({ ...config, embedding: Object.freeze({ ...config.embedding }) });
}
