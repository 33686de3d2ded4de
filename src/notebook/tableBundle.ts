import Table from "cli-table3";
import type { MimeBundle } from "./displaySink";

/** What is read of a danfo DataFrame. */
export interface Frame {
  readonly columns: readonly string[];
  readonly index: readonly (string | number)[];
  readonly values: readonly (readonly unknown[])[];
}

/** Whether a value is a danfo DataFrame, or has its columns, index and values. */
export function isFrame(value: unknown): value is Frame {
  const { columns, index, values } = (value ?? {}) as Partial<Frame>;
  return Array.isArray(columns) && Array.isArray(index) && Array.isArray(values) && values.every((row) => Array.isArray(row));
}

/** Whether a value is a list of records: one plain object a row. */
export function isRecords(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.length > 0 && value.every((row) => Object.getPrototypeOf(row ?? 0) === Object.prototype);
}

/** Records as a frame: the columns in the order in which they first occur. */
export function recordsFrame(records: readonly Readonly<Record<string, unknown>>[]): Frame {
  const columns = [...new Set(records.flatMap((row) => Object.keys(row)))];
  return { columns, index: records.map((_, i) => i), values: records.map((row) => columns.map((column) => row[column])) };
}

/** The frame as an HTML table and as text, both with its first `maxRows` rows. */
export function tableBundle(frame: Frame, maxRows: number): MimeBundle {
  const { columns, index, values } = frame;
  const rows = values.slice(0, maxRows).map((row) => row.map(cellText));
  const rest = values.length - rows.length;
  const numeric = columns.map((_, i) => values.every((row) => typeof row[i] === "number"));
  const note = rest > 0 ? `${rest} more rows (${values.length} in all)` : "";
  return { "text/html": html(columns, index, rows, numeric, note), "text/plain": text(columns, index, rows, numeric, note) };
}

function cellText(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

const escapeHtml = (given: string | number): string => String(given).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

type Rows = readonly (readonly string[])[];

function html(columns: readonly string[], index: Frame["index"], rows: Rows, numeric: readonly boolean[], note: string): string {
  const align = (i: number): string => ` style="text-align:${numeric[i] === true ? "right" : "left"}"`;
  const head = columns.map((name, i) => `<th${align(i)}>${escapeHtml(name)}</th>`).join("");
  const body = rows.map(
    (row, r) => `<tr><th>${escapeHtml(index[r] ?? r)}</th>${row.map((cell, i) => `<td${align(i)}>${escapeHtml(cell)}</td>`).join("")}</tr>`,
  );
  const foot = note === "" ? "" : `<p>${note}</p>`;
  return `<table><thead><tr><th></th>${head}</tr></thead><tbody>${body.join("")}</tbody></table>${foot}`;
}

const NO_BORDER = { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "", left: "", right: "", middle: "  " };
const NO_FRAME = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
};

function text(columns: readonly string[], index: Frame["index"], rows: Rows, numeric: readonly boolean[], note: string): string {
  const table = new Table({
    head: ["", ...columns],
    chars: { ...NO_BORDER, ...NO_FRAME },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colAligns: ["right", ...numeric.map((isNumber) => (isNumber ? ("right" as const) : ("left" as const)))],
  });
  rows.forEach((row, r) => table.push([String(index[r] ?? r), ...row]));
  const lines = table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
  return [...lines, ...(note === "" ? [] : [note])].join("\n");
}
