import type { CodeCell, NotebookMetadata } from "../notebook/notebook";
import type { CellLimits } from "./executeCell";

const DEFAULT_TIMEOUT_SECONDS = 600;
const DEFAULT_STARTUP_SECONDS = 60;

/** Limits in seconds as the caller sets them; null: the notebook's own, or the default. */
export interface GivenLimits {
  readonly timeoutSeconds: number | null;
  readonly notebookTimeoutSeconds: number | null;
  readonly startupTimeoutSeconds: number | null;
  readonly allowErrors: boolean;
}

/** What holds for one notebook. */
export interface NotebookLimits {
  readonly startupTimeoutMs: number;
  readonly allowErrors: boolean;
  /** What ends a cell that begins so many seconds after the notebook: its own limit or what is left of the notebook's. */
  cellTimeout(cell: CodeCell, secondsGone: number): Pick<CellLimits, "timeoutMs" | "timeout">;
}

/** The limits as given, else as the notebook's metadata say, else the defaults; a cell's own metadata come before all of them. */
export function notebookLimits(given: GivenLimits, { execution = {} }: NotebookMetadata): NotebookLimits {
  const notebookSeconds = given.notebookTimeoutSeconds ?? execution.notebook_timeout ?? null;
  const cellSeconds = given.timeoutSeconds ?? execution.timeout ?? DEFAULT_TIMEOUT_SECONDS;
  return {
    startupTimeoutMs: 1000 * (given.startupTimeoutSeconds ?? execution.startup_timeout ?? DEFAULT_STARTUP_SECONDS),
    allowErrors: given.allowErrors || execution.allow_errors === true,
    cellTimeout: (cell, secondsGone) => {
      const own = cell.metadata.execution?.timeout ?? cellSeconds;
      const left = notebookSeconds === null ? Infinity : Math.max(0, notebookSeconds - secondsGone);
      return {
        timeoutMs: 1000 * Math.min(left, own),
        timeout: left < own ? { name: "NotebookTimeout", seconds: notebookSeconds! } : { name: "CellTimeout", seconds: own },
      };
    },
  };
}
