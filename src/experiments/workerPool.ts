import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { InterruptedError, WorkerError } from "../core/errors";
import { revivedError, type WorkerMessage } from "./workerProtocol";

/** How units of work are shared between processes. */
export interface WorkerPoolOptions<Unit, Result, Report> {
  /** The script that every process runs; it calls `serveUnits`. */
  readonly script: string;
  /** How many processes at most. */
  readonly jobs: number;
  readonly signal?: AbortSignal | undefined;
  /** Names a unit in errors. */
  readonly describe: (unit: Unit) => string;
  readonly onResult: (result: Result, index: number) => void;
  readonly onReport: (report: Report, index: number) => void;
}

/**
 * Runs every unit in one of several worker processes, each taking the next unit when it has finished one, so that a process pays
 * for its start once. Resolves when all are done; then no process is left.
 *
 * @throws WorkerError when a process dies; whatever a worker threw; InterruptedError when the signal fires. The other processes
 * are ended first, and results that had arrived were handed to `onResult`.
 */
export async function runInWorkers<Unit, Result, Report>(
  units: readonly Unit[],
  options: WorkerPoolOptions<Unit, Result, Report>,
): Promise<void> {
  const { jobs, signal } = options;
  const children: ChildProcess[] = [];
  let next = 0;
  const interrupt = new Promise<never>((_, reject) => {
    const stop = () => reject(new InterruptedError("interrupted: the workers were stopped; finished runs are kept"));
    if (signal?.aborted === true) stop();
    signal?.addEventListener("abort", stop, { once: true });
  });
  interrupt.catch(() => undefined);
  const worker = async (): Promise<void> => {
    const child = startWorker(options.script);
    children.push(child.process);
    while (next < units.length) {
      const index = next++;
      await child.run(units[index]!, index, options);
    }
  };
  try {
    await Promise.race([interrupt, Promise.all(Array.from({ length: Math.min(jobs, units.length) }, worker))]);
  } finally {
    await Promise.all(children.map(endWorker));
  }
}

/** A started process and how to have it do one unit. */
interface Worker {
  readonly process: ChildProcess;
  run<Unit, Result, Report>(unit: Unit, index: number, options: WorkerPoolOptions<Unit, Result, Report>): Promise<void>;
}

function startWorker(script: string): Worker {
  const child = fork(script, [], { stdio: ["ignore", "ignore", "pipe", "ipc"], execArgv: [] });
  let errorOutput = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (errorOutput = (errorOutput + text).slice(-2000)));
  return {
    process: child,
    run: (unit, index, options) =>
      new Promise((resolve, reject) => {
        const died = (code: number | null, signal: NodeJS.Signals | null) => {
          const how = signal === null ? `exited with code ${code}` : `was killed by ${signal}`;
          const output = errorOutput.trim() === "" ? "" : ` (${errorOutput.trim()})`;
          reject(
            new WorkerError(
              `worker process ${child.pid}: ${how} during ${options.describe(unit)}${output}; finished runs are kept, run the same command again`,
              { pid: child.pid, code, signal },
            ),
          );
        };
        const failed = (error: Error) => reject(new WorkerError(`worker process: ${error.message}; is ${options.script} built?`));
        const settle = () => {
          child.off("exit", died).off("error", failed);
          child.removeAllListeners("message");
        };
        child.on("exit", died).on("error", failed);
        child.on("message", (raw) => {
          const message = raw as WorkerMessage<never, never>;
          if (message.type === "report") return options.onReport(message.value, index);
          settle();
          if (message.type === "error") return reject(revivedError(message.name, message.message, message.details));
          options.onResult(message.value, index);
          resolve();
        });
        if (child.exitCode !== null || child.signalCode !== null) died(child.exitCode, child.signalCode);
        else child.send(unit as never);
      }),
  };
}

async function endWorker(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
