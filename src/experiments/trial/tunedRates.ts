import { trialUnit, type TrialRun } from "./trialUnit";
import { trainingOf } from "./trialConfig";
import type { TrialArm, TrialPlan } from "./trialPlan";

/**
 * The learning rate of each arm, by its id: the one with the lowest validation loss, mean over the tuning seeds; the lower of equals.
 * A rate with a run that failed is not chosen; an arm of which every rate failed has none.
 */
export function tunedRates(plan: TrialPlan, runs: ReadonlyMap<string, TrialRun>): Map<string, number> {
  const rates = [...plan.config.learningRates].sort((a, b) => a - b);
  const chosen = new Map<string, number>();
  for (const arm of plan.arms) {
    const losses = rates.map((rate) => tuningLoss(plan, arm, rate, runs));
    const best = Math.min(...losses);
    if (best < Infinity) chosen.set(arm.id, rates[losses.indexOf(best)]!);
  }
  return chosen;
}

function tuningLoss({ config }: TrialPlan, { task, model }: TrialArm, learningRate: number, runs: ReadonlyMap<string, TrialRun>): number {
  const training = trainingOf(config);
  let sum = 0;
  for (const seed of config.tuningSeeds) {
    const run = runs.get(trialUnit({ purpose: "tuning", task, model, seed, learningRate, training }).key);
    sum += run === undefined || run.failure !== null ? Infinity : run.validation.loss;
  }
  return sum / config.tuningSeeds.length;
}
