import { Session } from "node:inspector";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { INTERRUPT_FD } from "../cellProtocol";
import { LineReader } from "../lineReader";

// Hears interrupts while the main thread is busy. First the main thread may stop the cell itself; when it does not in
// time, whatever JavaScript it runs is terminated, again and again until the request is no longer the running one.
const PATIENCE_MS = 300;
/** The running request, and whether it compiles: the compiler's state would not survive. */
const running = new Int32Array(workerData as SharedArrayBuffer);

function terminate(): void {
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => session.disconnect());
}

function terminateLater(request: number): void {
  setTimeout(() => {
    if (Atomics.load(running, 0) !== request) return;
    if (Atomics.load(running, 1) === 0) terminate();
    terminateLater(request);
  }, PATIENCE_MS);
}

const requests = new LineReader((line) => {
  parentPort!.postMessage(Number(line));
  terminateLater(Number(line));
});
const pipe = new Socket({ fd: INTERRUPT_FD, readable: true, writable: false }).setEncoding("utf8");
pipe.on("data", (text) => requests.push(String(text)));
// The server is gone: nobody will read what this process still does.
pipe.on("close", () => process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGKILL"));
