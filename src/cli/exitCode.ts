import {
  ArgumentError,
  CapacityError,
  CheckpointError,
  CircuitError,
  DataError,
  DiffMethodError,
  EnvironmentError,
  InterruptedError,
  QasmError,
  QuantumAttentionError,
  ShapeError,
} from "../core/errors";

/** What the command line ends with. */
export const EXIT = { done: 0, failed: 1, usage: 2, missing: 3, interrupted: 130 } as const;

const USAGE = [ArgumentError, ShapeError, CircuitError, QasmError, DiffMethodError, CapacityError, DataError, CheckpointError];

/** The exit code that an error stands for. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof InterruptedError) return EXIT.interrupted;
  if (error instanceof EnvironmentError) return EXIT.missing;
  return USAGE.some((kind) => error instanceof kind) ? EXIT.usage : EXIT.failed;
}

/** An error as the JSON of `--json`: name, message, and the place where there is one. */
export function errorJson(error: unknown): { error: { name: string; message: string; line?: number; column?: number } } {
  const known = error instanceof Error ? error : new Error(String(error));
  const place = known instanceof QasmError ? { line: known.line, column: known.column } : {};
  return { error: { name: known.name, message: known.message, ...place } };
}

/** An error as a person reads it; the stack only where the error is not one of the library's own. */
export function errorText(error: unknown): string {
  if (error instanceof QasmError) return `${error.name} at line ${error.line}, column ${error.column}: ${error.message}`;
  if (error instanceof QuantumAttentionError) return `${error.name}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
