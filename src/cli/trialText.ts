import Table from "cli-table3";
import type { TrialResult } from "../experiments/trial/trialResult";
import { trialCellRows, trialDifficultyRows, trialNote, trialPairRows, trialTestRows } from "../experiments/trial/trialTables";

function tableOf(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const table = new Table({ head: Object.keys(rows[0] ?? {}), style: { head: [], border: [], compact: true } });
  for (const row of rows) table.push(Object.values(row));
  return table.toString();
}

/** A trial as tables for a terminal: the mechanisms and their costs, the verdicts, how hard the tasks are, and what was dropped. */
export function trialText(result: TrialResult): string {
  const { cells, references, dropped } = result;
  const seconds = new Map([...cells, ...references].map((cell) => [`${cell.task}/${cell.mechanism}`, cell.seconds.toFixed(2)]));
  const costs = trialCellRows(result).map((row) => ({
    ...row,
    "s / run": seconds.get(`${row["task"]}/${String(row["mechanism"]).replace(/ .*$/, "")}`) ?? "",
  }));
  const pairs = trialPairRows(result);
  return [
    "Mechanisms, and what one run costs (circuits of training; gates and depth of one circuit)",
    tableOf(costs),
    ...(pairs.length === 0
      ? []
      : [
          "Mechanism − twin, test accuracy in points",
          tableOf(pairs),
          trialNote(result),
          "The same pairs by other tests (p, power and equivalence of one test at .05 without correction; the two at the declared margin)",
          tableOf(trialTestRows(result)),
        ]),
    "Without attention, test accuracy in %",
    tableOf(trialDifficultyRows(result)),
    ...(dropped.length === 0 ? [] : ["Dropped, without verdict"]),
    ...dropped.map(({ mechanism, task, twin, reason }) => `  ${task}, ${mechanism}${twin === null ? "" : ` against ${twin}`}: ${reason}`),
  ].join("\n");
}
