import Table from "cli-table3";
import { join } from "node:path";
import type { Progress } from "../core/progress";
import type { RunRecord } from "../experiments/runRecord";
import { saveFigure } from "../figures/exportFigure";
import { learningCurves } from "../figures/learningCurves";

/** Writes a run's learning curves beside its record. */
export async function saveTrainingFigure(record: RunRecord, folder: string, progress: Progress): Promise<void> {
  const { files, missing } = await saveFigure(learningCurves(record), join(folder, "curves"));
  for (const file of files) progress.log(`wrote ${file}`);
  if (missing !== null) progress.log(`no picture: ${missing}`);
}

/** A run as a table of epochs, what it cost, and which parameters could not learn. */
export function trainingText(record: RunRecord): string {
  const { model, task, seed, config, parameters, epochs, ledger, deadParameters, untouchedParameters, test } = record;
  const table = new Table({
    head: ["epoch", "train loss", "val loss", "train acc.", "val acc.", "seconds"],
    style: { head: [], border: [], compact: true },
  });
  epochs.forEach((epoch, i) =>
    table.push([
      i + 1,
      ...[epoch.trainLoss, epoch.valLoss, epoch.trainAccuracy, epoch.valAccuracy].map((x) => x.toFixed(4)),
      epoch.seconds.toFixed(3),
    ]),
  );
  const { circuits, shots } = ledger.gradient;
  return [
    `${model} on ${task}, seed ${seed}: ${parameters.total} parameters (${parameters.quantum} quantum, ${parameters.dead} dead), ${config.diffMethod}`,
    table.toString(),
    ...(test ? [`test: loss ${test.loss.toFixed(4)}, accuracy ${test.accuracy.toFixed(4)}`] : []),
    `circuits: ${ledger.forward.circuits} forward, ${circuits} for gradients (${shots} shots), ${ledger.evaluation.circuits} evaluating`,
    ...(deadParameters.length > 0
      ? [`dead parameters (no influence on any output): ${deadParameters.length}, such as ${deadParameters[0]}`]
      : []),
    ...(untouchedParameters.length > 0
      ? [`untouched parameters (their token never occurred): ${untouchedParameters.length}, such as ${untouchedParameters[0]}`]
      : []),
  ].join("\n");
}
