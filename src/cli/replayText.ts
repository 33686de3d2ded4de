import Table from "cli-table3";
import { REPLAY_BOUNDS, type ReplayResult } from "../experiments/replay/replay";

/** A replay as a table for a terminal, the published numbers beside ours. */
export function replayText({ arms, passed }: ReplayResult): string {
  const table = new Table({
    head: [
      "arm",
      "steps",
      "largest step difference",
      "first step over 1e-4",
      "train loss",
      "recorded",
      "val loss",
      "recorded",
      "val acc.",
      "recorded",
    ],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, steps, maxStepLossDifference, final, reference, ...arm } of arms)
    table.push([
      name,
      steps,
      maxStepLossDifference.toExponential(1),
      arm["firstStepOver1e-4"] ?? "none",
      ...[final.trainLoss, reference.trainLoss, final.valLoss, reference.valLoss, final.valAccuracy, reference.valAccuracy].map((x) =>
        x.toFixed(4),
      ),
    ]);
  const { stepLoss, hybridSteps, hybridFinalValLoss } = REPLAY_BOUNDS;
  const bounds = `classical within ${stepLoss} in every step, hybrid in its first ${hybridSteps} and within ${hybridFinalValLoss} in the final validation loss`;
  return `${table.toString()}\n${passed ? "within" : "OUTSIDE"} the bounds (${bounds})`;
}
