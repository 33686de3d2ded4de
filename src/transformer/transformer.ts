import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../core/errors";
import type { Random } from "../core/random";
import { Ledger } from "../gradient/ledger";
import { attentionFromLayer, type AttentionMechanism } from "../layers/attentionMechanism";
import { LayerNorm } from "../layers/classical/layerNorm";
import { Linear } from "../layers/classical/linear";
import { MultiHeadAttention } from "../layers/classical/multiHeadAttention";
import { Pooling } from "../layers/classical/pooling";
import { SinusoidalPositions } from "../layers/classical/sinusoidalPositions";
import type { KernelLayer } from "../layers/kernelLayer";
import { prefixed, type NamedWeight } from "../layers/namedWeights";
import { deadParameters } from "../layers/quantum/deadParameters";
import { QuantumEmbedding } from "../layers/quantum/quantumEmbedding";
import { TransformerBlock } from "./block";
import { embeddingLayer } from "./embeddingLayer";
import { loadWeights, type RecordedValues } from "./loadWeights";
import { countParameters, tableOf, type ParameterCounts, type ParameterRow } from "./parameterTable";
import { transformerConfig, type TransformerConfig } from "./transformerConfig";

/** Makes the attention of block `block`; the transformer owns and disposes it. */
export type AttentionFactory = (config: TransformerConfig, block: number, random: Random) => AttentionMechanism;

/** What may be put in place of the standard parts. */
export interface TransformerOptions {
  /** Default: multi-head scaled dot-product attention. */
  readonly attention?: AttentionFactory;
}

/** What a forward pass is for. */
export interface ForwardOptions {
  /** False: circuits are counted as evaluation, and tokens not as trained. Default true. */
  readonly training?: boolean;
}

/** Multi-head scaled dot-product attention as the configuration asks. */
const dotProductAttention: AttentionFactory = ({ embedDim, nHeads, causal }, _block, random) => {
  const layer = new MultiHeadAttention({ nHeads, causal, seed: random.split("attention").seed });
  layer.build([null, null, embedDim]);
  return attentionFromLayer(layer);
};

/**
 * A transformer that classifies token sequences: embedding, positions, blocks, norm, pooling, linear classifier.
 *
 * Everything is switched by its configuration; `options.attention` puts another mechanism, such as a quantum one, in every block.
 * All initial weights come from `random`, each part from a split of its own, so that two models share those of their common parts.
 *
 * @throws ArgumentError for a configuration that is not valid
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const model = new Transformer(presetConfig("reference", "hybrid"), new Random(42));
 * const logits = model.forward(tf.tensor2d([[1, 12, 3, 4, 15, 6]], [1, 6], "int32"));
 * console.log(logits.shape, model.parameterCounts()); // [1, 2] { total: 810, quantum: 320, classical: 490, dead: 80 }
 * model.dispose();
 * ```
 */
export class Transformer {
  readonly config: TransformerConfig;
  /** Circuits, settings and shots of the embedding and of every block's attention. */
  readonly ledger = new Ledger();
  /** The embedding layer. */
  readonly embedding: KernelLayer;
  readonly blocks: readonly TransformerBlock[];
  private readonly positions: SinusoidalPositions | null;
  private readonly norm: LayerNorm | null;
  private readonly pooling: Pooling;
  private readonly classifier: Linear;

  constructor(config: TransformerConfig, random: Random, options: TransformerOptions = {}) {
    this.config = transformerConfig(config);
    const { embedDim, nBlocks, nClasses, norm, positions, pooling } = this.config;
    const makeAttention = options.attention ?? dotProductAttention;
    this.embedding = embeddingLayer(this.config, random);
    this.positions = positions === "sinusoidal" ? new SinusoidalPositions() : null;
    this.positions?.build([null, null, embedDim]);
    this.blocks = Array.from({ length: nBlocks }, (_, i) => {
      const own = random.split(`block${i}`);
      return new TransformerBlock(this.config, makeAttention(this.config, i, own), own);
    });
    this.norm = norm === "pre" ? new LayerNorm() : null;
    this.norm?.build([null, null, embedDim]);
    this.pooling = new Pooling({ pooling });
    this.classifier = new Linear({ units: nClasses, seed: random.split("classifier").seed });
    this.classifier.build([null, embedDim]);
    if (this.embedding instanceof QuantumEmbedding) this.embedding.runner.ledger = this.ledger;
    for (const { attention } of this.blocks) if (attention.ledger !== undefined) attention.ledger = this.ledger;
  }

