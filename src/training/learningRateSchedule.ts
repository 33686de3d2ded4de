import { checkInteger, checkNumber, checkOneOf } from "../core/check";

/** How the learning rate changes over a run. */
export interface LearningRateSchedule {
  readonly kind: "constant" | "cosine";
  /** The rate rises linearly over this many steps, from rate/warmupSteps to the full rate. */
  readonly warmupSteps: number;
  /** Cosine only: the share of the rate that is left at the end. */
  readonly finalFactor: number;
}

/** The full rate from the first step to the last. */
export const CONSTANT_SCHEDULE: LearningRateSchedule = Object.freeze({ kind: "constant", warmupSteps: 0, finalFactor: 0 });

/**
 * The factor by which the learning rate is multiplied at `step` (from 0) of `totalSteps`.
 *
 * Warm-up: (step + 1)/warmupSteps. Cosine, after it: f + (1 − f)·½(1 + cos πx), x the share of the remaining steps gone by
 * (Loshchilov & Hutter 2016, 1608.03983).
 *
 * @throws ArgumentError for a negative step, warm-up or factor.
 *
 * @example
 * ```ts
 * const half = learningRateFactor({ kind: "cosine", warmupSteps: 10, finalFactor: 0 }, 60, 110); // 0.5
 * ```
 */
export function learningRateFactor(schedule: LearningRateSchedule, step: number, totalSteps: number): number {
  checkSchedule(schedule);
  const { kind, warmupSteps, finalFactor } = schedule;
  if (step < warmupSteps) return (step + 1) / warmupSteps;
  if (kind === "constant") return 1;
  const gone = Math.min(1, (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
  return finalFactor + (1 - finalFactor) * 0.5 * (1 + Math.cos(Math.PI * gone));
}

/** Throws unless the schedule's fields are in range. */
export function checkSchedule(schedule: LearningRateSchedule): void {
  checkOneOf("learningRateFactor", "kind", schedule.kind, ["constant", "cosine"]);
  checkInteger("learningRateFactor", "warmupSteps", schedule.warmupSteps, 0);
  checkNumber("learningRateFactor", "finalFactor", schedule.finalFactor, 0, 1);
}
