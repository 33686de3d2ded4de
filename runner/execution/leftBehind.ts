import { setTimeout as wait } from "node:timers/promises";
import type { Kernel } from "../client/kernel";
import { errorOutput, type ErrorOutput } from "../client/outputs";
import { OPEN_HANDLES } from "../kernel/kernelInfo";
import { INTERRUPTED, namedFailure, type CellFailure } from "./failure";

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
/** Requests to the file system: they are waited for and end by themselves, late on a busy disk. */
const FILE_REQUESTS: readonly string[] = ["FSReqCallback", "FSReqPromise"];
const PATIENCE_MS = 6000;
const BETWEEN_MS = 50;
const BUSY = namedFailure(
  "OpenHandle",
  `the notebook has ended but code that a cell left running gives the kernel no pause for ${PATIENCE_MS / 1000} s; await it in its cell, or run with --allow-open-handles`,
);

/**
 * What the cells of a notebook have left behind: an error that comes after them, something that still runs (unless that is `allowed`), or
 * nothing (null). What a library closes at the event `beforeExit` gets a moment for it. Of a kernel that does not tell what is open only
 * late errors are known.
 */
export async function leftBehind(kernel: Kernel, allowed: boolean, signal: AbortSignal): Promise<CellFailure | null> {
  const began = performance.now();
  const tells = Array.isArray(kernel.info.supported_features) && kernel.info.supported_features.includes(OPEN_HANDLES);
  for (let ending = true; ; ending = false) {
    const reply = tells ? await inTime(kernel.request("open_handles_request", { ending }), signal) : { status: "ok", open: [] };
    const [late] = kernel.lateErrors;
    if (late !== undefined) return lateFailure(late);
    if (reply === null) return signal.aborted ? INTERRUPTED : allowed ? null : BUSY;
    if (reply.status !== "ok") return lateFailure(errorOutput(reply));
    const open = reply.open as string[];
    if (allowed || open.length === 0) return null;
    if (performance.now() - began > PATIENCE_MS) {
      const kept = open.filter((name) => !FILE_REQUESTS.includes(name));
      return kept.length === 0 ? null : openFailure(kept);
    }
    await wait(BETWEEN_MS);
  }
}

/** The answer; null when none comes in time, since something keeps the kernel busy, or when the run is interrupted. */
async function inTime<T>(answer: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const answered = new AbortController();
  const limit = wait(PATIENCE_MS, null, { signal: AbortSignal.any([signal, answered.signal]) }).catch(() => null);
  try {
    return await Promise.race([answer, limit]);
  } finally {
    answered.abort();
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
