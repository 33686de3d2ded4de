import type * as tf from "@tensorflow/tfjs";
import { attentionMechanism, attentionMechanisms } from "../attention/attentionMechanisms";
import type { Mechanism } from "../attention/mechanism";
import { ArgumentError } from "../core/errors";
import type { Random } from "../core/random";
import type { Ledger } from "../gradient/ledger";
import type { NamedWeight } from "../layers/namedWeights";
import { attentionTransformer, type AttentionModelConfig } from "./attentionTransformer";
import { lengthOption } from "./lengthOption";
import type { RecordedValues } from "./loadWeights";
import type { ParameterCounts, ParameterRow } from "./parameterTable";
import { presetConfig, type PresetArm, type PresetChanges } from "./presets";
import type { ForwardOptions, Transformer } from "./transformer";

const isCausal = ({ options }: Mechanism): boolean => options.some(({ name }) => name === "causal");

/** Throws unless the configuration is of a model that predicts the next token without seeing it. */
function checkCausal({ transformer, mechanism }: AttentionModelConfig): void {
  const where = "CausalLanguageModel";
  if (!isCausal(attentionMechanism(mechanism))) {
    const known = attentionMechanisms.filter(isCausal).map(({ name }) => name);
    throw new ArgumentError(
      `${where}: ${mechanism} cannot be causal, every token would see those after it; use one of ${known.join(", ")}`,
      {
        mechanism,
        known,
      },
    );
  }
  if (!transformer.causal)
    throw new ArgumentError(
      `${where}: transformer.causal is false, so tokens would see those after them; set it to true, see languageModelConfig`,
    );
  if (transformer.nClasses !== transformer.vocabSize)
    throw new ArgumentError(
      `${where}: transformer.nClasses is ${transformer.nClasses}, the next token is one of vocabSize ${transformer.vocabSize}; set them equal, see languageModelConfig`,
    );
}

/** What `languageModelConfig` may be asked for besides sizes: the arm's embedding, and the attention. */
export interface LanguageModelChoice extends Omit<PresetChanges, "vocabSize" | "nClasses" | "causal" | "pooling"> {
  /** Embedding: a table, the quantum one, or its classical control. Default "classical". */
  readonly arm?: PresetArm;
  /** Attention of every block; default "scaled-dot-product". */
  readonly mechanism?: string;
  /** The mechanism's own options; `seqLen` is set where it has it. */
  readonly options?: AttentionModelConfig["options"];
}

/**
 * The configuration of a causal language model for a corpus: preset `plan` in width 16 with 2 heads, one block, made causal, a class a word.
 *
 * @throws ArgumentError for an unknown key, arm or mechanism
 * @example
 * ```ts
 * const config = languageModelConfig(loadCorpus("blocks", 1), { mechanism: "swap-test" });
 * console.log(config.transformer.nClasses); // one a word of the corpus
 * ```
 */
export function languageModelConfig(
  corpus: { readonly vocabSize: number; readonly seqLen: number },
  choice: LanguageModelChoice = {},
): AttentionModelConfig {
  const { arm = "classical", mechanism = "scaled-dot-product", options = {}, ...changes } = choice;
  const { vocabSize, seqLen } = corpus;
  const shape = { embedDim: 16, nHeads: 2, ...changes, vocabSize, nClasses: vocabSize, causal: true };
  return { transformer: presetConfig("plan", arm, shape), mechanism, options: { ...lengthOption(mechanism, seqLen), ...options } };
}

/**
 * A causal language model: embedding, positions, causal blocks with any attention that can be causal, norm, and a linear head that gives
 * the logits of the next token at every position. Its perplexity is exp of the mean cross-entropy in nats.
 *
 * All initial weights come from `random`. Weight names are those of `Transformer`; the head is `classifier`.
 *
 * @throws ArgumentError for a mechanism that cannot be causal, by name, or a configuration that is not causal with a class a word
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const corpus = loadCorpus("ordered-digits", 1);
 * const model = new CausalLanguageModel(languageModelConfig(corpus, { arm: "hybrid" }), new Random(1));
 * const logits = model.logits(tf.tensor2d([[1, 3, 5]], [1, 3], "int32"));
 * console.log(logits.shape); // [1, 3, vocabSize]
 * logits.dispose();
 * model.dispose();
 * ```
 */
export class CausalLanguageModel {
  readonly config: AttentionModelConfig;
  /** Everything up to and with the head. */
  readonly transformer: Transformer;

  /** @param build - makes the transformer; default `attentionTransformer`, for training in stages a `StagedTransformer`. */
  constructor(
    config: AttentionModelConfig,
    random: Random,
    build: (config: AttentionModelConfig, random: Random) => Transformer = attentionTransformer,
  ) {
    checkCausal(config);
    this.config = config;
    this.transformer = build(config, random);
  }

  /** Circuits, settings and shots of embedding and attention. */
  get ledger(): Ledger {
    return this.transformer.ledger;
  }

  /**
   * Logits of the token that follows each position.
   *
   * tokens int32 [B, T]; mask bool [B, T], true = real token, padding on the right (none: all are real); the result is [B, T, V], owned by
   * the caller. Those of position t depend on tokens 0 … t only.
   *
   * @throws ShapeError unless tokens are int32 [B, T]; ArgumentError for an id outside the vocabulary or a sequence without real token
   */
  logits(tokens: tf.Tensor2D, mask?: tf.Tensor2D, options: ForwardOptions = {}): tf.Tensor3D {
    return this.transformer.tokenLogits(tokens, mask, options);
  }

  /** Every trainable weight, always in the same order. */
  namedWeights(): readonly NamedWeight[] {
    return this.transformer.namedWeights();
  }

  /** Name, shape, size, quantum or classical, and dead entries of every weight. */
  parameterTable(): readonly ParameterRow[] {
    return this.transformer.parameterTable();
  }

  /** Total, quantum, classical and dead parameters. */
  parameterCounts(): ParameterCounts {
    return this.transformer.parameterCounts();
  }

  /** Takes weights by name. @throws DataError when a name or shape differs; nothing is changed then */
  loadWeights(record: Readonly<Record<string, RecordedValues>>): void {
    this.transformer.loadWeights(record);
  }

  /** Frees every weight. */
  dispose(): void {
    this.transformer.dispose();
  }
}
