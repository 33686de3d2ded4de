import { availableParallelism } from "node:os";
import { join } from "node:path";
import { checkInteger } from "../../core/check";
import { packageRoot, packageVersion } from "../../core/packageRoot";
import { silentProgress, type Progress } from "../../core/progress";
import { writeFileAtomic } from "../../core/files";
import { difficultyOf, type Difficulty } from "../../data/difficulty";
import { ready } from "../../layers/backend";
import type { Given } from "../studyConfig";
import { runInWorkers } from "../workerPool";
import { judgeTrial } from "./judgeTrial";
import { RunStore } from "./runStore";
import { trialCommandLine, trialConfig, type TrialConfig } from "./trialConfig";
import { trialCurves } from "./trialCurves";
import { studyUnit, studyUnits, trialPlan, tuningUnits, type TrialArm, type TrialPlan } from "./trialPlan";
import type { TrialResult } from "./trialResult";
import { trialTask } from "./trialTask";
import type { TrialRun, TrialUnit } from "./trialUnit";
import { tunedRates } from "./tunedRates";

/** How a trial is watched, shared out, stopped and kept. */
export interface TrialOptions {
  readonly progress?: Progress;
  /** Worker processes; default one a core. */
  readonly jobs?: number;
  /** Ends the trial with InterruptedError; finished runs stay in `out`. */
  readonly signal?: AbortSignal;
  /** Folder of `runs.jsonl` and `result.json`; null (default) = nothing is written. */
  readonly out?: string | null;
  /** Goes on with the runs in `out`. Default false: a folder that holds an unfinished or another trial is refused. */
  readonly resume?: boolean;
}

/**
 * Trains quantum attention mechanisms and their classical and disentangled twins on the same tasks, seeds and batches, each arm with the
 * learning rate that its own tuning runs chose, and says of every pair whether the mechanism is ahead, behind, equivalent, or whether
 * there is no evidence: at these sizes, on a simulator.
 *
 * Every arm has the same tuning budget: each learning rate on each tuning seed. Equal arms are trained once. The result does not depend
 * on the number of processes nor on interruptions, but for fields named `seconds` and `timing`.
 *
 * @throws ArgumentError for an impossible configuration, or a folder that holds another or an unfinished trial without `resume`; CheckpointError for runs of
 * another version or other settings; DataError when a data file is missing or changed; WorkerError when a worker process dies;
 * InterruptedError when the signal fires; OutputError when the folder cannot be written. Finished runs stay in `out`.
 *
 * @example
 * ```ts
 * const sizes = { nSeeds: 1, steps: 2, learningRates: [0.01], tuningSeeds: [900001] };
 * const { cells } = await runTrial({ mechanisms: ["swap-test"], tasks: ["first-token"], ...sizes });
 * for (const { name, difference, verdict } of cells[0]!.twins) console.log(name, difference, verdict);
 * ```
 */
export async function runTrial(given: Given<TrialConfig> = {}, options: TrialOptions = {}): Promise<TrialResult> {
  const began = performance.now();
  const config = trialConfig(given);
  const { progress = silentProgress, jobs = availableParallelism(), out = null, resume = false, signal } = options;
  checkInteger("runTrial", "jobs", jobs, 1);
  const { versions } = await ready({ backend: config.backend });
  const plan = await trialPlan(config);
  const store = RunStore.open(out, config, resume);
  const work = { store, progress, jobs, signal };
  await runUnits("tuning", tuningUnits(plan), work);
  const rates = tunedRates(plan, store.runs);
  await runUnits("training", studyUnits(plan, rates), work);
  const runsOf = (arm: TrialArm): TrialRun[] =>
    plan.seeds.flatMap((seed) => store.runs.get(studyUnit(arm, seed, rates.get(arm.id), config)?.key ?? "") ?? []);
  const { cells, references, dropped } = judgeTrial(plan, runsOf);
  const result: TrialResult = {
    kind: "attention-trial",
    formatVersion: 1,
    command: trialCommandLine(config),
    config,
    seeds: plan.seeds,
    backend: config.backend,
    versions: { "quantum-attention": packageVersion(), ...versions },
    cells,
    references,
    difficulty: await trialDifficulty(plan),
    dropped,
    curves: trialCurves(plan, runsOf),
    timing: { date: new Date().toISOString(), seconds: (performance.now() - began) / 1000, jobs },
  };
  if (out !== null) writeFileAtomic(join(out, "result.json"), `${JSON.stringify(result, null, 1)}\n`);
  return result;
}

interface Work {
  readonly store: RunStore;
  readonly progress: Progress;
  readonly jobs: number;
  readonly signal: AbortSignal | undefined;
}

/** Makes the runs that are not there yet. */
async function runUnits(label: string, units: readonly TrialUnit[], { store, progress, jobs, signal }: Work): Promise<void> {
  const open = store.missing(units);
  let done = units.length - open.length;
  progress.start(label, units.length);
  try {
    await runInWorkers<TrialUnit, TrialRun, never>(open, {
      script: join(packageRoot(), "dist", "src", "experiments", "trial", "trialWorker.js"),
      jobs,
      signal,
      describe,
      onResult: (run) => {
        store.add(run);
        progress.update(
          ++done,
          `${run.task}, ${run.mechanism}, seed ${run.seed}: validation accuracy ${run.validation.accuracy.toFixed(3)}`,
        );
      },
      onReport: () => undefined,
    });
  } finally {
    progress.finish();
  }
}

const describe = ({ task, model, seed }: TrialUnit): string => `${model.mechanism} on ${task}, seed ${seed}`;

/** What needs no attention to be had, on the rows that the arms see. */
async function trialDifficulty({ config, seeds }: TrialPlan): Promise<Difficulty[]> {
  const reports: Difficulty[] = [];
  for (const name of config.tasks)
    reports.push(difficultyOf(name, await Promise.all(seeds.map((seed) => trialTask(name, seed, config.maxSeqLen)))));
  return reports;
}
