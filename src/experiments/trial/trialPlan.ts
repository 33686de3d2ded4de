import { attentionMechanism } from "../../attention/attentionMechanisms";
import { ArgumentError, CapacityError, ShapeError } from "../../core/errors";
import {
  attentionModelConfig,
  attentionModelParameters,
  mechanismConfig,
  type AttentionModelConfig,
} from "../../transformer/attentionTransformer";
import type { TwinName } from "../../transformer/twins/twin";
import { twinOf } from "../../transformer/twins/twinOf";
import { circuitCost, type CircuitCost } from "./circuitCost";
import { trainingOf, type TrialConfig } from "./trialConfig";
import { trialModel, type TaskShape } from "./trialModel";
import { trialTask } from "./trialTask";
import { shortHash, trialUnit, type TrialUnit } from "./trialUnit";

/** A model on a task, trained with every seed; equal models of several comparisons are one arm. */
export interface TrialArm {
  readonly id: string;
  readonly task: string;
  readonly model: AttentionModelConfig;
  readonly parameters: number;
}

/** A mechanism on a task and what it is judged against. */
export interface PlannedCell {
  readonly mechanism: string;
  readonly task: string;
  readonly arm: TrialArm;
  readonly cost: CircuitCost;
  readonly twins: readonly { readonly name: string; readonly arm: TrialArm }[];
}

/** What was left out of a trial, and why: a comparison, or a whole mechanism on a task where `twin` is null. */
export interface DroppedPair {
  readonly mechanism: string;
  readonly task: string;
  readonly twin: string | null;
  readonly reason: string;
}

/** Everything that a trial is going to train and compare. */
export interface TrialPlan {
  readonly config: TrialConfig;
  readonly cells: readonly PlannedCell[];
  readonly references: readonly PlannedCell[];
  readonly dropped: readonly DroppedPair[];
  /** Each once. */
  readonly arms: readonly TrialArm[];
  readonly seeds: readonly number[];
}

/** A parameter-matched twin differs by no more than this share, or nothing is said of the pair. */
const PARAMETER_TOLERANCE = 0.02;

/**
 * Makes the models and twins of a trial, without training any; call `ready()` first.
 *
 * @throws ArgumentError for an unknown mechanism or task; DataError when a data file is missing or changed
 */
export async function trialPlan(config: TrialConfig): Promise<TrialPlan> {
  const dropped: DroppedPair[] = [];
  const shapes = new Map<string, TaskShape>();
  for (const name of config.tasks) {
    const { vocabSize, seqLen, nClasses } = (await trialTask(name, config.seed, config.maxSeqLen)).train;
    shapes.set(name, { vocabSize, seqLen, nClasses });
  }
  const cellsOf = (names: readonly string[], twins: readonly string[]): PlannedCell[] =>
    config.tasks.flatMap((task) => names.flatMap((name) => plannedCell(name, task, shapes.get(task)!, config, twins, dropped)));
  const cells = cellsOf(config.mechanisms, config.twins);
  const references = cellsOf(config.references, []);
  const arms = new Map(
    [...cells, ...references].flatMap(({ arm, twins }) => [arm, ...twins.map((twin) => twin.arm)]).map((arm) => [arm.id, arm]),
  );
  const seeds = Array.from({ length: config.nSeeds }, (_, k) => config.seed + k);
  return { config, cells, references, dropped, arms: [...arms.values()], seeds };
}

function plannedCell(
  mechanism: string,
  task: string,
  shape: TaskShape,
  config: TrialConfig,
  twinNames: readonly string[],
  dropped: DroppedPair[],
): PlannedCell[] {
  const model = trialModel(mechanism, shape, config);
  const drop = (twin: string | null, reason: string): void => void dropped.push({ mechanism, task, twin, reason });
  const arm = possibleArm(task, model, (reason) => drop(null, reason));
  if (arm === null) return [];
  const twins = twinNames.flatMap((name) => {
    const twin = twinOf(model, name as TwinName);
    if (twin.config === null) return drop(name, twin.dropped ?? "there is no such twin") ?? [];
    const twinArm = possibleArm(task, twin.config, (reason) => drop(name, reason));
    if (twinArm === null) return [];
    const off = twinArm.parameters / arm.parameters - 1;
    if (name === "parameter-matched" && Math.abs(off) > PARAMETER_TOLERANCE)
      return drop(name, `${twinArm.parameters} parameters against ${arm.parameters}: ${(100 * off).toFixed(1)} % off, over 2 %`) ?? [];
    if (twinArm.id === arm.id) return drop(name, "the twin is the very same model") ?? [];
    return [{ name, arm: twinArm }];
  });
  const cost = circuitCost(attentionMechanism(mechanism).circuit(mechanismConfig(model)));
  return [{ mechanism, task, arm, cost, twins }];
}

/** The arm of a model, or null (and why) where a mechanism does not fit the task. */
function possibleArm(task: string, model: AttentionModelConfig, drop: (reason: string) => void): TrialArm | null {
  try {
    const complete = attentionModelConfig(model);
    return { id: shortHash([task, complete]), task, model: complete, parameters: attentionModelParameters(complete) };
  } catch (error) {
    if (!(error instanceof ArgumentError || error instanceof ShapeError || error instanceof CapacityError)) throw error;
    drop(error.message);
    return null;
  }
}

/** The runs from which every arm's learning rate is chosen, seed by seed. */
export function tuningUnits({ config, arms }: TrialPlan): TrialUnit[] {
  const training = trainingOf(config);
  return config.tuningSeeds.flatMap((seed) =>
    arms.flatMap(({ task, model }) =>
      config.learningRates.map((learningRate) => trialUnit({ purpose: "tuning", task, model, seed, learningRate, training })),
    ),
  );
}

/** The runs that are compared, seed by seed; arms without a learning rate are left out. */
export function studyUnits({ config, arms, seeds }: TrialPlan, rates: ReadonlyMap<string, number>): TrialUnit[] {
  return seeds.flatMap((seed) => arms.flatMap((arm) => studyUnit(arm, seed, rates.get(arm.id), config) ?? []));
}

/** One of them; null where the arm has no learning rate. */
export function studyUnit(arm: TrialArm, seed: number, learningRate: number | undefined, config: TrialConfig): TrialUnit | null {
  if (learningRate === undefined) return null;
  return trialUnit({ purpose: "study", task: arm.task, model: arm.model, seed, learningRate, training: trainingOf(config) });
}
