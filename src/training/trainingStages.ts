import { checkInteger, checkKeys, checkNumber } from "../core/check";
import { ArgumentError } from "../core/errors";

/** One stage of a run in which one part of a model gradually replaces another: (1 − λ)·old + λ·new. Plain JSON. */
export interface TrainingStage {
  /** Marks the stage's epochs in the history. */
  readonly name: string;
  readonly epochs: number;
  /** λ at the stage's first step, in [0, 1]. */
  readonly from: number;
  /** λ at its last step; between them λ changes linearly from step to step. */
  readonly to: number;
}

/** Where a run in stages stands at one step. */
export interface StagePoint {
  readonly stage: TrainingStage;
  readonly blend: number;
}

/**
 * Classical first, then gradual replacement, then end to end: λ = 0, λ from 0 to 1, λ = 1, each for so many epochs.
 *
 * @throws ArgumentError for a number of epochs below 1
 * @example
 * ```ts
 * const config = trainingConfig({ stages: replacementStages(3, 4, 3) });
 * console.log(config.epochs); // 10
 * ```
 */
export function replacementStages(classicalEpochs: number, replacementEpochs: number, endToEndEpochs: number): readonly TrainingStage[] {
  return checkedStages("replacementStages", [
    { name: "classical", epochs: classicalEpochs, from: 0, to: 0 },
    { name: "replacement", epochs: replacementEpochs, from: 0, to: 1 },
    { name: "end to end", epochs: endToEndEpochs, from: 1, to: 1 },
  ]);
}

/** The stage and λ of a step (from 0): a function of the step alone, so that a resumed run goes on exactly. */
export function stageAt(stages: readonly TrainingStage[], step: number, stepsPerEpoch: number): StagePoint {
  let begin = 0;
  for (const stage of stages) {
    const steps = stage.epochs * stepsPerEpoch;
    if (step < begin + steps) {
      const share = steps === 1 ? 1 : (step - begin) / (steps - 1);
      return { stage, blend: share === 1 ? stage.to : stage.from + (stage.to - stage.from) * share };
    }
    begin += steps;
  }
  throw new ArgumentError(`stageAt: step ${step} lies behind the last of ${begin} steps`, { step, steps: begin });
}

/** The stages as frozen copies. @throws ArgumentError for none, an unknown key, a name given twice or a value out of range */
export function checkedStages(where: string, stages: readonly TrainingStage[]): readonly TrainingStage[] {
  if (!(stages.length > 0)) throw new ArgumentError(`${where}: there are no stages; pass at least one, or leave stages out`);
  const names = stages.map(({ name }) => name);
  const twice = names.find((name, i) => typeof name !== "string" || name === "" || names.indexOf(name) !== i);
  if (twice !== undefined) throw new ArgumentError(`${where}: stage name "${twice}" is empty or given twice; name every stage apart`);
  return Object.freeze(
    stages.map((stage) => {
      const of = `${where}, stage ${stage.name}`;
      checkKeys(of, stage, ["name", "epochs", "from", "to"]);
      checkInteger(of, "epochs", stage.epochs, 1);
      checkNumber(of, "from", stage.from, 0, 1);
      checkNumber(of, "to", stage.to, 0, 1);
      return Object.freeze({ ...stage });
    }),
  );
}
