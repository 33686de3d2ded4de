import { dirname } from "node:path";
import { ArgumentError } from "../src/core/errors";
import { checkWritableFolder } from "../src/core/files";
import { silentProgress } from "../src/core/progress";
import { chooseKernel } from "./kernels/chooseKernel";
import { prepareJob, runJob, type NotebookJob } from "./notebookJob";
import { planOutputs } from "./outputPaths";
import { writeReport } from "./report/writeReport";
import { checkRunOptions, type RunOptions } from "./runOptions";
import { RunProgress } from "./runProgress";
import { interruptedReport, summarise, type NotebookReport, type RunReport } from "./runReport";
import { findDependencies } from "./stale/dependencies";

/**
 * Runs notebooks, each in a kernel of its own, and saves the executed ones after every cell. What a notebook does wrong is in the
 * report; only what makes running senseless is thrown.
 *
 * @throws ArgumentError and DataError, before anything starts, for wrong options, notebooks that cannot be read and parameters that do
 * not fit; EnvironmentError for a kernel that is not installed; OutputError for folders that cannot be written to.
 */
export async function runNotebooks(paths: readonly string[], options: RunOptions = {}): Promise<RunReport> {
  checkRunOptions(options);
  if (paths.length === 0) throw new ArgumentError("run: no notebook was named; name at least one");
  const began = performance.now();
  const outputs = planOutputs(paths, options);
  const dependencies = await findDependencies(options.depends ?? [], process.cwd());
  const kernel = chooseKernel(options.kernel);
  const jobs = await Promise.all(paths.map((path, i) => prepareJob(path, outputs[i]!, kernel, dependencies, options)));
  const otherFolder = options.inplace === true ? "--output-dir in place of --inplace" : "--output-dir";
  for (const folder of new Set(outputs.map((output) => dirname(output)))) checkWritableFolder("run", folder, otherFolder);
  if (options.report !== undefined) checkWritableFolder("run", options.report, "--report");
  const notebooks = await runAll(jobs, options);
  const report = summarise({
    seconds: (performance.now() - began) / 1000,
    kernel: { name: kernel.name, command: kernel.command },
    parameters: { ...options.parameters?.values, ...options.parameters?.texts },
    notebooks,
  });
  if (options.report !== undefined) writeReport(report, options.report);
  return report;
}

async function runAll(jobs: readonly NotebookJob[], options: RunOptions): Promise<NotebookReport[]> {
  const progress = options.progress ?? silentProgress;
  const weighted = new RunProgress(
    progress,
    jobs.map(({ codeCells }) => codeCells),
    jobs.map(({ state }) => state),
  );
  const broken = new AbortController();
  const signal = options.signal === undefined ? broken.signal : AbortSignal.any([options.signal, broken.signal]);
  const reports = new Map<number, NotebookReport>();
  const queue = [...jobs.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && !signal.aborted; next = queue.shift()) {
      const [at, job] = next;
      const { path } = job.file;
      let steps = 0;
      const report = await runJob(job, options, signal, () => weighted.advance(at, ++steps, path));
      reports.set(at, report);
      weighted.advance(at, Infinity, path);
      progress.log(`${report.status.padEnd(7)} ${path} ${report.seconds.toFixed(1)} s`);
    }
  };
  const stopAll = (error: unknown): never => {
    broken.abort();
    throw error;
  };
  const workers = await Promise.allSettled(Array.from({ length: options.jobs ?? 1 }, () => work().catch(stopAll)));
  progress.finish();
  const failed = workers.find((worker) => worker.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return jobs.map((job, at) => reports.get(at) ?? interruptedReport(job.file.path, job.output));
}
