import { ready } from "../../layers/backend";
import { evaluateModel } from "../../training/evaluateModel";
import { train } from "../../training/train";
import { trainingConfig } from "../../training/trainingConfig";
import type { Ledger } from "../../gradient/ledger";
import type { ParameterCounts } from "../../transformer/parameterTable";
import { armModel, type ArmName } from "../models";
import { sequenceModel, sequenceSource } from "../sequenceModel";
import { taskRows, type Baseline, type TaskName } from "../tasks";
import type { ComparisonConfig } from "./comparisonConfig";
import type { ComparisonRun, CostRecord } from "./comparisonResult";

/** One model to train: an arm of a task with one seed. */
export interface ComparisonUnit {
  readonly config: ComparisonConfig;
  readonly task: TaskName;
  readonly arm: ArmName;
  readonly seed: number;
}

/** What training one unit gave. */
export interface UnitResult {
  readonly task: TaskName;
  readonly arm: ArmName;
  readonly counts: ParameterCounts;
  readonly run: ComparisonRun;
  /** Of the classical arm, on tasks that have one; null of the others, which see the same rows. */
  readonly baseline: Baseline | null;
  readonly versions: Readonly<Record<string, string>>;
}

/** What a unit reports after each epoch. */
export interface UnitReport {
  readonly valLoss: number;
}

/** Trains one arm with one seed, from nothing to its curves; leaves no tensor behind. */
export async function trainUnit(unit: ComparisonUnit, report: (value: UnitReport) => void, signal?: AbortSignal): Promise<UnitResult> {
  const { config, task, arm, seed } = unit;
  const { epochs, batchSize, learningRate, quantumLearningRate, clipNorm } = config;
  const { versions } = await ready({ backend: config.backend });
  const data = await taskRows(task, seed);
  const transformer = armModel(arm, task, seed, config);
  try {
    const model = sequenceModel(transformer);
    const history = await train(
      model,
      { train: sequenceSource(data.train), validation: sequenceSource(data.validation) },
      trainingConfig({ seed, epochs, batchSize, learningRate, quantumLearningRate, clipNorm }),
      { onEpoch: ({ valLoss }) => report({ valLoss }), ...(signal === undefined ? {} : { signal }) },
    );
    const test = data.test === null ? null : evaluateModel(model, sequenceSource(data.test), batchSize);
    const run = {
      seed,
      epochs: history.epochs.map(({ trainLoss, valLoss, trainAccuracy, valAccuracy, seconds }) => ({
        trainLoss,
        valLoss,
        trainAccuracy,
        valAccuracy,
        seconds,
      })),
      cost: trainingCost(transformer.ledger),
      test,
    };
    return {
      task,
      arm,
      counts: transformer.parameterCounts(),
      run,
      baseline: arm === "classical" && data.baseline !== null ? data.baseline() : null,
      versions,
    };
  } finally {
    transformer.dispose();
  }
}

/** Forward passes and gradients of training; evaluations are not part of it. */
function trainingCost(ledger: Ledger): CostRecord {
  const [forward, gradient] = [ledger.of("forward"), ledger.of("gradient")];
  return {
    circuits: forward.circuits + gradient.circuits,
    settings: forward.settings + gradient.settings,
    shots: forward.shots + gradient.shots,
  };
}
