import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { Notebook, StoredOutput } from "../../runner/notebook/notebook";

/** A cell as a test writes it: source alone is a code cell. */
export type TestCell =
  string | { readonly source: string; readonly tags?: readonly string[]; readonly metadata?: object; readonly markdown?: true };

const folders: string[] = [];

/** A folder that is removed after the tests of the file. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "runner-"));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The JSON text of a notebook. */
export function notebookText(cells: readonly TestCell[], metadata: object = {}): string {
  const stored = cells.map((given, i) => {
    const cell = typeof given === "string" ? { source: given } : given;
    const own = { ...("metadata" in cell ? cell.metadata : {}), ...("tags" in cell ? { tags: cell.tags } : {}) };
    const fields = { id: `cell-${i}`, metadata: own, source: cell.source };
    return "markdown" in cell ? { cell_type: "markdown", ...fields } : { cell_type: "code", execution_count: null, ...fields, outputs: [] };
  });
  return `${JSON.stringify({ cells: stored, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

/** Writes NAME.ipynb and gives its path. */
export function writeTestNotebook(folder: string, name: string, cells: readonly TestCell[], metadata: object = {}): string {
  const path = join(folder, `${name}.ipynb`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, notebookText(cells, metadata));
  return path;
}

export const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, "utf8")) as T;

/** The outputs of a cell in an executed notebook. */
export function outputsOf(path: string, cell: number): readonly StoredOutput[] {
  const found = readJson<Notebook>(path).cells[cell]!;
  return found.cell_type === "code" ? found.outputs : [];
}

/** All text of a cell's streams and values. */
export function textUnder(path: string, cell: number): string {
  const text = (value: unknown): string => (Array.isArray(value) ? value.join("") : typeof value === "string" ? value : "");
  return outputsOf(path, cell)
    .map((output) => text(output.text) + text((output.data as Record<string, unknown> | undefined)?.["text/plain"]))
    .join("");
}
