import type { Kernel } from "../client/kernel";
import { errorOutput, type ErrorOutput } from "../client/outputs";
import { OPEN_HANDLES } from "../kernel/kernelInfo";
import { namedFailure, type CellFailure } from "./failure";

/** What keeps a Node process alive, in words; what is not here keeps Node's name. */
const WORDS: Readonly<Record<string, string>> = {
  Timeout: "a timer",
  TCPServerWrap: "a server",
  TCPSocketWrap: "a connection",
  TLSWrap: "an encrypted connection",
  UDPWrap: "a datagram socket",
  ProcessWrap: "a child process",
  MessagePort: "a worker thread",
  Worker: "a worker thread",
};
const PATIENCE_MS = 6000;
const BETWEEN_MS = 50;

/**
 * What the cells of a notebook have left behind: an error that comes after them, something that still runs (unless that is `allowed`), or
 * nothing (null). What a library closes at the event `beforeExit` gets a moment for it. Of a kernel that does not tell what is open only
 * late errors are known.
 */
export async function leftBehind(kernel: Kernel, allowed: boolean): Promise<CellFailure | null> {
  const began = performance.now();
  const tells = Array.isArray(kernel.info.supported_features) && kernel.info.supported_features.includes(OPEN_HANDLES);
  for (let ending = true; ; ending = false) {
    const reply = tells ? await kernel.request("open_handles_request", { ending }) : { status: "ok", open: [] };
    const [late] = kernel.lateErrors;
    if (late !== undefined) return lateFailure(late);
    if (reply.status !== "ok") return lateFailure(errorOutput(reply));
    const open = reply.open as string[];
    if (allowed || open.length === 0) return null;
    if (performance.now() - began > PATIENCE_MS) return openFailure(open);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
}

function openFailure(open: readonly string[]): CellFailure {
  const words = [...new Set(open.map((name) => WORDS[name] ?? name))].sort().join(", ");
  return namedFailure(
    "OpenHandle",
    `the notebook has ended but leaves ${words} open; close what a cell has opened, or run with --allow-open-handles`,
  );
}

const lateFailure = ({ ename, evalue, traceback }: ErrorOutput): CellFailure =>
  namedFailure("LateError", `after its cell had ended: ${ename}: ${evalue}`, traceback);
