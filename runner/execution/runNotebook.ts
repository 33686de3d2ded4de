import { describeExit, KernelDiedError, KernelStartError } from "../client/errors";
import { Kernel } from "../client/kernel";
import type { KernelChoice } from "../kernels/kernelChoice";
import { joinText, type NotebookMetadata } from "../notebook/notebook";
import { writeNotebook, type NotebookFile } from "../notebook/notebookFile";
import { executeCell, type CellLimits, type CellOutcome } from "./executeCell";
import { namedFailure, type CellFailure, type NotebookFailure } from "./failure";
import { leftBehind } from "./leftBehind";
import { NotebookRecord, type CellReport } from "./notebookRecord";

/** How one notebook is run. Times are in seconds; null: no limit from here. */
export interface NotebookOptions {
  readonly kernel: KernelChoice;
  /** The folder that the kernel runs in. */
  readonly cwd: string;
  /** Where the notebook is saved, after each cell. */
  readonly output: string;
  readonly timeoutSeconds: number | null;
  readonly notebookTimeoutSeconds: number | null;
  readonly startupTimeoutSeconds: number | null;
  readonly allowErrors: boolean;
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

const DEFAULT_TIMEOUT_SECONDS = 600;
const DEFAULT_STARTUP_SECONDS = 60;
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
  const limits = file.notebook.metadata.execution ?? {};
  let startSeconds = 0;
  const outcome = (status: NotebookOutcome["status"], failure: NotebookFailure | null): NotebookOutcome => ({
    status,
    failure,
    cells: record.reports,
    seconds: secondsSince(began),
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
  startSeconds = secondsSince(began);
  options.onStep();
  let failure: NotebookFailure | null;
  try {
    failure = (await runCells(kernel, record, options, save, limits, began)) ?? (await endFailure(kernel, record, options));
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

function startKernel(options: NotebookOptions, limits: NonNullable<NotebookMetadata["execution"]>): Promise<Kernel> {
  const { command, env, interruptMode } = options.kernel;
  return Kernel.start({
    command,
    cwd: options.cwd,
    env: { ...process.env, ...env },
    interruptMode,
    startupTimeoutMs: 1000 * (options.startupTimeoutSeconds ?? limits.startup_timeout ?? DEFAULT_STARTUP_SECONDS),
  });
}

async function runCells(
  kernel: Kernel,
  record: NotebookRecord,
  options: NotebookOptions,
  save: () => void,
  limits: NonNullable<NotebookMetadata["execution"]>,
  began: number,
): Promise<NotebookFailure | null> {
  const notebookSeconds = options.notebookTimeoutSeconds ?? limits.notebook_timeout ?? null;
  const allowErrors = options.allowErrors || limits.allow_errors === true;
  for (const { index, cell, allowed } of record.pending()) {
    const own = cell.metadata.execution?.timeout ?? options.timeoutSeconds ?? limits.timeout ?? DEFAULT_TIMEOUT_SECONDS;
    const left = notebookSeconds === null ? Infinity : Math.max(0, notebookSeconds - secondsSince(began));
    const timeout: CellLimits["timeout"] =
      left < own ? { name: "NotebookTimeout", seconds: notebookSeconds! } : { name: "CellTimeout", seconds: own };
    const cellBegan = performance.now();
    const running = executeCell(kernel, joinText(cell.source), {
      timeoutMs: 1000 * Math.min(left, own),
      timeout,
      maxOutputCharacters: options.maxOutputCharacters,
      signal: options.signal,
    });
    // The cells before are saved while the kernel already works on this one.
    const [outcome] = await Promise.all([running, sent().then(save)]);
    const tolerated = (allowed || allowErrors) && isTolerable(outcome);
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
