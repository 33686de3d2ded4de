import { readFileSync } from "node:fs";

/** What a reader sees under one code cell, pictures left out: texts, and figures as Plotly data. */
export interface CellOutputs {
  readonly cell: string;
  readonly outputs: readonly (string | Readonly<Record<string, unknown>>)[];
}

interface StoredOutput {
  readonly output_type: string;
  readonly text?: string | string[];
  readonly ename?: string;
  readonly evalue?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface StoredCell {
  readonly id: string;
  readonly cell_type: "code" | "markdown";
  readonly source: string | string[];
  readonly metadata: { readonly tags?: string[] };
  readonly execution_count?: number | null;
  readonly outputs?: StoredOutput[];
}

export interface StoredNotebook {
  readonly cells: StoredCell[];
  readonly metadata: { readonly kernelspec?: { readonly name?: string } };
}

export const PLOTLY = "application/vnd.plotly.v1+json";

export const textOf = (text: unknown): string => (Array.isArray(text) ? text.join("") : String(text));

export const readNotebook = (path: string): StoredNotebook => JSON.parse(readFileSync(path, "utf8")) as StoredNotebook;

export const hasTag = (cell: StoredCell, tag: string): boolean => cell.metadata.tags?.includes(tag) ?? false;

/** The outputs of the code cells that a person wrote; numbers of figures to four significant digits, which are enough to compare. */
export function notebookOutputs(notebook: StoredNotebook): CellOutputs[] {
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code" && !hasTag(cell, "injected-parameters"));
  return cells.map(({ id, outputs = [] }) => ({ cell: id, outputs: outputs.map(shown) }));
}

function shown({ output_type, text, ename, evalue, data }: StoredOutput): string | Readonly<Record<string, unknown>> {
  if (output_type === "stream") return textOf(text);
  if (output_type === "error") return `${ename}: ${evalue}`;
  const figure = data?.[PLOTLY] as { data: unknown; layout: { title?: unknown } } | undefined;
  if (figure === undefined) return textOf(data?.["text/plain"]);
  return rounded({ data: figure.data, title: figure.layout.title }) as Readonly<Record<string, unknown>>;
}

const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, entry: unknown) =>
    typeof entry === "number" && !Number.isInteger(entry) ? Number(entry.toPrecision(4)) : entry,
  );
