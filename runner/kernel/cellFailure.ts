import { constants } from "node:os";
import type { CellError } from "./cellProtocol";
import type { CellExit } from "./cellProcess";

/** A failure that no JavaScript error stands for. */
export function failure(ename: string, evalue: string): CellError {
  return { ename, evalue, traceback: [`${ename}: ${evalue}`] };
}

const OUT_OF_MEMORY = /heap out of memory|Allocation failed|out of memory/i;

/** Names the end of the cell process: memory, process.exit or a signal. */
export function exitFailure(exit: CellExit, where: string): CellError {
  if (OUT_OF_MEMORY.test(exit.lastWords))
    return failure(
      "OutOfMemory",
      `JavaScript's memory was exhausted ${where}; use less, or give node more with NODE_OPTIONS=--max-old-space-size=MB`,
    );
  if (exit.signal !== null) return failure("KernelKilled", `the kernel was ended by signal ${exit.signal} ${where}`);
  return failure("KernelExit", `the kernel's process ended with exit code ${exit.code} ${where}; was process.exit called?`);
}

/** The exit code that a shell would give for the same end. */
export function shellExitCode(exit: CellExit): number {
  return exit.signal === null ? (exit.code ?? 1) : 128 + constants.signals[exit.signal];
}
