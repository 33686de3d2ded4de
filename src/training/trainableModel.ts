import type * as tf from "@tensorflow/tfjs";
import type { NamedWeight } from "../layers/namedWeights";

/** The training loss of one batch: the mean over its predictions, differentiable, and how many of them were right. */
export interface BatchLoss {
  readonly loss: tf.Scalar;
  readonly correct: number;
  /** How many predictions there were; default one a row. */
  readonly count?: number;
}

/** Row by row: the mean loss of its predictions, and how many are right; 1 or 0 where a row holds one. */
export interface BatchEvaluation {
  readonly losses: Float32Array;
  readonly correct: Uint8Array | Int32Array;
  /** How many predictions each row holds, as the rows of a language model do; default one each. */
  readonly counts?: Int32Array;
}

/**
 * What the training loop asks of a model; it knows nothing of tokens, circuits or transformers.
 *
 * The weights are changed with `variable.assign`, never in place, so that caches keyed by tensor stay right.
 */
export interface TrainableModel<Batch> {
  /** Always in the same order. */
  namedWeights(): readonly NamedWeight[];
  /** Called inside `tf.variableGrads`: every tensor that it makes is disposed by the caller's tidy. */
  loss(batch: Batch): BatchLoss;
  /** Without gradients; leaves no tensor behind. */
  evaluate(batch: Batch): BatchEvaluation;
  /** Of a model trained in stages: sets the share λ in [0, 1] of the part that replaces another; called before every step. */
  setBlend?(blend: number): void;
  /** What the model counts while it trains, such as circuits, as plain JSON: kept in checkpoints. */
  counters?(): unknown;
  /** Goes on counting from what `counters` gave. */
  restoreCounters?(counters: unknown): void;
}

/** Rows that can be gathered into batches. */
export interface BatchSource<Batch> {
  readonly size: number;
  batch(rows: ArrayLike<number>): Batch;
}
