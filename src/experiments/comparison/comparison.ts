import { availableParallelism } from "node:os";
import { join } from "node:path";
import { mean } from "../../core/mean";
import { packageRoot } from "../../core/packageRoot";
import { silentProgress, type Progress } from "../../core/progress";
import { checkInteger } from "../../core/check";
import { SENTENCE_SETS } from "../../data/sentences";
import { syntheticBayes } from "../../data/syntheticSentiment";
import { compareRuns } from "../../statistics/claims";
import { comparisonConfig, type ComparisonConfig } from "./comparisonConfig";
import { ARMS, type ArmName } from "../models";
import type { Baseline, TaskName } from "../tasks";
import type { BaselineRow, ComparisonArm, ComparisonResult, ComparisonRow } from "./comparisonResult";
import type { ComparisonUnit, UnitReport, UnitResult } from "./comparisonUnit";
import { FinishedUnits } from "./finishedUnits";
import { runInWorkers } from "../workerPool";

/** How a comparison is watched, shared out and stopped. */
export interface ComparisonOptions {
  readonly progress?: Progress;
  /** Worker processes; default one a core. */
  readonly jobs?: number;
  /** Ends the comparison with InterruptedError; finished runs stay in `keepIn`. */
  readonly signal?: AbortSignal;
  /** Folder in which finished runs are kept until all are done, so that the same comparison goes on where it was; null (default) = nowhere. */
  readonly keepIn?: string | null;
}

/**
 * Trains the classical, the hybrid and the control transformer with paired seeds (same data, same batch order) and tries every
 * published claim about the hybrid against both others.
 *
 * Seeds are shared between worker processes; the result does not depend on how many, but for fields named `seconds` and `timing`.
 *
 * @throws ArgumentError for an impossible configuration; WorkerError when a worker process dies; InterruptedError when the signal
 * fires; NonFiniteError when a loss is NaN. Runs that had finished stay in `keepIn`.
 *
 * @example
 * ```ts
 * const result = await runComparison({ nSeeds: 1, epochs: 1 });
 * for (const arm of result.arms) console.log(arm.name, arm.parameters, arm.runs[0]!.epochs[0]!.valLoss);
 * ```
 */
export async function runComparison(given: Partial<ComparisonConfig> = {}, options: ComparisonOptions = {}): Promise<ComparisonResult> {
  const began = performance.now();
  const config = comparisonConfig(given);
  const { progress = silentProgress, jobs = availableParallelism() } = options;
  checkInteger("runComparison", "jobs", jobs, 1);
  const seeds = Array.from({ length: config.nSeeds }, (_, k) => config.seed + k);
  const tasks: readonly TaskName[] = config.task === "sentences" ? SENTENCE_SETS : [config.task];
  const units = tasks.flatMap((task) => seeds.flatMap((seed) => ARMS.map((arm): ComparisonUnit => ({ config, task, arm, seed }))));
  const finished = new FinishedUnits(options.keepIn ?? null, config);
  await trainAll(units, finished, progress, jobs, options.signal);
  const arms = tasks.flatMap((task) => ARMS.map((name) => collectArm(task, name, seeds, finished)));
  const result: ComparisonResult = {
    kind: "comparison",
    formatVersion: 1,
    task: config.task,
    config,
    seeds,
    engine: config.engine,
    backend: config.backend,
    versions: finished.of(units[0]!)!.versions,
    arms,
    bayes: config.task === "synthetic" ? syntheticBayes() : null,
    baselines: tasks.flatMap((task) => meanBaseline(task, seeds, finished)),
    comparisons: tasks.flatMap((task) => compareTask(task, arms)),
    timing: { seconds: (performance.now() - began) / 1000, jobs },
  };
  finished.forget();
  return result;
}

async function trainAll(
  units: readonly ComparisonUnit[],
  finished: FinishedUnits,
  progress: Progress,
  jobs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { epochs } = units[0]!.config;
  const open = units.filter((unit) => finished.of(unit) === undefined);
  let done = (units.length - open.length) * epochs;
  progress.start("comparing", units.length * epochs);
  const onReport = ({ valLoss }: UnitReport, unit: ComparisonUnit): void =>
    progress.update(++done, `${describe(unit)}: validation loss ${valLoss.toFixed(3)}`);
  try {
    await runInWorkers<ComparisonUnit, UnitResult, UnitReport>(open, {
      script: join(packageRoot(), "dist", "src", "experiments", "comparison", "comparisonWorker.js"),
      jobs,
      signal,
      describe,
      onResult: (result) => finished.add(result),
      onReport: (report, index) => onReport(report, open[index]!),
    });
  } finally {
    progress.finish();
  }
}

const describe = ({ task, arm, seed }: ComparisonUnit): string => `${arm}, ${task === "synthetic" ? "" : `${task}, `}seed ${seed}`;

function collectArm(task: TaskName, name: ArmName, seeds: readonly number[], finished: FinishedUnits): ComparisonArm {
  const results = seeds.map((seed) => finished.of({ task, arm: name, seed })!);
  const { total, quantum, dead } = results[0]!.counts;
  return { name, task, parameters: total, quantumParameters: quantum, deadParameters: dead, runs: results.map(({ run }) => run) };
}

/** The mean over seeds, for tasks that have baselines. */
function meanBaseline(task: TaskName, seeds: readonly number[], finished: FinishedUnits): BaselineRow[] {
  const found = seeds.flatMap((seed) => finished.of({ task, arm: "classical", seed })!.baseline ?? []);
  if (found.length === 0) return [];
  const of = (name: keyof Baseline): number => mean(found.map((row) => row[name]));
  return [{ task, majority: of("majority"), bagOfWords: of("bagOfWords"), wordAtPosition: of("wordAtPosition"), bigrams: of("bigrams") }];
}

function compareTask(task: TaskName, arms: readonly ComparisonArm[]): ComparisonRow[] {
  const ofTask = arms.filter((arm) => arm.task === task);
  return compareRuns(ofTask, { subject: "hybrid" }).map((row) => ({ task, ...row }));
}
