import { readFileSync } from "node:fs";
import { posix } from "node:path";
import type { NotebookFailure } from "../../execution/failure";
import type { RunReport } from "../../runReport";
import { escapeHtml, scriptCode } from "./escape";
import { notebookHtml } from "./notebookHtml";
import { STYLE } from "./style";

/** The page may run its own scripts and show its own pictures; nothing is fetched from anywhere. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; media-src data:; worker-src blob:";

const DRAW_FIGURES = `
for (const place of document.querySelectorAll(".figure")) {
  const { data, layout = {}, frames } = JSON.parse(place.querySelector("script").textContent);
  Plotly.newPlot(place, { data, layout, frames, config: { displaylogo: false, responsive: layout.width === undefined } });
}`;

/** One HTML page of a run, complete in itself: states, failures, and every executed notebook with live figures. */
export function reportPage(report: RunReport): string {
  const sections = report.notebooks.map((notebook, i) => notebookHtml(notebook, `notebook-${i}`));
  const plotly = sections.some(({ hasFigures }) => hasFigures)
    ? `<script>${scriptCode(readFileSync(require.resolve("plotly.js-dist"), "utf8"))}</script>\n<script>${DRAW_FIGURES}</script>`
    : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<link rel="icon" href="data:,">
<title>${escapeHtml(`Notebooks: ${report.status}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Notebooks <span class="badge ${report.status}">${report.status}</span></h1>
${overview(report)}
${linked(sections.map(({ html }) => html).join("\n"), report)}
${plotly}
</body>
</html>
`;
}

/** Links from one notebook to another lead to its part of the page, where the run has it. */
function linked(html: string, { notebooks }: RunReport): string {
  const places = new Map(notebooks.map(({ path }, i) => [encodeURI(posix.basename(path.replaceAll("\\", "/"))), `#notebook-${i}`]));
  return html.replace(/href="([^":#?]+\.ipynb)"/g, (whole, href: string) => {
    const place = places.get(posix.basename(href));
    return place === undefined ? whole : `href="${place}"`;
  });
}

/** The failure in a word or two, as a link to its cell. */
function reason(failure: NotebookFailure | undefined, anchor: string): string {
  if (failure === undefined) return "";
  const { name, cell } = failure;
  const [target, place] = cell === null ? [anchor, ""] : [`${anchor}-cell-${cell}`, ` in cell ${cell + 1}`];
  return `<a class="reason" href="#${target}">${escapeHtml(name + place)}</a>`;
}

function overview({ notebooks, counts, seconds, kernel, parameters }: RunReport): string {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  const given = Object.entries(parameters).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  const facts = [
    `${told.map(([status, count]) => `${count} ${status}`).join(", ")} in ${seconds.toFixed(1)} s`,
    `kernel ${kernel.name}`,
    ...given,
  ];
  const rows = notebooks.map(
    ({ path, status, seconds: own, cells, failure, earlierFailures }, i) =>
      `<tr><td><span class="badge ${status}">${status}</span></td><td><a href="#notebook-${i}">${escapeHtml(path)}</a></td>` +
      `<td class="number">${cells.length} ${cells.length === 1 ? "cell" : "cells"}</td><td class="number">${own.toFixed(1)} s</td>` +
      `<td>${reason(failure ?? earlierFailures[0], `notebook-${i}`)}</td></tr>`,
  );
  return `<p>${escapeHtml(facts.join(" · "))}</p>\n<table>\n${rows.join("\n")}\n</table>`;
}
