import type { Kernel } from "../client/kernel";
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
/** The kernel's own: its pipes, and the compiler's watchers. */
const OWN = ["PipeWrap", "FSEventWrap", "StatWatcher", "TTYWrap"];
const PATIENCE_MS = 1500;
const BETWEEN_MS = 50;
const NOTICE = `process.emit("beforeExit", 0)`;
const PROBE = `JSON.stringify((process as unknown as { getActiveResourcesInfo(): string[] }).getActiveResourcesInfo())`;

/**
 * What the cells of a TypeScript notebook have left running, or null. As at the end of a script, Node's event `beforeExit` is emitted
 * first, so that libraries can close what they keep open; then there is a moment for it.
 */
export async function openHandles(kernel: Kernel): Promise<CellFailure | null> {
  const began = performance.now();
  let open = await probe(kernel, `(${NOTICE}, ${PROBE})`);
  while (open.length > 0 && performance.now() - began < PATIENCE_MS && kernel.lateErrors.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    open = await probe(kernel, PROBE);
  }
  if (open.length === 0) return null;
  const words = [...new Set(open.map((name) => WORDS[name] ?? name))].sort().join(", ");
  return namedFailure(
    "OpenHandle",
    `the notebook has ended but leaves ${words} open; close what a cell has opened, or run with --allow-open-handles`,
  );
}

async function probe(kernel: Kernel, expression: string): Promise<string[]> {
  const { reply } = await kernel.execute("", { storeHistory: false, userExpressions: { open: expression } });
  const { open } = (reply.user_expressions ?? {}) as { open?: { status: string; data?: { "text/plain"?: string } } };
  const text = open?.data?.["text/plain"];
  if (text === undefined) return []; // a late error took the place of the answer, or the kernel knows no expressions
  const names = JSON.parse(text) as string[];
  return names.filter((name) => !OWN.includes(name));
}
