import { join } from "node:path";
import { Worker } from "node:worker_threads";

/** Calls `onInterrupt` when the server asks to stop the running cell, also after a busy loop had to be terminated. */
export function listenForInterrupts(onInterrupt: () => void): void {
  const shared = new SharedArrayBuffer(4);
  const answered = new Int32Array(shared);
  const worker = new Worker(join(__dirname, "interruptWorker.js"), { workerData: shared });
  worker.on("message", (asked: number) => {
    Atomics.store(answered, 0, asked);
    onInterrupt();
  });
  worker.unref();
  // Ctrl+C reaches the whole process group; the worker does the work here, children of the cell end by it.
  process.on("SIGINT", () => undefined);
}
