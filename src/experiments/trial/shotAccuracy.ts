import { checkInteger } from "../../core/check";
import { ArgumentError } from "../../core/errors";
import { Random } from "../../core/random";
import { attentionMechanism } from "../../attention/attentionMechanisms";
import type { ShotAccuracyData } from "../../figures/shotAccuracyFigure";
import { ready } from "../../layers/backend";
import { evaluateModel } from "../../training/evaluateModel";
import { attentionTransformer, type AttentionModelConfig } from "../../transformer/attentionTransformer";
import type { Transformer } from "../../transformer/transformer";
import { sequenceModel, sequenceSource } from "../sequenceModel";
import { studyConfig, type Given } from "../studyConfig";
import { trialConfig, trainingOf } from "./trialConfig";
import { trialModel } from "./trialModel";
import { trainedTrialModel } from "./trialRun";
import { trialTask } from "./trialTask";
import { trialUnit } from "./trialUnit";

/** What `shotAccuracy` trains and measures. */
export interface ShotAccuracyConfig {
  /** Mechanisms that take shots. */
  readonly mechanisms: readonly string[];
  readonly task: string;
  /** Shots of each executed circuit. */
  readonly shots: readonly number[];
  readonly nSeeds: number;
  readonly seed: number;
  readonly steps: number;
  readonly learningRate: number;
}

/** Test accuracy of models trained exactly and read with finite shots. */
export interface ShotAccuracy extends ShotAccuracyData {
  readonly kind: "shot-accuracy";
  readonly formatVersion: 1;
  readonly config: ShotAccuracyConfig;
}

/**
 * Trains models with exact scores, as a trial does, and evaluates the test split with every circuit measured so many times: how many shots
 * a trained mechanism needs. Means over seeds, with standard deviations of the paired differences from exact values.
 *
 * @throws ArgumentError for an unknown option, mechanism or task, a mechanism without shots, or a model that cannot be trained
 * @example
 * ```ts
 * const { rows } = await shotAccuracy({ mechanisms: ["swap-test"], task: "first-token", shots: [10], nSeeds: 1, steps: 2 });
 * console.log(rows[0]!.accuracies, rows[0]!.exact);
 * ```
 */
export async function shotAccuracy(given: Given<ShotAccuracyConfig> = {}): Promise<ShotAccuracy> {
  const where = "shotAccuracy";
  const mechanisms = ["hadamard-overlap", "swap-test", "qksan", "orthogonal"];
  const shots = [10, 30, 100, 300, 1000, 5000];
  const defaults = { mechanisms, task: "recall", shots, nSeeds: 3, seed: 42, steps: 400, learningRate: 0.01 };
  const config = studyConfig<ShotAccuracyConfig>(where, defaults, given);
  checkInteger(where, "nSeeds", config.nSeeds, 1);
  await ready();
  for (const name of config.mechanisms)
    if (!attentionMechanism(name).options.some((option) => option.name === "shots"))
      throw new ArgumentError(`${where}: ${name} takes no shots; choose a mechanism with circuits`, { name });
  const rows: ShotAccuracyData["rows"][number][] = [];
  for (const mechanism of config.mechanisms) {
    const found: number[][] = [];
    for (let k = 0; k < config.nSeeds; k++) found.push(await accuraciesOf(mechanism, config.seed + k, config));
    const columns = [0, ...config.shots].map((_, i) => found.map((each) => each[i]!));
    const [exact, ...finite] = columns.map(mean);
    const sds = columns.slice(1).map((column) => sd(column.map((accuracy, k) => accuracy - columns[0]![k]!)));
    rows.push({ mechanism, exact: exact!, accuracies: finite, sds });
  }
  return { kind: "shot-accuracy", formatVersion: 1, config, shots: config.shots, task: config.task, nSeeds: config.nSeeds, rows };
}

/** Test accuracy of one trained model: exact, then for each number of shots. */
async function accuraciesOf(mechanism: string, seed: number, config: ShotAccuracyConfig): Promise<number[]> {
  const { task: taskName, steps, learningRate } = config;
  const settings = trialConfig({ mechanisms: [mechanism], tasks: [taskName], seed, nSeeds: 1, steps });
  const task = await trialTask(taskName, seed, settings.maxSeqLen);
  const model = trialModel(mechanism, task.train, settings);
  const unit = trialUnit({ purpose: "study", task: taskName, model, seed, learningRate, training: trainingOf(settings) });
  const { run, model: trained } = await trainedTrialModel(unit);
  if (trained === null) throw new ArgumentError(`shotAccuracy: ${mechanism} cannot be trained on ${taskName}: ${run.failure}`);
  const test = sequenceSource(task.test);
  const finite = config.shots.map((shots) => {
    const measured = withShots(model, trained, shots, seed);
    const { accuracy } = evaluateModel(sequenceModel(measured), test, settings.batchSize);
    measured.dispose();
    return accuracy;
  });
  trained.dispose();
  return [run.test!.accuracy, ...finite];
}

/** The same weights, circuits measured. */
function withShots(config: AttentionModelConfig, trained: Transformer, shots: number, seed: number): Transformer {
  const measured = attentionTransformer({ ...config, options: { ...config.options, shots } }, new Random(seed).split(`shots ${shots}`));
  const values = new Map(trained.namedWeights().map(({ name, variable }) => [name, variable]));
  for (const { name, variable } of measured.namedWeights()) variable.assign(values.get(name)!);
  return measured;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function sd(values: readonly number[]): number {
  const centre = mean(values);
  return values.length < 2 ? 0 : Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
