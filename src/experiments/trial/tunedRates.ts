import { trainingOf } from "./trialConfig";
import type { TrialArm, TrialPlan } from "./trialPlan";
import { trialUnit, type TrialRun } from "./trialUnit";

/**
 * The learning rate of each arm, by its id: the one with the highest validation accuracy, the declared metric, mean over the tuning seeds;
 * of equals the one with the lowest validation loss. A rate with a run that failed is not chosen; an arm of which every rate failed has none.
 */
export function tunedRates(plan: TrialPlan, runs: ReadonlyMap<string, TrialRun>): Map<string, number> {
  const chosen = new Map<string, number>();
  for (const arm of plan.arms) {
    const tried = plan.config.learningRates.flatMap((rate) => tuned(plan, arm, rate, runs) ?? []);
    const [best] = tried.sort((a, b) => b.accuracy - a.accuracy || a.loss - b.loss || a.rate - b.rate);
    if (best !== undefined) chosen.set(arm.id, best.rate);
  }
  return chosen;
}

interface Tuned {
  readonly rate: number;
  readonly accuracy: number;
  readonly loss: number;
}

/** Sums over the tuning seeds; null when a run failed. */
function tuned({ config }: TrialPlan, { task, model }: TrialArm, rate: number, runs: ReadonlyMap<string, TrialRun>): Tuned | null {
  const training = trainingOf(config);
  let [accuracy, loss] = [0, 0];
  for (const seed of config.tuningSeeds) {
    const run = runs.get(trialUnit({ purpose: "tuning", task, model, seed, learningRate: rate, training }).key);
    if (run === undefined || run.failure !== null) return null;
    accuracy += run.validation.accuracy;
    loss += run.validation.loss;
  }
  return { rate, accuracy: Number(accuracy.toFixed(9)), loss };
}
