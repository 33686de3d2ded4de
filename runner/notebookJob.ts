import { dirname } from "node:path";
import { ArgumentError } from "../src/core/errors";
import type { NotebookFailure } from "./execution/failure";
import { skippedReports } from "./execution/notebookRecord";
import { runNotebook, type NotebookOptions } from "./execution/runNotebook";
import type { KernelChoice } from "./kernels/kernelChoice";
import { parseNotebook, readNotebook, type NotebookFile } from "./notebook/notebookFile";
import { injectParameters } from "./parameters/injectParameters";
import { parameterValues } from "./parameters/parameterValues";
import type { RunOptions } from "./runOptions";
import type { NotebookReport } from "./runReport";
import { sha256, type Dependency } from "./stale/dependencies";
import { fingerprint } from "./stale/fingerprint";
import { isFresh, readRunState, writeRunState, type RunState } from "./stale/runState";

/** A notebook that is ready to be run: read, checked, its parameters set. */
export interface NotebookJob {
  readonly file: NotebookFile;
  readonly output: string;
  readonly kernel: KernelChoice;
  readonly fingerprint: string;
  readonly state: RunState | null;
  readonly codeCells: number;
}

const LANGUAGES = ["typescript", "javascript"];

/** Reads and checks a notebook before any kernel starts. @throws DataError, ArgumentError */
export async function prepareJob(
  path: string,
  output: string,
  kernel: KernelChoice,
  dependencies: readonly Dependency[],
  options: RunOptions,
): Promise<NotebookJob> {
  const file = readNotebook(path);
  const { metadata, cells } = file.notebook;
  const language = metadata.kernelspec?.language ?? metadata.language_info?.name;
  if (options.kernel === undefined && language !== undefined && !LANGUAGES.includes(language.toLowerCase()))
    throw new ArgumentError(`run: ${path} is written in ${language}, this kernel runs TypeScript; name another with --kernel`, {
      path,
      language,
    });
  await injectParameters(file.notebook, parameterValues(options.parameters ?? {}), path);
  return {
    file,
    output,
    kernel,
    fingerprint: fingerprint(file.notebook, kernel, dependencies, { allowErrors: options.allowErrors ?? false }),
    state: readRunState(output),
    codeCells: cells.filter(({ cell_type }) => cell_type === "code").length,
  };
}

/** Runs one notebook, again after a failure as often as `retries` says; `onStep` hears of the started kernel and of each cell. */
export async function runJob(job: NotebookJob, options: RunOptions, signal: AbortSignal, onStep: () => void): Promise<NotebookReport> {
  const { file, output } = job;
  const skipped = { path: file.path, output, seconds: 0, startSeconds: 0, cellSeconds: 0, attempts: 0, failure: null, earlierFailures: [] };
  if (options.force !== true && isFresh(job.state, job.fingerprint, output))
    return { ...skipped, status: "skipped", cells: skippedReports(file.notebook) };
  const earlierFailures: NotebookFailure[] = [];
  for (let attempt = 1; ; attempt++) {
    const outcome = await runNotebook(attempt === 1 ? file : await readAgain(file, options), notebookOptions(job, options, signal, onStep));
    if (outcome.status === "failed" && attempt <= (options.retries ?? 0)) {
      earlierFailures.push(outcome.failure!);
      continue;
    }
    const passed = outcome.status === "passed" && earlierFailures.length === 0;
    if (passed || outcome.status === "failed")
      writeRunState(output, {
        fingerprint: passed ? job.fingerprint : null,
        output: passed ? sha256(file.text()) : null, // as saved by this run: another may write there as well
        startSeconds: outcome.startSeconds,
        cellSeconds: outcome.cells.map(({ seconds }) => seconds),
      });
    const status = outcome.status === "passed" && !passed ? "flaky" : outcome.status;
    return { path: file.path, output, attempts: attempt, earlierFailures, ...outcome, status };
  }
}

/** The notebook as it was before the first attempt, which may have written over it. */
async function readAgain(file: NotebookFile, options: RunOptions): Promise<NotebookFile> {
  const again = parseNotebook(file.path, file.original);
  await injectParameters(again.notebook, parameterValues(options.parameters ?? {}), file.path);
  return again;
}

function notebookOptions(job: NotebookJob, options: RunOptions, signal: AbortSignal, onStep: () => void): NotebookOptions {
  return {
    kernel: job.kernel,
    cwd: dirname(job.file.path),
    output: job.output,
    timeoutSeconds: options.timeoutSeconds ?? null,
    notebookTimeoutSeconds: options.notebookTimeoutSeconds ?? null,
    startupTimeoutSeconds: options.startupTimeoutSeconds ?? null,
    allowErrors: options.allowErrors ?? false,
    allowOpenHandles: options.allowOpenHandles ?? false,
    maxOutputCharacters: options.maxOutputCharacters ?? 10_000_000,
    signal,
    onStep,
  };
}
