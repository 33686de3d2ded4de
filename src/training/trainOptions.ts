import type { Progress } from "../core/progress";
import type { BatchSource } from "./trainableModel";
import type { EpochMetrics } from "./trainingHistory";

/** Training and validation rows. */
export interface TrainingData<Batch> {
  readonly train: BatchSource<Batch>;
  readonly validation: BatchSource<Batch>;
}

/** How a run is watched, kept and stopped. */
export interface TrainOptions {
  readonly progress?: Progress;
  /** Ends the run with InterruptedError between two steps; finished epochs stay in the checkpoint. */
  readonly signal?: AbortSignal;
  /** Folder of the checkpoint, written before the first epoch and after each; null (default) = keep none. */
  readonly checkpointFolder?: string | null;
  /** Go on from the checkpoint in `checkpointFolder`. */
  readonly resume?: boolean;
  /** What is trained, for the checkpoint: resuming needs the same. */
  readonly subject?: Readonly<Record<string, unknown>>;
  /** Row numbers in the order of use, a list an epoch, instead of the seeded shuffle. */
  readonly batchOrder?: readonly (readonly number[])[];
  /** Called after each epoch. */
  readonly onEpoch?: (epoch: EpochMetrics, index: number) => void;
}
