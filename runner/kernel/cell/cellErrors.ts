import { inspect, types } from "node:util";
import type { CellError } from "../cellProtocol";
import { failure } from "../cellFailure";
import { excerpt } from "./sourceMaps";

/** A type or syntax error, as tslab's converter reports it (positions from 0). */
export interface Diagnostic {
  readonly start: { readonly line: number; readonly character: number };
  readonly messageText: string;
  readonly code: number;
  readonly fileName?: string;
}

export const interrupted = (label: string): CellError => failure("KeyboardInterrupt", `${label} was interrupted`);

/** Node puts the line of the running code in front of a stack; the excerpt shows the cell's own instead. */
const ARROW = /^\S[^\n]*:\d+\n[^\n]*\n\s*\^+\n\n?/;

/** What a cell threw, with the cell's own lines. Anything may be thrown: nothing of it is trusted. */
export function thrownError(thrown: unknown, label: string): CellError {
  if ((thrown as { code?: unknown } | null)?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED") return interrupted(label);
  const shown = safely(() => inspect(thrown, { depth: 3 }).replace(ARROW, ""), "a value that cannot be shown");
  if (!isError(thrown)) return { ename: "Thrown", evalue: shown, traceback: [`Thrown: ${shown}`] };
  const ename = safely(() => String(thrown.name || "Error"), "Error");
  const evalue = safely(() => String(thrown.message), "");
  return { ename, evalue, traceback: [...excerpt(shown), ...shown.split("\n")] };
}

/** TS4xxx: about the declarations that tslab makes of a cell; they follow from other errors. */
const DECLARATION_CODES = /^4\d{3}$/;

/** Type errors fail the cell before it runs. */
export function typeError(diagnostics: readonly Diagnostic[], count: number): CellError {
  const told = diagnostics.filter(({ code }) => !DECLARATION_CODES.test(String(code)));
  const messages = (told.length > 0 ? told : diagnostics).map(({ start, messageText, code, fileName }) => {
    const where = fileName === undefined ? `In [${count}], line ${start.line + 1}` : `${fileName}, line ${start.line + 1}`;
    return `${where}, column ${start.character + 1}: ${messageText} (TS${code})`;
  });
  const evalue = messages[0] ?? "the cell does not compile";
  return { ename: "TypeScriptError", evalue, traceback: [...excerpt(evalue), ...messages.map((message) => `TypeScriptError: ${message}`)] };
}

const isError = (value: unknown): value is Error =>
  types.isNativeError(value) || (typeof value === "object" && value !== null && "stack" in value && "message" in value);

function safely(read: () => string, otherwise: string): string {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
