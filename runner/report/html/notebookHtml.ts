import { existsSync } from "node:fs";
import { joinText, type Cell, type CodeCell } from "../../notebook/notebook";
import { readNotebook } from "../../notebook/notebookFile";
import type { NotebookReport } from "../../runReport";
import { failureHeadline } from "../failureText";
import { escapeHtml } from "./escape";
import { codeHtml, markdownHtml } from "./markdown";
import { hasFigure, outputHtml } from "./outputHtml";

/** A notebook's part of the page, and whether it needs plotly. */
export interface NotebookSection {
  readonly html: string;
  readonly hasFigures: boolean;
}

/** The executed notebook as a reader sees it, after its name, its state and its failures. */
export function notebookHtml(report: NotebookReport, anchor: string): NotebookSection {
  const { path, output, status, failure, earlierFailures, seconds } = report;
  const begun = status !== "kernel-not-started" && report.cells.length > 0 && existsSync(output);
  const cells = begun ? readNotebook(output).notebook.cells : [];
  const at = failure?.cell ?? null;
  const notes = [
    ...earlierFailures.map((earlier, i) => `Attempt ${i + 1} failed: ${failureHeadline(path, earlier)}`),
    ...(failure === null ? [] : [failureHeadline(path, failure)]),
  ];
  const noteHtml = notes.map(
    (note) => `<p class="note">${escapeHtml(note)}${at === null ? "" : ` <a href="#${anchor}-cell-${at}">to the cell</a>`}</p>`,
  );
  const body = cells.map((cell, i) => cellHtml(cell, `${anchor}-cell-${i}`, i === at)).join("\n");
  const html = `<section id="${anchor}">
<h2><span class="badge ${status}">${status}</span> ${escapeHtml(path)} <small>${seconds.toFixed(1)} s</small></h2>
${noteHtml.join("\n")}
${body}
</section>`;
  return { html, hasFigures: cells.some((cell) => cell.cell_type === "code" && hasFigure(cell.outputs)) };
}

function cellHtml(cell: Cell, id: string, failed: boolean): string {
  const source = joinText(cell.source);
  if (cell.cell_type === "code") return codeCellHtml(cell, source, id, failed);
  if (cell.cell_type === "markdown") return `<div class="text" id="${id}">${markdownHtml(source, cell["attachments"])}</div>`;
  return `<pre class="raw" id="${id}">${escapeHtml(source)}</pre>`;
}

function codeCellHtml(cell: CodeCell, source: string, id: string, failed: boolean): string {
  const tags = (cell.metadata.tags ?? []).map((tag) => `<span class="tag">${escapeHtml(tag)}</span>`).join("");
  const count = `<span class="count">${cell.execution_count === null ? "[ ]" : `[${cell.execution_count}]`}</span>`;
  const outputs = cell.outputs.map(outputHtml).filter((html) => html !== "");
  const shown = outputs.length === 0 ? "" : `<div class="outputs">${outputs.join("\n")}</div>`;
  return `<div class="cell${failed ? " failed" : ""}" id="${id}">${count}${tags}<pre class="code"><code>${codeHtml(source)}</code></pre>${shown}</div>`;
}
