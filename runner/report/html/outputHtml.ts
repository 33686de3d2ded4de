import { stripVTControlCharacters } from "node:util";
import { joinText, type MultilineText, type StoredOutput } from "../../notebook/notebook";
import { escapeHtml, scriptJson } from "./escape";
import { markdownHtml } from "./markdown";

const PLOTLY = "application/vnd.plotly.v1+json";
const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"] as const;

type Bundle = Readonly<Record<string, unknown>>;

/** Whether a figure among these outputs needs plotly. */
export function hasFigure(outputs: readonly StoredOutput[]): boolean {
  return outputs.some(({ data }) => data !== undefined && PLOTLY in (data as Bundle));
}

/** One output as HTML: the richest of its representations that a page without a network can show. */
export function outputHtml(output: StoredOutput): string {
  if (output.output_type === "stream") {
    const kind = output.name === "stderr" ? "stream stderr" : "stream";
    return `<pre class="${kind}">${textHtml(joinText(output.text as MultilineText))}</pre>`;
  }
  if (output.output_type === "error") {
    const { ename, evalue, traceback } = output as unknown as { ename: string; evalue: string; traceback: string[] };
    const text = traceback.length > 0 ? traceback.join("\n") : `${ename}: ${evalue}`;
    return `<pre class="error">${textHtml(text)}</pre>`;
  }
  return bundleHtml(output.data as Bundle);
}

function bundleHtml(data: Bundle): string {
  const text = (type: string): string => joinText(data[type] as MultilineText);
  const alternative = "text/plain" in data ? escapeHtml(text("text/plain").split("\n")[0] ?? "") : "output of the cell";
  const picture = PICTURES.find((type) => type in data);
  const image = picture === undefined ? "" : `<img src="data:${picture};base64,${text(picture).replace(/\s/g, "")}" alt="${alternative}">`;
  if (PLOTLY in data)
    return `<div class="figure"><script type="application/json">${scriptJson(data[PLOTLY])}</script><noscript>${image || alternative}</noscript></div>`;
  if ("text/html" in data) return `<div class="html">${text("text/html")}</div>`;
  if ("image/svg+xml" in data)
    return `<img src="data:image/svg+xml;base64,${Buffer.from(text("image/svg+xml")).toString("base64")}" alt="${alternative}">`;
  if (image !== "") return image;
  if ("text/markdown" in data) return `<div class="text">${markdownHtml(text("text/markdown"), {})}</div>`;
  if ("text/latex" in data) return `<div class="text">${markdownHtml(text("text/latex"), {})}</div>`;
  if ("text/plain" in data) return `<pre class="value">${textHtml(text("text/plain"))}</pre>`;
  const json = Object.keys(data).find((type) => /json$/.test(type));
  return json === undefined ? "" : `<pre class="value">${escapeHtml(JSON.stringify(data[json], null, 2))}</pre>`;
}

/** What a terminal would show in the end: no colours, and of a line that was written over only its last state. */
function textHtml(text: string): string {
  const last = stripVTControlCharacters(text).replace(/^.*\r(?!\n)(?=[^\n])/gm, "");
  return escapeHtml(last);
}
