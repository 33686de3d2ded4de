/** What an epoch's record must have to be drawn; losses in nats, accuracies as shares. */
export interface EpochCurves {
  readonly trainLoss: number;
  readonly valLoss: number;
  readonly trainAccuracy: number;
  readonly valAccuracy: number;
}

export type CurveName = keyof EpochCurves;

/** One arm of a comparison as figures read it. */
export interface ArmCurves {
  readonly name: string;
  readonly parameters: number;
  readonly task?: string;
  readonly runs: readonly { readonly seed: number; readonly epochs: readonly EpochCurves[] }[];
}

/** 1 … n: the horizontal axis of learning curves. */
export function epochNumbers(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1);
}

/** The most epochs that any run has. */
export function longestRun(arms: readonly ArmCurves[]): number {
  return Math.max(1, ...arms.flatMap(({ runs }) => runs.map(({ epochs }) => epochs.length)));
}

/** The mean over runs at each epoch, over those runs that got that far. */
export function meanCurve(arm: ArmCurves, curve: CurveName): number[] {
  const epochs = longestRun([arm]);
  return epochNumbers(epochs).map((epoch) => {
    const values = arm.runs.flatMap((run) => run.epochs.slice(epoch - 1, epoch).map((record) => record[curve]));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}
