import { trainingOf } from "./trialConfig";
import type { TrialArm, TrialPlan } from "./trialPlan";
import { trialUnit, type TrialRun } from "./trialUnit";

/**
 * The learning rate of each arm, by its id: the first of `learningRates` whose validation accuracy, the declared metric and a mean over
 * the tuning seeds, lies within the declared margin of the best. A rate with a run that failed is not chosen; an arm of which every rate
 * failed has none.
 */
export function tunedRates(plan: TrialPlan, runs: ReadonlyMap<string, TrialRun>): Map<string, number> {
  const chosen = new Map<string, number>();
  for (const arm of plan.arms) {
    const tried = plan.config.learningRates.flatMap((rate) => tuned(plan, arm, rate, runs) ?? []);
    const best = Math.max(...tried.map(({ accuracy }) => accuracy));
    const first = tried.find(({ accuracy }) => accuracy >= best - plan.config.margins.accuracy - ROUNDING);
    if (first !== undefined) chosen.set(arm.id, first.rate);
  }
  return chosen;
}

/** Of a mean of shares: one exactly at the margin counts as within. */
const ROUNDING = 1e-9;

/** The mean over the tuning seeds; null when a run failed. */
function tuned(
  { config }: TrialPlan,
  { task, model }: TrialArm,
  rate: number,
  runs: ReadonlyMap<string, TrialRun>,
): { readonly rate: number; readonly accuracy: number } | null {
  const training = trainingOf(config);
  let accuracy = 0;
  for (const seed of config.tuningSeeds) {
    const run = runs.get(trialUnit({ purpose: "tuning", task, model, seed, learningRate: rate, training }).key);
    if (run === undefined || run.failure !== null) return null;
    accuracy += run.validation.accuracy / config.tuningSeeds.length;
  }
  return { rate, accuracy };
}
