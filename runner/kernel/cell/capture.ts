import { StringDecoder } from "node:string_decoder";
import { Writable } from "node:stream";
import type { StreamName } from "../cellProtocol";
import { send } from "./channel";

/**
 * Replaces process.stdout and process.stderr by streams that go to the notebook. The real ones are never opened: node
 * would make their pipes non-blocking, which breaks native libraries and child processes that write there.
 */
export function captureStreams(): void {
  for (const [fd, name] of [
    [1, "stdout"],
    [2, "stderr"],
  ] as const)
    Object.defineProperty(process, name, { configurable: true, enumerable: true, value: notebookStream(name, fd) });
}

function notebookStream(name: StreamName, fd: number): Writable {
  const decoder = new StringDecoder("utf8");
  const stream = new Writable().setMaxListeners(0);
  // Overridden whole: an interrupt in the middle of a write must not leave Writable's own state waiting for ever.
  const write = (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean => {
    const text = typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk));
    send({ type: "stream", name, text });
    const done = typeof encoding === "function" ? encoding : callback;
    if (typeof done === "function") process.nextTick(done);
    return true;
  };
  return Object.assign(stream, { write, fd });
}
