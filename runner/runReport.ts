import type { CellReport } from "./execution/notebookRecord";
import type { NotebookFailure } from "./execution/failure";

/** `flaky`: failed, and passed when it was tried again; `skipped`: nothing changed since it last passed. */
export type NotebookStatus = "passed" | "failed" | "flaky" | "skipped" | "interrupted" | "kernel-not-started";

/** What became of one notebook. */
export interface NotebookReport {
  /** The notebook that was read, and where the executed one was saved. */
  readonly path: string;
  readonly output: string;
  readonly status: NotebookStatus;
  readonly seconds: number;
  /** The kernel's start, and the cells' own time. */
  readonly startSeconds: number;
  readonly cellSeconds: number;
  readonly attempts: number;
  readonly cells: readonly CellReport[];
  readonly failure: NotebookFailure | null;
  /** The failures of the attempts before the last. */
  readonly earlierFailures: readonly NotebookFailure[];
}

/** What became of a run of notebooks: what `report.json` holds. */
export interface RunReport {
  /** `passed` when no notebook failed; a flaky one is no failure but is counted apart. */
  readonly status: "passed" | "failed" | "interrupted" | "kernel-not-started";
  readonly counts: Readonly<Record<NotebookStatus, number>>;
  readonly seconds: number;
  readonly kernel: { readonly name: string; readonly command: readonly string[] };
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly notebooks: readonly NotebookReport[];
}

const STATUSES: readonly NotebookStatus[] = ["passed", "failed", "flaky", "skipped", "interrupted", "kernel-not-started"];

/** Adds up what became of the notebooks. */
export function summarise(report: Omit<RunReport, "status" | "counts">): RunReport {
  const count = (status: NotebookStatus): number => report.notebooks.filter((notebook) => notebook.status === status).length;
  const counts = Object.fromEntries(STATUSES.map((status) => [status, count(status)])) as Record<NotebookStatus, number>;
  const status = (["interrupted", "kernel-not-started", "failed"] as const).find((bad) => counts[bad] > 0) ?? "passed";
  return { status, counts, ...report };
}

/** A notebook that was not begun because the run was interrupted. */
export function interruptedReport(path: string, output: string): NotebookReport {
  const none = { seconds: 0, startSeconds: 0, cellSeconds: 0, attempts: 0, cells: [], failure: null, earlierFailures: [] };
  return { path, output, status: "interrupted", ...none };
}

/** Several runs of the same kernel, one after another, as one. */
export function mergeReports(reports: readonly [RunReport, ...RunReport[]]): RunReport {
  const [{ kernel, parameters }] = reports;
  const seconds = reports.reduce((sum, report) => sum + report.seconds, 0);
  return summarise({ seconds, kernel, parameters, notebooks: reports.flatMap(({ notebooks }) => notebooks) });
}
