import { ArgumentError } from "../core/errors";
import type { Random } from "../core/random";
import { QuantumEmbedding } from "../layers/quantum/quantumEmbedding";
import { Transformer, type TransformerOptions } from "./transformer";
import type { TransformerConfig } from "./transformerConfig";

/**
 * A transformer whose token vectors come from circuits: ⟨Z_i⟩ of a circuit with its own angles a token, then a linear layer.
 *
 * @throws ArgumentError for a classical embedding or a configuration that is not valid; DiffMethodError for adjoint with shots
 * @example
 * ```ts
 * await ready();
 * const model = new HybridQuantumEmbeddingTransformer(presetConfig("reference", "hybrid"), new Random(42));
 * console.log(model.parameterCounts()); // { total: 810, quantum: 320, classical: 490, dead: 80 }
 * model.dispose();
 * ```
 */
export class HybridQuantumEmbeddingTransformer extends Transformer {
  /** The quantum embedding; the model's `ledger` counts circuits, settings and shots. */
  readonly quantumEmbedding: QuantumEmbedding;

  constructor(config: TransformerConfig, random: Random, options: TransformerOptions = {}) {
    if (config.embedding.kind !== "quantum")
      throw new ArgumentError(
        `HybridQuantumEmbeddingTransformer: the embedding is of kind "${config.embedding.kind}"; use ClassicalTransformer, or kind "quantum"`,
      );
    super(config, random, options);
    this.quantumEmbedding = this.embedding as QuantumEmbedding;
  }
}
