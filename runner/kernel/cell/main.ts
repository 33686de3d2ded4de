import { createRequire } from "node:module";
import { Socket } from "node:net";
import type * as ConverterModule from "tslab/dist/converter";
import type * as ExecutorModule from "tslab/dist/executor";
import type * as InspectModule from "tslab/dist/inspect";
import type { JsonObject } from "../../protocol/message";
import { endMarker, REQUEST_FD, type CellRequest } from "../cellProtocol";
import { LineReader } from "../lineReader";
import { captureStreams } from "./capture";
import { CellRunner } from "./cellRunner";
import { send, writeAll } from "./channel";
import { isComplete } from "./codeShape";
import { installDisplay } from "./displayHook";
import { listenForInterrupts } from "./interrupts";
import { compilerOverlay, installRequireFallback } from "./moduleFallback";
import { installStackTraces } from "./stackTraces";
import { openHandles } from "./openHandles";
import { installTypeScriptHooks } from "./typescriptHooks";

const token = process.argv[2]!;
const cwd = process.cwd();
captureStreams();
installStackTraces();
installRequireFallback(cwd);
installTypeScriptHooks(compilerOverlay(cwd));
installDisplay();

// Loaded after the hooks: tslab binds its compiler when it is loaded.
const load = createRequire(__filename);
const { createConverter } = load("tslab/dist/converter") as typeof ConverterModule;
const { createExecutor } = load("tslab/dist/executor") as typeof ExecutorModule;
const { printQuickInfo } = load("tslab/dist/inspect") as typeof InspectModule;

const interrupts = listenForInterrupts(() => runner.interrupt());
const runner = new CellRunner(cwd, { converter: createConverter, executor: createExecutor }, (work) => interrupts.uninterrupted(work));
process.on("unhandledRejection", (reason) => runner.unhandled(reason));
process.on("uncaughtException", (error) => runner.unhandled(error));

async function answer({ kind, content }: CellRequest): Promise<JsonObject> {
  const code = String(content.code);
  const position = Number(content.cursor_pos);
  switch (kind) {
    case "execute": {
      const count = Number(content.count);
      const result = await runner.execute(code, count);
      if (result.status === "error") return { status: "error", error: result.error };
      return { status: "ok", userExpressions: await runner.expressions(content.userExpressions as Record<string, string>) };
    }
    case "is_complete":
      return isComplete(code);
    case "complete": {
      const { start, end, candidates } = runner.inspector.complete(code, position);
      return { status: "ok", matches: candidates, cursor_start: start, cursor_end: end, metadata: {} };
    }
    case "inspect": {
      const info = runner.inspector.inspect(code, position) as Parameters<typeof printQuickInfo>[0] | undefined;
      const data = info === undefined ? {} : { "text/plain": printQuickInfo(info) };
      return { status: "ok", found: info !== undefined, data, metadata: {} };
    }
    case "open_handles":
      return { status: "ok", open: openHandles(content.ending === true) };
    case "shutdown":
      return process.exit(0);
  }
}

/** What native code wrote before the end of a request is read before its reply: see `endMarker`. */
function markRawOutput(id: number): boolean {
  try {
    for (const fd of [1, 2]) writeAll(fd, Buffer.from(endMarker(token, id)));
    return true;
  } catch {
    return false; // the cell closed one of them: there is nothing to wait for
  }
}

async function serve(request: CellRequest): Promise<void> {
  interrupts.running(request.id);
  const content = await answer(request).catch((error: Error) => ({
    status: "error",
    ename: error.name,
    evalue: error.message,
    error: { ename: error.name, evalue: error.message, traceback: [String(error.stack)] },
    traceback: [],
  }));
  interrupts.running(null);
  send({ type: "reply", id: request.id, content, rawMarked: markRawOutput(request.id) });
}

const lines = new LineReader((line) => {
  // In a microtask: an interrupt that terminates a cell must not tear the socket's own bookkeeping.
  void Promise.resolve().then(() => serve(JSON.parse(line) as CellRequest));
});
new Socket({ fd: REQUEST_FD, readable: true, writable: false }).setEncoding("utf8").on("data", (text) => lines.push(String(text)));
send({ type: "ready" });
