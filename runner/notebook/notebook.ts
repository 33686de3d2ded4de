/** Text as nbformat stores it: one string, or its lines with their line ends. */
export type MultilineText = string | string[];

/** An output as it stands in the file; MIME texts and streams may be split into lines. */
export interface StoredOutput {
  output_type: string;
  [field: string]: unknown;
}

/** A cell's metadata. `execution.timeout` is this cell's limit in seconds. */
export interface CellMetadata {
  tags?: string[];
  execution?: { timeout?: number; [field: string]: unknown };
  [field: string]: unknown;
}

interface AnyCell {
  id?: string;
  metadata: CellMetadata;
  source: MultilineText;
  [field: string]: unknown;
}

export interface CodeCell extends AnyCell {
  cell_type: "code";
  execution_count: number | null;
  outputs: StoredOutput[];
}

interface TextCell extends AnyCell {
  cell_type: "markdown" | "raw";
}

export type Cell = CodeCell | TextCell;

/** A notebook's metadata. `execution` holds limits in seconds: `timeout` of each cell, `notebook_timeout`, `startup_timeout`. */
export interface NotebookMetadata {
  kernelspec?: { name?: string; language?: string; [field: string]: unknown };
  language_info?: { name?: string; [field: string]: unknown };
  execution?: { timeout?: number; notebook_timeout?: number; startup_timeout?: number; allow_errors?: boolean; [field: string]: unknown };
  [field: string]: unknown;
}

/** A Jupyter notebook, nbformat 4. */
export interface Notebook {
  nbformat: number;
  nbformat_minor: number;
  metadata: NotebookMetadata;
  cells: Cell[];
  [field: string]: unknown;
}

/** The text of a cell or a stored text. */
export function joinText(text: MultilineText): string {
  return typeof text === "string" ? text : text.join("");
}

/** A text as a list of lines, each with its line end, as Jupyter writes it. */
export function splitText(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

export function hasTag(cell: Cell, tag: string): boolean {
  return cell.metadata.tags?.includes(tag) ?? false;
}
