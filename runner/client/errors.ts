import { EnvironmentError, WorkerError } from "../../src/core/errors";

/** How a kernel's process ended, with the last characters that it wrote to its own stdout and stderr. */
export interface KernelExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lastOutput: string;
}

/** `exit code 3` or `signal SIGKILL`. */
export function describeExit(exit: KernelExit): string {
  return exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
}

const said = (exit: KernelExit): string => (exit.lastOutput.trim() === "" ? "" : `; its last output: ${exit.lastOutput.trim()}`);

/** The kernel did not answer in time or ended before it was ready. */
export class KernelStartError extends EnvironmentError {
  /** Another process took one of the kernel's ports between their choice and their use. */
  get portTaken(): boolean {
    return /EADDRINUSE|address already in use/i.test(this.message);
  }

  static ended(command: string, exit: KernelExit): KernelStartError {
    return new KernelStartError(
      `Kernel.start: ${command} ended with ${describeExit(exit)} before it was ready${said(exit)}; run the command by hand to see why`,
      { command, exit },
    );
  }
  static late(command: string, timeoutMs: number, lastOutput: string): KernelStartError {
    return new KernelStartError(
      `Kernel.start: ${command} gave no answer within ${timeoutMs / 1000} s${lastOutput === "" ? "" : `; its last output: ${lastOutput}`}; raise the startup timeout or run the command by hand`,
      { command, timeoutMs, lastOutput },
    );
  }
}

/** The kernel's process ended while something was asked of it. */
export class KernelDiedError extends WorkerError {
  readonly exit: KernelExit;
  constructor(exit: KernelExit) {
    super(`kernel: its process ended with ${describeExit(exit)} while a request was running${said(exit)}; start it again`, { exit });
    this.exit = exit;
  }
}
