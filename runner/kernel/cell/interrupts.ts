import { join } from "node:path";
import { Worker } from "node:worker_threads";

/** Hears interrupts, each meant for one request. */
export interface Interrupts {
  /** Says which request runs now; null when none does. */
  running(request: number | null): void;
  /** Does work that must not be torn in the middle; an interrupt waits until it is done. */
  uninterrupted<T>(work: () => T): T;
}

/** Calls `onInterrupt` when the server asks to stop the running request, also after a busy loop had to be terminated. */
export function listenForInterrupts(onInterrupt: () => void): Interrupts {
  const shared = new SharedArrayBuffer(8);
  const current = new Int32Array(shared);
  const worker = new Worker(join(__dirname, "interruptWorker.js"), { workerData: shared });
  worker.on("message", (request: number) => {
    if (Atomics.load(current, 0) === request) onInterrupt();
  });
  worker.unref();
  // Ctrl+C reaches the whole process group; the worker does the work here, children of the cell end by it.
  process.on("SIGINT", () => undefined);
  return {
    running: (request) => void Atomics.store(current, 0, request ?? 0),
    uninterrupted: (work) => {
      Atomics.store(current, 1, 1);
      try {
        return work();
      } finally {
        Atomics.store(current, 1, 0);
      }
    },
  };
}
