import type { Output } from "../client/outputs";
import { hasTag, joinText, type CodeCell, type Notebook, type StoredOutput } from "../notebook/notebook";
import { sameOutputs, storeOutputs } from "../notebook/storedOutputs";
import type { CellOutcome } from "./executeCell";
import type { CellFailure, NotebookFailure } from "./failure";

/** What became of one code cell. `allowed`: it failed and was allowed to. */
export interface CellReport {
  /** Position among all cells, from 0. */
  readonly index: number;
  readonly id: string | null;
  readonly status: "passed" | "failed" | "allowed" | "skipped" | "not-run";
  readonly executionCount: number | null;
  readonly seconds: number;
}

/** The code cells of a notebook that is not run. */
export function skippedReports(notebook: Notebook): CellReport[] {
  return notebook.cells.flatMap(({ cell_type, id = null }, index) =>
    cell_type === "code" ? [{ index, id, status: "skipped", executionCount: null, seconds: 0 } as const] : [],
  );
}

/** Where a failed cell, or the notebook, says so in its metadata. */
const MARK = "failure";
const TIMESTAMP = /^(iopub|shell)\./;

/** Writes what is executed into the notebook: outputs, counts and the mark of the cell that failed. */
export class NotebookRecord {
  readonly reports: CellReport[] = [];
  private readonly before = new Map<number, StoredOutput[]>();
  private readonly live = new Map<number, readonly Output[]>();

  constructor(private readonly notebook: Notebook) {
    delete notebook.metadata[MARK];
    notebook.cells.forEach((cell, index) => {
      if (cell.cell_type !== "code") return;
      delete cell.metadata[MARK];
      const skipped = hasTag(cell, "skip-execution");
      this.reports.push({ index, id: cell.id ?? null, status: skipped ? "skipped" : "not-run", executionCount: null, seconds: 0 });
      if (skipped) return;
      this.before.set(index, cell.outputs);
      clearTimestamps(cell);
      cell.outputs = [];
      cell.execution_count = null;
    });
  }

  /** The cells to run, in order; those without code have passed already. */
  pending(): { readonly index: number; readonly cell: CodeCell; readonly allowed: boolean }[] {
    const cells: { index: number; cell: CodeCell; allowed: boolean }[] = [];
    for (const [at, report] of this.reports.entries()) {
      const cell = this.cell(report.index);
      if (report.status === "skipped") continue;
      if (joinText(cell.source).trim() === "") this.reports[at] = { ...report, status: "passed" };
      else cells.push({ index: report.index, cell, allowed: hasTag(cell, "raises-exception") });
    }
    return cells;
  }

  /** Takes over what a cell came to. */
  set(index: number, outcome: CellOutcome, tolerated: boolean, seconds: number): CellReport {
    this.cell(index).execution_count = outcome.executionCount;
    this.live.set(index, outcome.outputs);
    this.store(index);
    const status = outcome.failure === null ? "passed" : tolerated ? "allowed" : "failed";
    const at = this.reports.findIndex((report) => report.index === index);
    const report: CellReport = { ...this.reports[at]!, status, executionCount: outcome.executionCount, seconds };
    this.reports[at] = report;
    return report;
  }

  /** Marks the failing cell (for `null` the notebook) and gives the failure with everything around it. */
  fail(index: number | null, failure: CellFailure): NotebookFailure {
    const cell = index === null ? null : this.cell(index);
    (cell ?? this.notebook).metadata[MARK] = { name: failure.name, message: failure.message };
    const outputs = index === null ? [] : (this.live.get(index) ?? []);
    return {
      ...failure,
      cell: index,
      cellId: cell?.id ?? null,
      executionCount: cell?.execution_count ?? null,
      source: cell === null ? "" : joinText(cell.source),
      stdout: streamText(outputs, "stdout"),
      stderr: streamText(outputs, "stderr"),
    };
  }

  /** Outputs of earlier cells may have changed since: an updated display, a late print. */
  finish(): void {
    for (const index of this.live.keys()) this.store(index);
  }

  private cell(index: number): CodeCell {
    return this.notebook.cells[index] as CodeCell;
  }

  /** Equal outputs stay the ones that are there, with the file's own way of writing them. */
  private store(index: number): void {
    const stored = storeOutputs(this.live.get(index)!);
    const cell = this.cell(index);
    const same = [this.before.get(index)!, cell.outputs].find((outputs) => sameOutputs(stored, outputs));
    cell.outputs = same ?? stored;
  }
}

/** When a cell ran is not kept: two equal runs leave equal files. */
function clearTimestamps(cell: CodeCell): void {
  const { execution } = cell.metadata;
  if (execution === undefined) return;
  const times = Object.keys(execution).filter((key) => TIMESTAMP.test(key));
  for (const key of times) delete execution[key];
  if (times.length > 0 && Object.keys(execution).length === 0) delete cell.metadata.execution;
}

const streamText = (outputs: readonly Output[], name: "stdout" | "stderr"): string =>
  outputs.map((output) => (output.output_type === "stream" && output.name === name ? output.text : "")).join("");
