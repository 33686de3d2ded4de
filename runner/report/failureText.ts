import { stripVTControlCharacters } from "node:util";
import type { NotebookFailure } from "../execution/failure";

const STREAM_CHARACTERS = 2000;

/** Where and why in one line: `notebook.ipynb, cell 3 (In [2]): TypeError: …`. */
export function failureHeadline(path: string, { name, message, cell, executionCount }: NotebookFailure): string {
  const count = executionCount === null ? "" : ` (In [${executionCount}])`;
  const place = cell === null ? path : `${path}, cell ${cell + 1}${count}`;
  return `${place}: ${name}: ${message}`;
}

/** The failing cell's source, its streams' ends and the traceback, each under its name. */
export function failureText(path: string, failure: NotebookFailure): string {
  const { source, stdout, stderr, traceback } = failure;
  const parts = { source, stdout: end(stdout), stderr: end(stderr), traceback: traceback.join("\n") };
  const told = Object.entries(parts).filter(([, text]) => text.trim() !== "");
  return [failureHeadline(path, failure), ...told.map(([name, text]) => `${name}:\n${indented(text)}`)].join("\n");
}

const end = (text: string): string => (text.length <= STREAM_CHARACTERS ? text : `… ${text.slice(-STREAM_CHARACTERS)}`);

const indented = (text: string): string =>
  stripVTControlCharacters(text)
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
