import { describeExit, KernelDiedError, KernelStartError } from "../client/errors";
import { Kernel } from "../client/kernel";
import type { KernelChoice } from "../kernels/kernelChoice";
import { joinText } from "../notebook/notebook";
import { writeNotebook, type NotebookFile } from "../notebook/notebookFile";
import { executeCell, type CellOutcome } from "./executeCell";
import { namedFailure, type CellFailure, type NotebookFailure } from "./failure";
import { leftBehind } from "./leftBehind";
import { notebookLimits, type GivenLimits, type NotebookLimits } from "./limits";
import { NotebookRecord, type CellReport } from "./notebookRecord";

/** How one notebook is run. */
export interface NotebookOptions extends GivenLimits {
  readonly kernel: KernelChoice;
  /** The folder that the kernel runs in. */
  readonly cwd: string;
  /** Where the notebook is saved, after each cell. */
  readonly output: string;
  readonly allowOpenHandles: boolean;
  readonly maxOutputCharacters: number;
  readonly signal: AbortSignal;
  /** Called when the kernel has started and after each cell. */
  readonly onStep: () => void;
}

export interface NotebookOutcome {
  readonly status: "passed" | "failed" | "interrupted" | "kernel-not-started";
  readonly failure: NotebookFailure | null;
  readonly cells: readonly CellReport[];
  /** All of it; the kernel's start; the cells. */
  readonly seconds: number;
  readonly startSeconds: number;
  readonly cellSeconds: number;
}

/** A notebook that is being run. */
interface NotebookRun {
  readonly record: NotebookRecord;
  readonly limits: NotebookLimits;
  readonly options: NotebookOptions;
  readonly secondsGone: () => number;
  readonly save: () => void;
}

/** After these the kernel is gone: nobody can go on, whatever is allowed. */
const FATAL: readonly string[] = ["KernelExit", "KernelKilled", "OutOfMemory", "DeadKernel"];

/** Resolves when what was asked of the kernel is on its way. */
const sent = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const secondsSince = (began: number): number => (performance.now() - began) / 1000;

/** Runs a notebook's cells one after another in a fresh kernel and saves it after each. Changes `file.notebook`. */
export async function runNotebook(file: NotebookFile, options: NotebookOptions): Promise<NotebookOutcome> {
  const began = performance.now();
  const record = new NotebookRecord(file.notebook);
  const save = (): void => writeNotebook(file, options.output);
  const secondsGone = (): number => secondsSince(began);
  const limits = notebookLimits(options, file.notebook.metadata);
  const run: NotebookRun = { record, limits, options, secondsGone, save };
  let startSeconds = 0;
  const outcome = (status: NotebookOutcome["status"], failure: NotebookFailure | null): NotebookOutcome => ({
    status,
    failure,
    cells: record.reports,
    seconds: secondsGone(),
    startSeconds,
    cellSeconds: record.reports.reduce((sum, { seconds }) => sum + seconds, 0),
  });
  if (record.pending().length === 0) {
    save();
    return outcome("passed", null);
  }
  let kernel: Kernel;
  try {
    kernel = await startKernel(options, limits);
  } catch (error) {
    if (!(error instanceof KernelStartError)) throw error;
    return outcome("kernel-not-started", record.fail(null, namedFailure("KernelStart", error.message)));
  }
  startSeconds = secondsGone();
  options.onStep();
  let failure: NotebookFailure | null;
  try {
    failure = (await runCells(kernel, run)) ?? (await endFailure(kernel, record, options));
  } catch (error) {
    await kernel.shutdown();
    throw error;
  }
  record.finish();
  const ended = kernel.shutdown();
  await sent()
    .then(save)
    .finally(() => ended);
  return outcome(failure === null ? "passed" : failure.name === "Interrupted" ? "interrupted" : "failed", failure);
}

function startKernel(options: NotebookOptions, { startupTimeoutMs }: NotebookLimits): Promise<Kernel> {
  const { command, env, interruptMode } = options.kernel;
  return Kernel.start({
    command,
    cwd: options.cwd,
    env: { ...process.env, ...env },
    interruptMode,
    startupTimeoutMs,
  });
}

async function runCells(kernel: Kernel, { record, limits, options, secondsGone, save }: NotebookRun): Promise<NotebookFailure | null> {
  for (const { index, cell, allowed } of record.pending()) {
    const cellBegan = performance.now();
    const running = executeCell(kernel, joinText(cell.source), {
      ...limits.cellTimeout(cell, secondsGone()),
      maxOutputCharacters: options.maxOutputCharacters,
      signal: options.signal,
    });
    // The cells before are saved while the kernel already works on this one.
    const [outcome] = await Promise.all([running, sent().then(save)]);
    const tolerated = (allowed || limits.allowErrors) && isTolerable(outcome);
    record.set(index, outcome, tolerated, secondsSince(cellBegan));
    const failure = outcome.failure !== null && !tolerated ? record.fail(index, outcome.failure) : null;
    options.onStep();
    if (failure !== null) return failure;
  }
  return null;
}

/** Whether an error may be allowed: raised by the cell itself, with a kernel that lives on. */
const isTolerable = ({ failure, stopped }: CellOutcome): boolean => !stopped && failure !== null && !FATAL.includes(failure.name);

/** What went wrong after the last cell had ended. */
async function endFailure(kernel: Kernel, record: NotebookRecord, options: NotebookOptions): Promise<NotebookFailure | null> {
  const failure = await leftBehind(kernel, options.allowOpenHandles, options.signal).catch(deathAfterCells);
  return failure === null ? null : record.fail(null, failure);
}

function deathAfterCells(error: unknown): CellFailure {
  if (!(error instanceof KernelDiedError)) throw error;
  return namedFailure("DeadKernel", `the kernel's process ended with ${describeExit(error.exit)} after the last cell`);
}
