import { dirname } from "node:path";
import { checkKeys } from "../src/core/check";
import { silentProgress, type Progress } from "../src/core/progress";
import { runNotebook, type NotebookOptions } from "./execution/runNotebook";
import { chooseKernel } from "./kernels/kernelChoice";
import { readNotebook } from "./notebook/notebookFile";
import { planOutputs } from "./outputPaths";
import { summarise, type NotebookReport, type RunReport } from "./runReport";

/** How notebooks are run. */
export interface RunOptions {
  /** An installed kernel's name; without it the built-in one is started directly. */
  readonly kernel?: string;
  /** Folder of the executed notebooks; default `executed`. */
  readonly outputDir?: string;
  /** Writes the results into the notebooks themselves. */
  readonly inplace?: boolean;
  /** Seconds a cell may take; default 600, or what the notebook's metadata says. */
  readonly timeoutSeconds?: number;
  /** Seconds a notebook may take, its kernel's start included; default: what its metadata says, else no limit. */
  readonly notebookTimeoutSeconds?: number;
  /** Seconds until the kernel must answer; default 60, or what the notebook's metadata says. */
  readonly startupTimeoutSeconds?: number;
  /** Goes on after errors and does not count them as failures. */
  readonly allowErrors?: boolean;
  /** Characters that one cell may put out; default ten million. */
  readonly maxOutputCharacters?: number;
  /** How many notebooks run at the same time; default 1. */
  readonly jobs?: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

const OPTIONS: readonly (keyof RunOptions)[] = [
  "kernel",
  "outputDir",
  "inplace",
  "timeoutSeconds",
  "notebookTimeoutSeconds",
  "startupTimeoutSeconds",
  "allowErrors",
  "maxOutputCharacters",
  "jobs",
  "progress",
  "signal",
];

/** Runs notebooks, each in a kernel of its own, and saves the executed ones. */
export async function runNotebooks(paths: readonly string[], options: RunOptions = {}): Promise<RunReport> {
  checkKeys("runNotebooks", options, OPTIONS);
  const began = performance.now();
  const kernel = chooseKernel(options.kernel);
  const outputs = planOutputs(paths, options);
  const files = paths.map((path) => readNotebook(path));
  const progress = options.progress ?? silentProgress;
  const signal = options.signal ?? new AbortController().signal;
  const reports: NotebookReport[] = [];
  const queue = [...files.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && !signal.aborted; next = queue.shift()) {
      const [at, file] = next;
      const run: NotebookOptions = {
        kernel,
        cwd: dirname(file.path),
        output: outputs[at]!,
        timeoutSeconds: options.timeoutSeconds ?? null,
        notebookTimeoutSeconds: options.notebookTimeoutSeconds ?? null,
        startupTimeoutSeconds: options.startupTimeoutSeconds ?? null,
        allowErrors: options.allowErrors ?? false,
        maxOutputCharacters: options.maxOutputCharacters ?? 10_000_000,
        signal,
        onCell: () => undefined,
      };
      const outcome = await runNotebook(file, run);
      reports[at] = { path: file.path, output: outputs[at]!, attempts: 1, earlierFailures: [], ...outcome };
      progress.log(`${outcome.status} ${file.path} ${outcome.seconds.toFixed(1)} s`);
    }
  };
  await Promise.all(Array.from({ length: options.jobs ?? 1 }, work));
  const seconds = (performance.now() - began) / 1000;
  return summarise({ seconds, kernel: { name: kernel.name, command: kernel.command }, parameters: {}, notebooks: reports.filter(Boolean) });
}
