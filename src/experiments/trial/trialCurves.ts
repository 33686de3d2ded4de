import { summarise } from "../../statistics/summary";
import type { TrialArm, TrialPlan } from "./trialPlan";
import type { TrialCurve } from "./trialResult";
import type { TrialRun } from "./trialUnit";

/** The runs of an arm, in the order of the seeds. */
export type RunsOf = (arm: TrialArm) => readonly TrialRun[];

/** Mean learning curves of every mechanism and its twins, where every run has one. */
export function trialCurves({ cells, references }: TrialPlan, runsOf: RunsOf): TrialCurve[] {
  return [...cells, ...references].flatMap(({ mechanism, task, arm, twins }) =>
    [{ name: null, arm }, ...twins].flatMap((one) => {
      const runs = runsOf(one.arm);
      const steps = runs[0]?.curve.map(({ step }) => step) ?? [];
      if (steps.length === 0 || runs.some(({ curve }) => curve.length !== steps.length)) return [];
      const at = (of: "loss" | "accuracy") => steps.map((_, i) => summarise(runs.map(({ curve }) => curve[i]![of])));
      const [loss, accuracy] = [at("loss"), at("accuracy")];
      return [{
        mechanism,
        twin: one.name,
        task,
        steps,
        loss: loss.map(({ mean }) => short(mean)),
        lossSd: loss.map(({ sd }) => short(sd)),
        accuracy: accuracy.map(({ mean }) => short(mean)),
        accuracySd: accuracy.map(({ sd }) => short(sd)),
      }]; // prettier-ignore
    }),
  );
}

const short = (value: number): number => Number(value.toFixed(6));
