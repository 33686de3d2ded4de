import type { Kernel } from "../client/kernel";
import { errorOutput, type ErrorOutput } from "../client/outputs";
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
const PATIENCE_MS = 6000;
const BETWEEN_MS = 50;
const NOTICE = `process.emit("beforeExit", 0)`;
const PROBE = `JSON.stringify((process as unknown as { getActiveResourcesInfo(): string[] }).getActiveResourcesInfo())`;

/**
 * What the cells of a TypeScript notebook have left behind: something that still runs, an error that comes after them, or nothing
 * (null). As at the end of a script, Node's event `beforeExit` is emitted first, so that libraries can close what they keep open; then
 * there is a moment for it.
 */
export async function openHandles(kernel: Kernel): Promise<CellFailure | null> {
  const began = performance.now();
  let open = await probe(kernel, `(${NOTICE}, ${PROBE})`);
  while (Array.isArray(open) && open.length > 0 && performance.now() - began < PATIENCE_MS) {
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    open = await probe(kernel, PROBE);
  }
  const [late] = kernel.lateErrors;
  if (late !== undefined) return lateFailure(late);
  if (!Array.isArray(open)) return lateFailure(open);
  if (open.length === 0) return null;
  const words = [...new Set(open.map((name) => WORDS[name] ?? name))].sort().join(", ");
  return namedFailure(
    "OpenHandle",
    `the notebook has ended but leaves ${words} open; close what a cell has opened, or run with --allow-open-handles`,
  );
}

/** Names of what is open, or the error that came instead of the answer. */
async function probe(kernel: Kernel, expression: string): Promise<string[] | ErrorOutput> {
  const { reply, error, outputs } = await kernel.execute("", { storeHistory: false, userExpressions: { open: expression } });
  const thrown = error ?? outputs.find((output) => output.output_type === "error");
  if (thrown !== undefined) return thrown;
  const { open } = (reply.user_expressions ?? {}) as { open?: { status: string; data?: { "text/plain"?: string } } };
  if (open?.status === "error") return errorOutput(open); // thrown by what was left running, while it was evaluated
  const text = open?.data?.["text/plain"];
  if (text === undefined) return []; // another TypeScript kernel that knows no expressions
  return (JSON.parse(text) as string[]).filter((name) => !OWN.includes(name));
}

const lateFailure = ({ ename, evalue, traceback }: ErrorOutput): CellFailure =>
  namedFailure("LateError", `after its cell had ended: ${ename}: ${evalue}`, traceback);
