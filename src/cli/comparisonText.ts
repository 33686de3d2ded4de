import Table from "cli-table3";
import { mean, sampleStandardDeviation } from "simple-statistics";
import type { ComparisonArm, ComparisonResult, ComparisonRow, EpochRecord } from "../experiments/comparison/comparisonResult";

const STYLE = { head: [], border: [], compact: true };

const meanSd = (values: readonly number[], digits: number): string =>
  `${mean([...values]).toFixed(digits)}${values.length > 1 ? ` ± ${sampleStandardDeviation([...values]).toFixed(digits)}` : ""}`;

function armTable(arms: readonly ComparisonArm[]): string {
  const several = new Set(arms.map(({ task }) => task)).size > 1;
  const table = new Table({
    head: [...(several ? ["task"] : []), "arm", "parameters", "train loss", "val loss", "train acc.", "val acc.", "s / epoch", "circuits"],
    style: STYLE,
  });
  for (const { task, name, parameters, quantumParameters, deadParameters, runs } of arms) {
    const lastOf = (of: (epoch: EpochRecord) => number): number[] => runs.map(({ epochs }) => of(epochs.at(-1)!));
    const seconds = runs.flatMap(({ epochs }) => epochs.map((epoch) => epoch.seconds));
    const quantum = quantumParameters > 0 ? ` (${quantumParameters} quantum${deadParameters > 0 ? `, ${deadParameters} dead` : ""})` : "";
    table.push([
      ...(several ? [task] : []),
      name,
      `${parameters}${quantum}`,
      meanSd(lastOf((e) => e.trainLoss), 3),
      meanSd(lastOf((e) => e.valLoss), 3),
      meanSd(lastOf((e) => e.trainAccuracy), 3),
      meanSd(lastOf((e) => e.valAccuracy), 3),
      mean(seconds).toFixed(3),
      Math.round(mean(runs.map(({ cost }) => cost.circuits))),
    ]); // prettier-ignore
  }
  return table.toString();
}

const small = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(4));

function verdictTable(rows: readonly ComparisonRow[], nSeeds: number): string {
  const several = new Set(rows.map(({ task }) => task)).size > 1;
  const table = new Table({
    head: [
      ...(several ? ["task"] : []),
      "claim about the hybrid",
      "against",
      "difference",
      "95 % interval",
      "p (Wilcoxon)",
      "seeds",
      "verdict",
    ],
    style: STYLE,
  });
  for (const { task, claim, against, difference, interval, p, wins, verdict } of rows)
    table.push([
      ...(several ? [task] : []),
      claim,
      against,
      small(difference),
      `${small(interval[0])} … ${small(interval[1])}`,
      p.toPrecision(2),
      `${wins}/${nSeeds}`,
      verdict,
    ]);
  return table.toString();
}

/** A comparison as tables for a terminal: the arms, the baselines, and a verdict for each published claim. */
export function comparisonText(result: ComparisonResult): string {
  const { arms, baselines, bayes, comparisons, seeds, backend, engine, config } = result;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return [
    `${result.task}: ${seeds.length} paired seeds, ${config.epochs} epochs, backend ${backend}, engine ${engine}, ${config.diffMethod}, ` +
      (config.shots === null ? "exact expectation values" : `${config.shots} shots a circuit`),
    armTable(arms),
    ...(bayes ? [`Bayes optimum: accuracy ${percent(bayes.accuracy)}, cross-entropy ${bayes.crossEntropy.toFixed(4)}`] : []),
    ...baselines.map(
      ({ task, majority, bagOfWords, wordAtPosition, bigrams }) =>
        `${task} without attention: majority ${percent(majority)}, bag of words ${percent(bagOfWords)}, ` +
        `word@position ${percent(wordAtPosition)}, bigrams ${percent(bigrams)}`,
    ),
    verdictTable(comparisons, seeds.length),
  ].join("\n");
}
