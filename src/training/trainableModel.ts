import type * as tf from "@tensorflow/tfjs";
import type { NamedWeight } from "../layers/namedWeights";

/** The training loss of one batch: the mean over its rows, differentiable, and how many rows were classified rightly. */
export interface BatchLoss {
  readonly loss: tf.Scalar;
  readonly correct: number;
}

/** Row by row: loss, and 1 where the prediction is right. */
export interface BatchEvaluation {
  readonly losses: Float32Array;
  readonly correct: Uint8Array;
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
