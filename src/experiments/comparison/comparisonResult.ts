import type { BackendName } from "../../layers/backend";
import type { EngineName } from "../../simulator/engine";
import type { ClaimComparison } from "../../statistics/claims";
import type { ArmName } from "../models";
import type { Baseline, TaskName } from "../tasks";
import type { ComparisonConfig } from "./comparisonConfig";

/** One epoch of one run. Losses are cross-entropies in nats (mean over batches), accuracies shares in [0, 1]. */
export interface EpochRecord {
  readonly trainLoss: number;
  readonly valLoss: number;
  readonly trainAccuracy: number;
  readonly valAccuracy: number;
  /** Wall-clock time of the training part alone, validation excluded. */
  readonly seconds: number;
}

/** What a run asked of quantum hardware or a simulator, summed over its training steps. */
export interface CostRecord {
  readonly circuits: number;
  readonly settings: number;
  readonly shots: number;
}

/** One arm trained with one seed. */
export interface ComparisonRun {
  readonly seed: number;
  readonly epochs: readonly EpochRecord[];
  readonly cost: CostRecord;
  /** After the last epoch, on rows that neither training nor validation saw; null where the task keeps none. */
  readonly test: { readonly loss: number; readonly accuracy: number } | null;
}

/** One model on one task: all its runs, in the order of the seeds. */
export interface ComparisonArm {
  readonly name: ArmName;
  readonly task: TaskName;
  /** Trainable numbers in all; `quantum` of them are circuit angles, `dead` can never change an output. */
  readonly parameters: number;
  readonly quantumParameters: number;
  readonly deadParameters: number;
  readonly runs: readonly ComparisonRun[];
}

/** One published claim about the hybrid, tried against one other arm over the paired seeds of one task. */
export interface ComparisonRow extends ClaimComparison {
  readonly task: TaskName;
}

/** Means over the seeds of what needs no attention, on the very splits that the arms use. */
export interface BaselineRow extends Baseline {
  readonly task: TaskName;
}

/** Everything that `compare` found: its JSON output and the sidecar of its figure. Same config, same bytes, but for `seconds` and `timing`. */
export interface ComparisonResult {
  readonly kind: "comparison";
  readonly formatVersion: 1;
  /** `synthetic`, one set of sentences, or `sentences` for all three. */
  readonly task: TaskName | "sentences";
  readonly config: ComparisonConfig;
  readonly seeds: readonly number[];
  /** The simulator that ran the circuits. */
  readonly engine: EngineName;
  readonly backend: BackendName;
  readonly versions: Readonly<Record<string, string>>;
  /** One entry for each arm and task. */
  readonly arms: readonly ComparisonArm[];
  /** The best that any classifier can reach on the synthetic task; null where it is unknown. */
  readonly bayes: { readonly accuracy: number; readonly crossEntropy: number } | null;
  /** Of the text tasks; empty for the synthetic one. */
  readonly baselines: readonly BaselineRow[];
  readonly comparisons: readonly ComparisonRow[];
  /** Wall-clock seconds of the whole comparison, and how many processes shared it. */
  readonly timing: { readonly seconds: number; readonly jobs: number };
}
