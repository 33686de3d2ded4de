import { ArgumentError } from "../core/errors";
import type { Random } from "../core/random";
import { Transformer, type TransformerOptions } from "./transformer";
import type { TransformerConfig } from "./transformerConfig";

/**
 * A transformer with a classical embedding: a table, or the projected table of a control arm.
 *
 * @throws ArgumentError for a quantum embedding or a configuration that is not valid
 * @example
 * ```ts
 * await ready();
 * const model = new ClassicalTransformer(presetConfig("reference", "classical"), new Random(42));
 * console.log(model.parameterCounts().total); // 610
 * model.dispose();
 * ```
 */
export class ClassicalTransformer extends Transformer {
  constructor(config: TransformerConfig, random: Random, options: TransformerOptions = {}) {
    if (config.embedding.kind === "quantum")
      throw new ArgumentError("ClassicalTransformer: the embedding is quantum; use HybridQuantumEmbeddingTransformer");
    super(config, random, options);
  }
}
