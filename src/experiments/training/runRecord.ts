import type { CorpusDifficulty } from "../../data/corpusDifficulty";
import type { Difficulty } from "../../data/difficulty";
import type { Cost, Purpose } from "../../gradient/ledger";
import type { BackendName } from "../../layers/backend";
import type { ParameterCounts } from "../../transformer/parameterTable";
import type { EpochMetrics } from "../../training/trainingHistory";
import type { ArmName } from "../models";
import type { TrainModelConfig, TrainTask } from "./trainModelConfig";

/** Everything known of one trained model: `train`'s JSON output and its `run.json`. Same config, same bytes, but for `seconds`. */
export interface RunRecord {
  readonly kind: "run";
  readonly formatVersion: 1;
  /** Model, mechanism where one was named, task and seed, such as `hybrid-synthetic-42`. */
  readonly runId: string;
  readonly model: ArmName;
  readonly task: TrainTask;
  readonly seed: number;
  readonly config: TrainModelConfig;
  readonly parameters: ParameterCounts;
  /** Names of parameters that no output depends on. */
  readonly deadParameters: readonly string[];
  /** Names of circuit angles that were never trained because their token did not occur. */
  readonly untouchedParameters: readonly string[];
  /** Circuits, settings and shots by purpose: training's forward passes and gradients, and evaluations. */
  readonly ledger: Readonly<Record<Purpose, Cost>>;
  readonly epochs: readonly EpochMetrics[];
  readonly stepLosses: readonly number[];
  readonly stopped: "early stopping" | null;
  readonly bestEpoch: number;
  /** On rows that neither training nor validation saw; null where the task keeps none. */
  readonly test: { readonly loss: number; readonly accuracy: number; readonly perplexity?: number } | null;
  /** The best possible, where it is known: accuracy of a classifier, perplexity of a language model. */
  readonly bayes: { readonly accuracy?: number; readonly crossEntropy: number; readonly perplexity?: number } | null;
  /** What needs no attention to be had, on the test rows of this seed. */
  readonly difficulty: Difficulty | CorpusDifficulty;
  readonly backend: BackendName;
  readonly versions: Readonly<Record<string, string>>;
}
