import { randomUUID } from "node:crypto";
import type { ConnectionInfo } from "../protocol/connection";
import type { Header, JsonObject, Message } from "../protocol/message";
import { shellExitCode } from "./cellFailure";
import { CellSession, type CellOutcome, type CellSink } from "./cellSession";
import { History } from "./history";
import { kernelInfo } from "./kernelInfo";
import { KernelSockets, type RequestSocket } from "./sockets";

interface Queued {
  readonly message: Message;
  aborted: boolean;
}

/** Speaks Jupyter: shell requests strictly one after another, control requests at once. */
export class KernelServer {
  private readonly sockets: KernelSockets;
  private readonly session: CellSession;
  private readonly history = new History();
  private readonly queue: Queued[] = [];
  private working = false;
  private count = 0;
  private lastParent: Partial<Header> = {};
  private exitCode: number | null = null;
  private stopping: Promise<number> | null = null;
  private readonly info = kernelInfo();

  constructor(
    connection: ConnectionInfo,
    private readonly onStop: (code: number) => void,
  ) {
    this.sockets = new KernelSockets(connection, randomUUID(), (socket, message) => this.receive(socket, message));
    this.session = new CellSession(
      (error) => this.sockets.iopub.publish(this.lastParent, "error", { ...error }),
      (exit) => {
        this.exitCode = shellExitCode(exit);
        if (!this.working) void this.stop(this.exitCode);
      },
    );
  }

  async start(): Promise<void> {
    await this.sockets.bind();
    this.sockets.iopub.publish({}, "status", { execution_state: "starting" });
  }

  interrupt(): void {
    this.session.interrupt();
  }

  /** Ends the cell process, sends what is left, then reports the exit code. */
  stop(code: number): Promise<number> {
    this.stopping ??= (async () => {
      await this.session.shutdown();
      await this.sockets.close();
      this.onStop(code);
      return code;
    })();
    return this.stopping;
  }

  private receive(socket: RequestSocket, message: Message): void {
    if (socket === "control") void this.serve(socket, message, () => this.control(message));
    else {
      this.queue.push({ message, aborted: false });
      if (!this.working) void this.work();
    }
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let next = this.queue.shift(); next !== undefined && this.stopping === null; next = this.queue.shift()) {
      const { message, aborted } = next;
      await this.serve("shell", message, () => (aborted ? Promise.resolve({ status: "aborted" }) : this.shell(message)));
      if (this.exitCode !== null) void this.stop(this.exitCode);
    }
    this.working = false;
  }

  /** Busy, the answer, idle: around every request. */
  private async serve(socket: RequestSocket, message: Message, answer: () => Promise<JsonObject | null>): Promise<void> {
    const iopub = this.sockets.iopub;
    iopub.publish(message.header, "status", { execution_state: "busy" });
    const content = await answer();
    if (content !== null) this.sockets.reply(socket, message, content);
    iopub.publish(message.header, "status", { execution_state: "idle" });
    if (message.header.msg_type === "shutdown_request") void this.stop(0);
  }

  private async control(message: Message): Promise<JsonObject | null> {
    if (message.header.msg_type !== "interrupt_request") return this.common(message);
    this.interrupt();
    return { status: "ok" };
  }

  private async shell(message: Message): Promise<JsonObject | null> {
    const { content } = message;
    switch (message.header.msg_type) {
      case "execute_request":
        return this.execute(message);
      case "is_complete_request":
        return this.session.ask("is_complete", content);
      case "complete_request":
        return this.session.ask("complete", content);
      case "inspect_request":
        return this.session.ask("inspect", content);
      case "open_handles_request": {
        const { error, ...answer } = await this.session.ask("open_handles", content);
        return { ...answer, ...(error as JsonObject | undefined) };
      }
      case "history_request":
        return { status: "ok", history: this.history.answer(content) };
      default:
        return this.common(message);
    }
  }

  private common(message: Message): Promise<JsonObject | null> {
    switch (message.header.msg_type) {
      case "kernel_info_request":
        return Promise.resolve(this.info);
      case "comm_info_request":
        return Promise.resolve({ status: "ok", comms: {} });
      case "shutdown_request":
        return Promise.resolve({ status: "ok", restart: message.content.restart === true });
      case "comm_open": // no widgets here: closed at once
        this.sockets.iopub.publish(message.header, "comm_close", { comm_id: message.content.comm_id, data: {} });
        return Promise.resolve(null);
      default:
        return Promise.resolve(message.header.msg_type.endsWith("_request") ? unknownRequest(message.header.msg_type) : null);
    }
  }

  private async execute(message: Message): Promise<JsonObject> {
    const { code, silent, store_history, user_expressions, stop_on_error } = message.content;
    const source = String(code);
    const quiet = silent === true;
    if (!quiet && store_history !== false && source.trim() !== "") this.history.add(++this.count, source);
    const iopub = this.sockets.iopub;
    this.lastParent = message.header;
    if (!quiet) iopub.publish(message.header, "execute_input", { code: source, execution_count: this.count });
    const request = { code: source, count: this.count, userExpressions: user_expressions ?? {} };
    const outcome = await this.session.execute(`In [${this.count}]`, request, this.sink(message.header, quiet));
    iopub.flush();
    if (outcome.status === "error") {
      if (!quiet) iopub.publish(message.header, "error", { ...outcome.error });
      if (stop_on_error !== false) this.abortQueued();
    }
    return { ...executeReply(outcome), execution_count: this.count };
  }

  private abortQueued(): void {
    for (const queued of this.queue) if (queued.message.header.msg_type === "execute_request") queued.aborted = true;
  }

  private sink(parent: Header, quiet: boolean): CellSink {
    const iopub = this.sockets.iopub;
    const count = this.count;
    if (quiet) return { print: () => undefined, display: () => undefined, result: () => undefined };
    return {
      print: (name, text) => iopub.print(parent, name, text),
      display: (content, update) => iopub.publish(parent, update ? "update_display_data" : "display_data", content),
      result: (content) => {
        const data = content.data as JsonObject;
        const text = data["text/plain"];
        this.history.setOutput(typeof text === "string" ? text : "");
        iopub.publish(parent, "execute_result", { ...content, execution_count: count });
      },
    };
  }
}

function executeReply(outcome: CellOutcome): JsonObject {
  if (outcome.status === "ok") return { status: "ok", payload: [], user_expressions: outcome.userExpressions };
  return { status: "error", ...outcome.error, payload: [], user_expressions: {} };
}

const unknownRequest = (type: string): JsonObject => ({
  status: "error",
  ename: "UnknownRequest",
  evalue: `this kernel does not answer ${type}`,
  traceback: [],
});
