import type { Difficulty } from "../../data/difficulty";
import type { TrialCell, TrialResult, TrialTwin } from "./trialResult";

/** A row of a table: column title → cell. */
type Row = Readonly<Record<string, string | number>>;

const percent = (share: number): string => (100 * share).toFixed(1).replace(/^-0\.0$/, "0.0");
const signed = (share: number): string => `${share > 0.0005 ? "+" : ""}${percent(share)}`;
const small = (p: number): string => (p >= 0.0995 ? p.toFixed(2) : p >= 0.001 ? p.toPrecision(2) : p === 0 ? "0" : p.toExponential(0));

/**
 * What must stand under every table of verdicts: sizes, seeds, the declared metric and margins, the correction.
 *
 * @example
 * ```ts
 * console.log(trialNote(loadTrial())); // Verdicts hold at these sizes, on a simulator: 20 paired seeds …
 * ```
 */
export function trialNote({ config, seeds }: TrialResult): string {
  const points = (100 * config.margins.accuracy).toFixed(0);
  return (
    `Verdicts hold at these sizes, on a simulator: ${seeds.length} paired seeds, ${config.steps} steps of ${config.batchSize} rows, one block of ` +
    `width ${config.embedDim}. Metric declared beforehand: test accuracy, differences within ±${points} points do not matter ` +
    `(loss ±${config.margins.loss} nats); p by Wilcoxon, corrected by Holm over all pairs; equivalence at .05 for each pair by itself.`
  );
}

/**
 * Every mechanism on every task: parameters, test accuracy and loss (mean ± sd over the seeds), and what a run costs. `reference` rows are
 * controls, shown and not judged. Without times, so that two runs give the same table.
 *
 * @example
 * ```ts
 * const sizes = { nSeeds: 1, steps: 1, learningRates: [0.01], tuningSeeds: [900001], twins: [] };
 * const rows = trialCellRows(await runTrial({ mechanisms: ["uniform"], tasks: ["rp"], ...sizes }));
 * ```
 */
export function trialCellRows(result: TrialResult): Row[] {
  const measured = result.cells.some(({ shots }) => shots > 0);
  const row = (reference: boolean) => (cell: TrialCell): Row => ({
    task: cell.task,
    mechanism: `${cell.mechanism}${reference ? " (reference)" : ""}`,
    parameters: cell.parameters,
    quantum: cell.quantumParameters,
    rate: cell.learningRate,
    "accuracy %": `${percent(cell.mean)} ± ${percent(cell.sd)}`,
    "loss": `${cell.loss.mean.toFixed(3)} ± ${cell.loss.sd.toFixed(3)}`,
    circuits: Math.round(cell.circuits),
    ...(measured ? { shots: Math.round(cell.shots) } : {}),
    "2-qubit gates": cell.twoQubitGates,
    depth: cell.depth,
  }); // prettier-ignore
  return result.config.tasks.flatMap((task) => [
    ...result.cells.filter((cell) => cell.task === task).map(row(false)),
    ...result.references.filter((cell) => cell.task === task).map(row(true)),
  ]);
}

/** A pair of a mechanism and a twin; `row` makes the cells after the names. One twin alone needs no column. */
function pairRows(result: TrialResult, twin: string | undefined, row: (cell: TrialCell, pair: TrialTwin) => Row): Row[] {
  return result.cells.flatMap((cell) =>
    cell.twins
      .filter(({ name }) => twin === undefined || name === twin)
      .map((pair) => ({
        task: cell.task,
        mechanism: cell.mechanism,
        ...(twin === undefined ? { twin: pair.name } : {}),
        ...row(cell, pair),
      })),
  );
}

/**
 * Every pair of a mechanism and a twin: the paired difference of test accuracy in points with its bootstrap interval, p of Wilcoxon's test
 * corrected by Holm, and the verdict; the same verdict by test loss beside it.
 *
 * @example
 * ```ts
 * const sizes = { nSeeds: 1, steps: 1, learningRates: [0.01], tuningSeeds: [900001] };
 * const rows = trialPairRows(await runTrial({ mechanisms: ["qsann"], tasks: ["rp"], ...sizes }), "parameter-matched");
 * ```
 */
