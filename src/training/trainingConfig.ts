import { checkInteger, checkKeys, checkNumber } from "../core/check";
import { ArgumentError } from "../core/errors";
import { checkSchedule, CONSTANT_SCHEDULE, type LearningRateSchedule } from "./learningRateSchedule";
import { checkedStages, type TrainingStage } from "./trainingStages";

/** How a model is trained. Frozen and complete; written beside every result. */
export interface TrainingConfig {
  /** Shuffles the training rows: epoch e is ordered by `new Random(seed).split("batches").split(e)`. */
  readonly seed: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** Adam's learning rate of classical weights. */
  readonly learningRate: number;
  /** Adam's learning rate of circuit angles; null = `learningRate`. */
  readonly quantumLearningRate: number | null;
  /** Gradients are cut to this global norm; null = never. */
  readonly clipNorm: number | null;
  readonly schedule: LearningRateSchedule;
  /** Stop after this many epochs without a lower validation loss, and go back to the best epoch's weights; null = never. */
  readonly patience: number | null;
  /** Stages of a gradual replacement, one after another; `epochs` is their sum. Left out: no stages. */
  readonly stages?: readonly TrainingStage[];
}

/** The reference's settings: 10 epochs of batches of 16, Adam 1e-3, norm cut to 1. */
export const TRAINING_DEFAULTS: TrainingConfig = Object.freeze({
  seed: 42,
  epochs: 10,
  batchSize: 16,
  learningRate: 1e-3,
  quantumLearningRate: null,
  clipNorm: 1,
  schedule: CONSTANT_SCHEDULE,
  patience: null,
});

/**
 * Completes a training configuration from the defaults.
 *
 * @throws ArgumentError for an unknown field or a value out of range.
 *
 * @example
 * ```ts
 * const config = trainingConfig({ epochs: 30, quantumLearningRate: 5e-3 });
 * ```
 */
export function trainingConfig(given: Partial<TrainingConfig> = {}): TrainingConfig {
  const where = "trainingConfig";
  checkKeys(where, given, [...Object.keys(TRAINING_DEFAULTS), "stages"]);
  const config = { ...TRAINING_DEFAULTS, ...given, ...staged(where, given) };
  checkInteger(where, "seed", config.seed, 0, 0xffffffff);
  checkInteger(where, "epochs", config.epochs, 1);
  checkInteger(where, "batchSize", config.batchSize, 1);
  checkNumber(where, "learningRate", config.learningRate, 0);
  if (config.quantumLearningRate !== null) checkNumber(where, "quantumLearningRate", config.quantumLearningRate, 0);
  if (config.clipNorm !== null) checkNumber(where, "clipNorm", config.clipNorm, Number.MIN_VALUE);
  if (config.patience !== null) checkInteger(where, "patience", config.patience, 1);
  checkSchedule(config.schedule);
  return Object.freeze(config);
}

/** The stages, frozen, and the epochs that they make together. */
function staged(where: string, { stages, epochs, patience }: Partial<TrainingConfig>): Partial<TrainingConfig> {
  if (stages === undefined) return {};
  const checked = checkedStages(where, stages);
  const sum = checked.reduce((total, stage) => total + stage.epochs, 0);
  if (epochs !== undefined && epochs !== sum)
    throw new ArgumentError(`${where}: epochs is ${epochs}, the stages have ${sum} together; leave epochs out`, { epochs, sum });
  if (patience !== undefined && patience !== null)
    throw new ArgumentError(`${where}: patience would end a run before its last stage; leave it out where there are stages`, { patience });
  return { stages: checked, epochs: sum };
}
