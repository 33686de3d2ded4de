import type { ArmCurves, EpochCurves } from "../../src/figures/curves";

/** Invented curves: arm `place`, seed `seed`, numbers that a test can compute again. */
export function inventedArm(name: string, place: number, seeds: readonly number[], nEpochs: number, task?: string): ArmCurves {
  const epoch = (seed: number, i: number): EpochCurves => ({
    trainLoss: 0.7 / (i + 1) + 0.01 * place + 0.001 * seed,
    valLoss: 0.7 / (i + 1) + 0.02 * place + 0.001 * seed,
    trainAccuracy: 0.5 + 0.04 * i,
    valAccuracy: 0.5 + 0.03 * i + 0.001 * seed,
  });
  const runs = seeds.map((seed) => ({ seed, epochs: Array.from({ length: nEpochs }, (_, i) => epoch(seed, i)) }));
  return { name, parameters: 600 + place, runs, ...(task === undefined ? {} : { task }) };
}
