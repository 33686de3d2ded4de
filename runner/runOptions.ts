import { checkInteger, checkKeys, checkNumber } from "../src/core/check";
import type { Progress } from "../src/core/progress";
import type { GivenParameters } from "./parameters/parameterValues";

/** How notebooks are run. */
export interface RunOptions {
  /** An installed kernel's name; without it the built-in one is started directly. */
  readonly kernel?: string;
  /** Folder of the executed notebooks; default `executed`. */
  readonly outputDir?: string;
  /** Writes the results into the notebooks themselves; not together with `outputDir`. */
  readonly inplace?: boolean;
  /** Values of the cell tagged `parameters`, in every notebook. */
  readonly parameters?: GivenParameters;
  /** Seconds a cell may take; a cell's own metadata wins; default: what the notebook's metadata says, else 600. */
  readonly timeoutSeconds?: number;
  /** Seconds a notebook may take, its kernel's start included; default: what its metadata says, else no limit. */
  readonly notebookTimeoutSeconds?: number;
  /** Seconds until the kernel must answer; default: what the notebook's metadata says, else 60. */
  readonly startupTimeoutSeconds?: number;
  /** Goes on after errors that cells raise, and does not count them as failures; time limits and dead kernels stay failures. */
  readonly allowErrors?: boolean;
  /** Lets a notebook end with timers, servers or child processes that it has left open. */
  readonly allowOpenHandles?: boolean;
  /** Characters that one cell may put out; default ten million. */
  readonly maxOutputCharacters?: number;
  /** How many notebooks run at the same time; default 1. */
  readonly jobs?: number;
  /** How often a failed notebook is run again, from the start; one that passes then is `flaky`. Default 0. */
  readonly retries?: number;
  /** Globs of files that results depend on, besides those of package.json's `notebooks.depends`. */
  readonly depends?: readonly string[];
  /** Runs also what has not changed since it last passed. */
  readonly force?: boolean;
  /** Folder of `report.json`, `junit.xml` and `index.html`; default: none is written. */
  readonly report?: string;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

const KEYS: readonly (keyof RunOptions)[] = [
  "kernel",
  "outputDir",
  "inplace",
  "parameters",
  "timeoutSeconds",
  "notebookTimeoutSeconds",
  "startupTimeoutSeconds",
  "allowErrors",
  "allowOpenHandles",
  "maxOutputCharacters",
  "jobs",
  "retries",
  "depends",
  "force",
  "report",
  "progress",
  "signal",
];

/** Throws for an unknown option or a number out of range. */
export function checkRunOptions(options: RunOptions): void {
  checkKeys("runNotebooks", options, KEYS);
  const { timeoutSeconds, notebookTimeoutSeconds, startupTimeoutSeconds, maxOutputCharacters, jobs, retries } = options;
  for (const [name, value] of Object.entries({ timeoutSeconds, notebookTimeoutSeconds, startupTimeoutSeconds }))
    if (value !== undefined) checkNumber("runNotebooks", name, value, Number.MIN_VALUE);
  if (maxOutputCharacters !== undefined) checkInteger("runNotebooks", "maxOutputCharacters", maxOutputCharacters, 1);
  if (jobs !== undefined) checkInteger("runNotebooks", "jobs", jobs, 1);
  if (retries !== undefined) checkInteger("runNotebooks", "retries", retries, 0);
}
