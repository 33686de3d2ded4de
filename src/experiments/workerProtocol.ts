import * as errors from "../core/errors";

/** What a worker process sends back. */
export type WorkerMessage<Result, Report> =
  | { readonly type: "report"; readonly value: Report }
  | { readonly type: "result"; readonly value: Result }
  | { readonly type: "error"; readonly name: string; readonly message: string; readonly details: Readonly<Record<string, unknown>> };

/** An error as a message, so that the parent can throw the same. */
function errorMessage(error: unknown): WorkerMessage<never, never> {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const details = error instanceof errors.QuantumAttentionError ? error.details : {};
  return { type: "error", name, message, details };
}

/** The error that a worker sent, of the same class where it is one of this library's; else a WorkerError that names it. */
export function revivedError(name: string, message: string, details: Readonly<Record<string, unknown>>): Error {
  const found = Object.entries(errors).find(([key]) => key === name)?.[1] as (new (...args: unknown[]) => Error) | undefined;
  if (found === undefined) return new errors.WorkerError(`worker: ${name}: ${message}`, details);
  return name === "QasmError" ? new errors.WorkerError(message, details) : new found(message, details);
}

/**
 * The life of a worker process: handles one unit after another as the parent sends them, and ends when the parent is gone.
 *
 * Ctrl-C reaches all processes of a terminal; the parent alone decides what it means.
 */
export function serveUnits<Unit, Result, Report>(handle: (unit: Unit, report: (value: Report) => void) => Promise<Result>): void {
  const send = (message: WorkerMessage<Result, Report>): void => void process.send?.(message);
  process.on("SIGINT", () => undefined);
  process.on("disconnect", () => process.exit(0));
  process.on("message", (unit) => {
    handle(unit as Unit, (value) => send({ type: "report", value })).then(
      (value) => send({ type: "result", value }),
      (error: unknown) => send(errorMessage(error)),
    );
  });
}
