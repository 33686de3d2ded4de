import type { SequenceDataset } from "./dataset";
import type { BayesOptimum } from "./syntheticSentiment";

/** A classification task with its splits: train on one, choose on another, report on the third. */
export interface Task {
  readonly name: string;
  readonly train: SequenceDataset;
  readonly validation: SequenceDataset;
  readonly test: SequenceDataset;
  /** The word of each token id. */
  readonly words: readonly string[];
  /** The best that any classifier can reach; null where it is unknown. */
  readonly bayes: BayesOptimum | null;
  /** The sentences behind each split's rows; null where the tokens are all there is. */
  readonly texts: Readonly<Record<SplitName, readonly string[]>> | null;
}

/** A part of a task or corpus. */
export type SplitName = "train" | "validation" | "test";

/** Every row can be told for certain. */
export const CERTAIN: BayesOptimum = Object.freeze({ accuracy: 1, crossEntropy: 0 });