  /**
   * Logits of a batch of token sequences.
   *
   * tokens int32 [B, T]; mask bool [B, T], true = real token (none: all are); the result is [B, nClasses], owned by the caller.
   *
   * @throws ShapeError unless tokens are int32 [B, T]; ArgumentError for an id outside the vocabulary or a sequence without real token
   */
  forward(tokens: tf.Tensor2D, mask?: tf.Tensor2D, options: ForwardOptions = {}): tf.Tensor2D {
    return tf.tidy(() => {
      const x = this.encode(tokens, mask, options);
      const pooled = this.pooling.call(x, mask === undefined ? {} : { mask });
      return this.classifier.call(pooled) as tf.Tensor2D;
    });
  }

  /**
   * Logits of every position, without pooling: tokens int32 [B, T] to [B, T, nClasses], owned by the caller. With a causal configuration
   * those of position t depend on tokens 0 … t only.
   *
   * @throws ShapeError and ArgumentError as `forward`
   */
  tokenLogits(tokens: tf.Tensor2D, mask?: tf.Tensor2D, options: ForwardOptions = {}): tf.Tensor3D {
    return tf.tidy(() => this.classifier.call(this.encode(tokens, mask, options)) as tf.Tensor3D);
  }

  /** The vectors [B, T, D] of all positions after the last block and norm. */
  private encode(tokens: tf.Tensor2D, mask: tf.Tensor2D | undefined, options: ForwardOptions): tf.Tensor3D {
    if (tokens.rank !== 2 || tokens.dtype !== "int32")
      throw new ShapeError(`forward: tokens are ${tokens.dtype} [${tokens.shape.join()}]; pass int32 [B, T]`);
    let x = this.embedding.call(tokens, options) as tf.Tensor3D;
    if (this.positions !== null) x = this.positions.call(x) as tf.Tensor3D;
    for (const block of this.blocks) x = block.call(x, mask ?? null, options);
    return this.norm === null ? x : (this.norm.call(x) as tf.Tensor3D);
  }

  /** Every trainable weight, always in the same order; with one block its weights are `attention.…` and `ffn.…`, else `blocks.0.…`. */
  namedWeights(): readonly NamedWeight[] {
    return [
      ...prefixed("embedding", this.embedding.namedWeights()),
      ...this.blocks.flatMap((block, i) =>
        this.blocks.length === 1 ? block.namedWeights() : prefixed(`blocks.${i}`, block.namedWeights()),
      ),
      ...(this.norm === null ? [] : prefixed("norm", this.norm.namedWeights())),
      ...prefixed("classifier", this.classifier.namedWeights()),
    ];
  }

  /** Name, shape, size, quantum or classical, and dead entries of every weight. */
  parameterTable(): readonly ParameterRow[] {
    const attention = (block: TransformerBlock, i: number): string[] => {
      const prefix = this.blocks.length === 1 ? "attention" : `blocks.${i}.attention`;
      return block.attention.deadParameters().map((name) => `${prefix}.${name}`);
    };
    const embedding = this.embedding instanceof QuantumEmbedding ? deadParameters(this.embedding) : [];
    return tableOf(this.namedWeights(), [...embedding.map((name) => `embedding.${name}`), ...this.blocks.flatMap(attention)]);
  }

  /** Total, quantum, classical and dead parameters. */
  parameterCounts(): ParameterCounts {
    return countParameters(this.parameterTable());
  }

  /** Takes weights by name, Linear weights as [out, in] like PyTorch's. @throws DataError when a name or shape differs; nothing is changed then */
  loadWeights(record: Readonly<Record<string, RecordedValues>>): void {
    loadWeights(this.namedWeights(), record);
  }

  /** Frees every weight. */
  dispose(): void {
    for (const part of [this.embedding, ...this.blocks, this.positions, this.norm, this.classifier]) part?.dispose();
  }
}
