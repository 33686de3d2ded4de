import { summarise } from "../../statistics/summary";
import type { ComparisonResult, EpochRecord } from "./comparisonResult";

/** A row of a table: column title → cell. */
type Row = Readonly<Record<string, string | number>>;

/** Three digits; what is 0 but for rounding is 0. */
const rounded = (value: number): number => (Math.abs(value) < 1e-9 ? 0 : Number(value.toPrecision(3)));

/**
 * The arms of a comparison as a table: parameters, the last epoch's losses and accuracies (mean ± sd over the seeds), circuits a run.
 * Without times, so that two runs give the same table.
 *
 * @example
 * ```ts
 * await display(armRows(await runComparison({ nSeeds: 2, epochs: 1 })));
 * ```
 */
export function armRows(result: ComparisonResult): Row[] {
  const several = new Set(result.arms.map(({ task }) => task)).size > 1;
  return result.arms.map(({ task, name, parameters, quantumParameters, deadParameters, runs }) => {
    const meanSd = (of: (epoch: EpochRecord) => number): string => {
      const { mean, sd } = summarise(runs.map(({ epochs }) => of(epochs.at(-1)!)));
      return `${mean.toFixed(3)}${runs.length > 1 ? ` ± ${sd.toFixed(3)}` : ""}`;
    };
    return {
      ...(several ? { task } : {}),
      arm: name,
      parameters,
      quantum: quantumParameters,
      dead: deadParameters,
      "train loss": meanSd((epoch) => epoch.trainLoss),
      "val loss": meanSd((epoch) => epoch.valLoss),
      "train accuracy": meanSd((epoch) => epoch.trainAccuracy),
      "val accuracy": meanSd((epoch) => epoch.valAccuracy),
      "circuits a run": Math.round(runs.reduce((sum, { cost }) => sum + cost.circuits, 0) / runs.length),
    };
  });
}

/**
 * The verdicts of a comparison as a table: every published claim about the hybrid, against each other arm.
 *
 * @example
 * ```ts
 * const result = await runComparison({ nSeeds: 2, epochs: 1 });
 * await display(claimRows(result, "control"));
 * ```
 */
export function claimRows(result: ComparisonResult, against?: string): Row[] {
  const several = new Set(result.comparisons.map(({ task }) => task)).size > 1;
  const rows = result.comparisons.filter((row) => against === undefined || row.against === against);
  return rows.map(({ task, claim, against: other, difference, interval, p, wins, verdict }) => ({
    ...(several ? { task } : {}),
    "claim about the hybrid": claim,
    against: other,
    difference: rounded(difference),
    "95 % interval": `${rounded(interval[0])} … ${rounded(interval[1])}`,
    "p (Wilcoxon)": rounded(p),
    seeds: `${wins} of ${result.seeds.length}`,
    verdict,
  }));
}
