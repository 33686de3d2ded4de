/** What one epoch of training gave. Losses are means over batches, accuracies shares in [0, 1]. */
export interface EpochMetrics {
  readonly trainLoss: number;
  readonly valLoss: number;
  readonly trainAccuracy: number;
  readonly valAccuracy: number;
  /** exp of the validation loss. */
  readonly valPerplexity: number;
  /** Mean over steps of the gradient's global norm before clipping. */
  readonly gradientNorm: number;
  /** Wall-clock time of the training part, validation excluded. */
  readonly seconds: number;
  /** Of a run in stages: the epoch's stage. */
  readonly stage?: string;
  /** Of a run in stages: the share λ of the replacing part at the epoch's end, under which it was validated. */
  readonly blend?: number;
}

/** The course of one training run. */
export interface TrainingHistory {
  readonly epochs: readonly EpochMetrics[];
  /** The loss of every step, before its update. */
  readonly stepLosses: readonly number[];
  /** Why training ended before its last epoch, or null. */
  readonly stopped: "early stopping" | null;
  /** The epoch (from 0) with the lowest validation loss. */
  readonly bestEpoch: number;
}

/** The first epoch with the lowest validation loss. */
export function bestEpochOf(epochs: readonly EpochMetrics[]): number {
  return epochs.reduce((best, epoch, i) => (epoch.valLoss < epochs[best]!.valLoss ? i : best), 0);
}
