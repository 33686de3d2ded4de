/** Why a notebook failed: a name that tells the kinds apart, and all that was seen. */
export interface NotebookFailure {
  /** The error's own name (`TypeError`, `TypeScriptError` …) or one of `FailureName`. */
  readonly name: string;
  readonly message: string;
  /** Position of the failing cell among all cells, from 0; null when no cell is to blame. */
  readonly cell: number | null;
  readonly cellId: string | null;
  readonly executionCount: number | null;
  readonly source: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly traceback: readonly string[];
}

/** Failures that no error of a cell stands for; `KernelExit`, `KernelKilled` and `OutOfMemory` are the kernel's own words. */
export type FailureName =
  | "CellTimeout"
  | "NotebookTimeout"
  | "OutputFlood"
  | "DeadKernel"
  | "MissingPackage"
  | "OpenHandle"
  | "LateError"
  | "KernelStart"
  | "Interrupted";

/** What a cell did wrong, before the notebook adds where. */
export interface CellFailure {
  readonly name: string;
  readonly message: string;
  readonly traceback: readonly string[];
}

export function namedFailure(name: FailureName, message: string, traceback: readonly string[] = []): CellFailure {
  return { name, message, traceback: traceback.length === 0 ? [`${name}: ${message}`] : traceback };
}

export const INTERRUPTED = namedFailure("Interrupted", "the run was interrupted");

const MISSING = /Cannot find (?:module|package) '([^'.][^']*)'/;

/** The failure that an error under a cell stands for. */
export function errorFailure(error: {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}): CellFailure {
  const missing = MISSING.exec(error.evalue)?.[1];
  const traceback = error.traceback.length === 0 ? [`${error.ename}: ${error.evalue}`] : error.traceback;
  if (missing === undefined || missing.startsWith("/")) return { name: error.ename, message: error.evalue, traceback };
  return namedFailure("MissingPackage", `${error.evalue}; npm install ${packageName(missing)}`, traceback);
}

/** `@scope/name/file` → `@scope/name`. */
function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
