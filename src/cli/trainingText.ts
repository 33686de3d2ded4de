import Table from "cli-table3";
import { join } from "node:path";
import type { Progress } from "../core/progress";
import type { RunRecord } from "../experiments/training/runRecord";
import { isCorpus } from "../experiments/training/trainModelConfig";
import { saveFigure } from "../figures/export/exportFigure";
import { learningCurves } from "../figures/learningCurves";

/** Writes a run's learning curves beside its record. */
export async function saveTrainingFigure(record: RunRecord, folder: string, progress: Progress): Promise<void> {
  const { files, missing } = await saveFigure(learningCurves(record), join(folder, "curves"));
  for (const file of files) progress.log(`wrote ${file}`);
  if (missing !== null) progress.log(`no picture: ${missing}`);
}

/** A run as a table of epochs, what it cost, what needs no attention, and which parameters could not learn. */
export function trainingText(record: RunRecord): string {
  const { model, task, seed, config, parameters, ledger, deadParameters, untouchedParameters, test } = record;
  const { circuits, shots } = ledger.gradient;
  const attention = config.mechanism === undefined ? "" : ` with ${config.mechanism}`;
  return [
    `${model}${attention} on ${task}, seed ${seed}: ${parameters.total} parameters (${parameters.quantum} quantum, ${parameters.dead} dead), ${config.diffMethod}`,
    epochTable(record),
    ...(test
      ? [
          `test: loss ${test.loss.toFixed(4)}, accuracy ${test.accuracy.toFixed(4)}${test.perplexity === undefined ? "" : `, perplexity ${test.perplexity.toFixed(3)}`}`,
        ]
      : []),
    difficultyText(record.difficulty),
    `circuits: ${ledger.forward.circuits} forward, ${circuits} for gradients (${shots} shots), ${ledger.evaluation.circuits} evaluating`,
    ...(deadParameters.length > 0
      ? [`dead parameters (no influence on any output): ${deadParameters.length}, such as ${deadParameters[0]}`]
      : []),
    ...(untouchedParameters.length > 0
      ? [`untouched parameters (their token never occurred): ${untouchedParameters.length}, such as ${untouchedParameters[0]}`]
      : []),
  ].join("\n");
}

/** Losses and accuracies by epoch; the perplexity of a language model, the stage of a run in stages. */
function epochTable({ task, epochs }: RunRecord): string {
  const language = isCorpus(task);
  const staged = epochs.some(({ stage }) => stage !== undefined);
  const table = new Table({
    head: [
      "epoch",
      ...(staged ? ["stage", "λ"] : []),
      ...["train loss", "val loss", "train acc.", "val acc."],
      ...(language ? ["val perplexity"] : []),
      "seconds",
    ],
    style: { head: [], border: [], compact: true },
  });
  epochs.forEach((epoch, i) =>
    table.push([
      i + 1,
      ...(staged ? [epoch.stage ?? "", (epoch.blend ?? 0).toFixed(2)] : []),
      ...[epoch.trainLoss, epoch.valLoss, epoch.trainAccuracy, epoch.valAccuracy].map((x) => x.toFixed(4)),
      ...(language ? [epoch.valPerplexity.toFixed(3)] : []),
      epoch.seconds.toFixed(3),
    ]),
  );
  return table.toString();
}

function difficultyText(difficulty: RunRecord["difficulty"]): string {
  if ("corpus" in difficulty) {
    const { unigram, bigram, bayes } = difficulty;
    const best = bayes === undefined ? "" : `; the best possible ${bayes.toFixed(3)}`;
    return `test perplexity by counting: unigrams ${unigram.toFixed(3)}, bigrams ${bigram.toFixed(3)}${best}`;
  }
  const { majority, bagOfWords, wordAtPosition, bigrams, bayes } = difficulty;
  const shares = { majority, "bag of words": bagOfWords, "word@position": wordAtPosition, bigrams };
  const texts = Object.entries(shares).map(([name, share]) => `${name} ${share.toFixed(3)}`);
  return `test accuracy without attention: ${texts.join(", ")}${bayes === undefined ? "" : `; the best possible ${bayes.toFixed(3)}`}`;
}
