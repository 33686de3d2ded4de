import Ajv, { type ErrorObject } from "ajv";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { DataError } from "../../src/core/errors";
import { writeFileAtomic } from "../../src/core/files";
import { JsonDocument } from "./jsonDocument";
import { joinText, type Notebook } from "./notebook";
import { NOTEBOOK_SCHEMA } from "./notebookSchema";

const validate = new Ajv({ discriminator: true, strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false }).compile(
  NOTEBOOK_SCHEMA,
);

/** A notebook that was read from a file. Change `notebook` in place; what is not changed is written back character by character. */
export interface NotebookFile {
  readonly path: string;
  readonly notebook: Notebook;
  /** The file's text as it was read, and as the notebook is now. */
  readonly original: string;
  text(): string;
}

/**
 * Reads and checks a notebook, nbformat 4.0 to 4.5; an older minor version becomes 4.5 by getting cell ids.
 *
 * @throws DataError when the file cannot be read, is no JSON, or is no valid notebook; the message says where.
 */
export function readNotebook(path: string): NotebookFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new DataError(`readNotebook: cannot read ${path} (${(error as Error).message}); check the path`, { path });
  }
  return parseNotebook(path, text);
}

/** As `readNotebook`, from text. */
export function parseNotebook(path: string, text: string): NotebookFile {
  let document: JsonDocument;
  try {
    document = new JsonDocument(text);
  } catch (error) {
    throw new DataError(
      `readNotebook: ${path} is not JSON (${(error as Error).message}); name a notebook, or restore this one from a copy`,
      { path },
    );
  }
  checkNotebook(path, document.value);
  const notebook = document.value;
  if (notebook.nbformat_minor < 5) addCellIds(notebook);
  return { path, notebook, original: text, text: () => document.text() };
}

/** Throws unless `value` is a valid notebook. */
function checkNotebook(path: string, value: unknown): asserts value is Notebook {
  const { nbformat, nbformat_minor } = (value ?? {}) as Partial<Notebook>;
  if (typeof nbformat === "number" && (nbformat !== 4 || Number(nbformat_minor) > 5))
    throw new DataError(
      `readNotebook: ${path} is of nbformat ${nbformat}.${nbformat_minor}, only 4.0 to 4.5 are read; open it in JupyterLab 4 and save it again`,
      { path, nbformat, nbformat_minor },
    );
  if (!validate(value)) {
    const problems = (validate.errors ?? []).map(describeProblem);
    const told = [...new Set(problems)].slice(0, 3).join("; ");
    throw new DataError(`readNotebook: ${path} is not a valid notebook of nbformat 4: ${told}; correct it, or restore it from a copy`, {
      path,
      problems,
    });
  }
  const ids = (value as unknown as Notebook).cells.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice === undefined) return;
  throw new DataError(`readNotebook: ${path} has two cells with the id "${twice}"; give one of them another`, { path, id: twice });
}

/** Writes the notebook whole or not at all. @throws OutputError */
export function writeNotebook(file: NotebookFile, path: string): void {
  writeFileAtomic(path, file.text());
}

function describeProblem({ instancePath, message = "is not allowed", params }: ErrorObject): string {
  const allowed = "allowedValue" in params ? ` (${JSON.stringify(params.allowedValue)})` : "";
  return `${instancePath === "" ? "the notebook" : instancePath} ${message}${allowed}`;
}

/** Ids made from position and content: the same file always gets the same ones. */
function addCellIds(notebook: Notebook): void {
  notebook.nbformat_minor = 5;
  notebook.cells.forEach((cell, i) => {
    cell.id ??= createHash("sha256")
      .update(`${i}\n${joinText(cell.source)}`)
      .digest("hex")
      .slice(0, 8);
  });
}