export function trialPairRows(result: TrialResult, twin?: string): Row[] {
  return pairRows(result, twin, (cell, pair) => ({
    parameters: `${cell.parameters} / ${pair.parameters}`,
    "accuracy %": `${percent(cell.mean)} / ${percent(pair.mean)}`,
    difference: signed(pair.difference),
    "95 % interval": `${signed(pair.interval[0])} … ${signed(pair.interval[1])}`,
    "p (Holm)": small(pair.pHolm),
    verdict: pair.verdict,
    "by loss": pair.loss.verdict,
  }));
}

/**
 * The verdicts of each twin and task counted, those who are ahead or behind named.
 *
 * @example
 * ```ts
 * const [row] = trialVerdictRows(loadTrial()); // { twin: "parameter-matched", task: "word-order", ahead: "hadamard-overlap, …", … }
 * ```
 */
export function trialVerdictRows({ config, cells }: TrialResult): Row[] {
  const twins = [...new Set(cells.flatMap((cell) => cell.twins.map(({ name }) => name)))];
  return twins.flatMap((twin) =>
    config.tasks.map((task) => {
      const of = (verdict: TrialTwin["verdict"]): string[] =>
        cells
          .filter((cell) => cell.task === task && cell.twins.some((pair) => pair.name === twin && pair.verdict === verdict))
          .map(({ mechanism }) => mechanism);
      const named = (verdict: "ahead" | "behind"): string => of(verdict).join(", ") || "–";
      return {
        twin,
        task,
        ahead: named("ahead"),
        behind: named("behind"),
        equivalent: of("equivalent").length,
        "no evidence": of("no evidence").length,
      };
    }),
  );
}

/**
 * The other tests of every pair: Wilcoxon's and the permutation p without correction, the equivalence test at the margin, the power of one
 * test at .05, without correction, to see a difference of the margin, Hedges' g_z, pairs won and lost, McNemar's test on the first seed's
 * test split, the difference in loss.
 *
 * @example
 * ```ts
 * const sizes = { nSeeds: 1, steps: 1, learningRates: [0.01], tuningSeeds: [900001] };
 * const rows = trialTestRows(await runTrial({ mechanisms: ["qsann"], tasks: ["rp"], ...sizes }));
 * ```
 */
export function trialTestRows(result: TrialResult, twin?: string): Row[] {
  return pairRows(result, twin, (_cell, pair) => ({
    "p (Wilcoxon)": small(pair.p),
    permutation: small(pair.permutationP),
    equivalence: pair.equivalenceP === null ? "–" : small(pair.equivalenceP),
    power: pair.power === null ? "–" : pair.power.toFixed(2),
    effect: pair.effectSize.hedgesGz === null ? "–" : pair.effectSize.hedgesGz.toFixed(2),
    "won / lost": `${pair.wins} / ${pair.losses}`,
    McNemar: small(pair.mcNemar.p),
    "loss difference": pair.loss.difference.toFixed(3),
  }));
}

/**
 * The difficulty reports of a trial, in per cent of the test split.
 *
 * @example
 * ```ts
 * const [row] = trialDifficultyRows(loadTrial()); // word-order: bag of words near 50, word@position near 100
 * ```
 */
export function trialDifficultyRows({ difficulty }: { readonly difficulty: readonly Difficulty[] }): Row[] {
  return difficulty.map(({ task, majority, bagOfWords, wordAtPosition, bigrams, bayes }) => ({
    task,
    majority: percent(majority),
    "bag of words": percent(bagOfWords),
    "word@position": percent(wordAtPosition),
    bigrams: percent(bigrams),
    Bayes: bayes === undefined ? "–" : percent(bayes),
  }));
}
