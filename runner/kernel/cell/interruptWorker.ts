import { Session } from "node:inspector";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { INTERRUPT_FD } from "../cellProtocol";

// Hears interrupts while the main thread is busy. First the main thread may stop the cell itself; when it does not
// answer in time, whatever JavaScript it runs is terminated, again and again until it answers.
const PATIENCE_MS = 300;
const answered = new Int32Array(workerData as SharedArrayBuffer);
let asked = 0;

function terminate(): void {
  if (Atomics.load(answered, 0) >= asked) return;
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => session.disconnect());
  setTimeout(terminate, PATIENCE_MS);
}

const pipe = new Socket({ fd: INTERRUPT_FD, readable: true, writable: false });
pipe.on("data", () => {
  asked++;
  parentPort!.postMessage(asked);
  setTimeout(terminate, PATIENCE_MS);
});
// The server is gone: nobody will read what this process still does.
pipe.on("close", () => process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGKILL"));
