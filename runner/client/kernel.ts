import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newConnection, type ConnectionInfo } from "../protocol/connection";
import type { JsonObject, Message } from "../protocol/message";
import { Channels, type RequestChannel } from "./channels";
import { KernelDiedError, KernelStartError, type KernelExit } from "./errors";
import { spawnKernel, type KernelProcess } from "./kernelProcess";
import { errorOutput, OutputCollector, type ErrorOutput, type Output } from "./outputs";

/** What `startKernel` needs. */
export interface KernelOptions {
  /** The command with `{connection_file}` where the file's name belongs, as in a kernelspec's `argv`. */
  readonly command: readonly string[];
  /** The folder that the kernel runs in, usually the notebook's. */
  readonly cwd: string;
  /** Its whole environment; default: this process'. */
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds until it must have answered; default 30,000. */
  readonly startupTimeoutMs?: number;
  /** As in the kernelspec: how it wants to be interrupted; default `message`. */
  readonly interruptMode?: "message" | "signal";
  /** What the process writes to its own stdout and stderr, outside the protocol. */
  readonly onProcessOutput?: (name: "stdout" | "stderr", text: string) => void;
  /** An error that the kernel reports after its cell had ended, such as a late unhandled rejection. */
  readonly onLateError?: (error: ErrorOutput) => void;
}

/** Options of one execution; the defaults are Jupyter's. */
export interface ExecuteOptions {
  readonly silent?: boolean;
  readonly storeHistory?: boolean;
  readonly stopOnError?: boolean;
  readonly userExpressions?: { readonly [name: string]: string };
  /** Called after each change of this cell's outputs, with the live array. */
  readonly onOutput?: (outputs: readonly Output[]) => void;
}

/** What an execution came to. `outputs` keeps its identity: a later `update_display_data` or late print still lands in it. */
export interface ExecuteResult {
  readonly status: "ok" | "error" | "aborted";
  readonly executionCount: number | null;
  readonly outputs: Output[];
  /** The error of the reply, when `status` is `error`. */
  readonly error: ErrorOutput | null;
  /** The whole content of the execute_reply. */
  readonly reply: JsonObject;
}

interface Pending {
  reply: JsonObject | null;
  idle: boolean;
  readonly outputs: Output[];
  readonly onOutput: (outputs: readonly Output[]) => void;
  readonly settle: () => void;
  finished: boolean;
}

const START_ATTEMPTS = 3;
const INFO_REPEAT_MS = 100;
const DRAIN_MS = 250;

/** A running kernel. Make one with `startKernel`. */
export class Kernel {
  /** The content of kernel_info_reply. */
  info: JsonObject = {};
  /** Errors that were reported after their cell had ended. */
  readonly lateErrors: ErrorOutput[] = [];
  private readonly channels: Channels;
  private readonly pending = new Map<string, Pending>();
  private readonly collector = new OutputCollector();
  private readonly died: Promise<never>;

  private constructor(
    private readonly options: KernelOptions,
    private readonly process: KernelProcess,
    connection: ConnectionInfo,
  ) {
    let fail: (error: Error) => void = () => undefined;
    this.died = new Promise<never>((_, reject) => (fail = reject));
    this.died.catch(() => undefined); // each request races against it; with none running there is nobody to tell
    this.channels = new Channels(connection, randomUUID(), (channel, message) => this.receive(channel, message), fail);
    void process.exited.then((exit) => {
      // What the kernel sent before it ended may still be on its way through the sockets; a late timer comes before what they hold.
      const end = (): void => {
        fail(new KernelDiedError(exit));
        this.channels.close();
      };
      setTimeout(() => setImmediate(() => setImmediate(end)), DRAIN_MS);
    });
  }

  get pid(): number {
    return this.process.pid;
  }

  /** Resolves when the process has ended, for whatever reason. */
  get exited(): Promise<KernelExit> {
    return this.process.exited;
  }

  /** Starts a kernel and waits until it answers and its output channel is heard; on other ports when another process was first on one. */
  static async start(options: KernelOptions): Promise<Kernel> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await Kernel.startOnce(options);
      } catch (error) {
        if (attempt === START_ATTEMPTS || !(error instanceof KernelStartError && error.portTaken)) throw error;
      }
    }
  }

  private static async startOnce(options: KernelOptions): Promise<Kernel> {
    const folder = mkdtempSync(join(tmpdir(), "kernel-"));
    const file = join(folder, "connection.json");
    const connection = await newConnection();
    writeFileSync(file, JSON.stringify(connection), { mode: 0o600 });
    const command = options.command.map((part) => part.replaceAll("{connection_file}", file));
    let process: KernelProcess;
    try {
      process = await spawnKernel(command, options.cwd, options.env ?? globalThis.process.env, (name, text) =>
        options.onProcessOutput?.(name, text),
      );
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw new KernelStartError(
        `startKernel: ${command.join(" ")} cannot be run in ${options.cwd} (${(error as Error).message}); check the command and the folder`,
        { command, cwd: options.cwd },
      );
    }
    void process.exited.then(() => rmSync(folder, { recursive: true, force: true }));
    const kernel = new Kernel(options, process, connection);
    await kernel.awaitReady(command.join(" "));
    return kernel;
  }

  /** Runs a cell; resolves when the reply and the idle status are there. @throws KernelDiedError */
  async execute(code: string, options: ExecuteOptions = {}): Promise<ExecuteResult> {
    const pending = await this.ask(
      "shell",
      "execute_request",
      {
        code,
        silent: options.silent ?? false,
        store_history: options.storeHistory ?? true,
        user_expressions: options.userExpressions ?? {},
        allow_stdin: false,
        stop_on_error: options.stopOnError ?? true,
      },
      options.onOutput,
    );
    const reply = pending.reply!;
    const status = reply.status === "ok" ? "ok" : reply.status === "error" ? "error" : "aborted";
    return {
      status,
      executionCount: typeof reply.execution_count === "number" ? reply.execution_count : null,
      outputs: pending.outputs,
      error: status === "error" ? errorOutput(reply) : null,
      reply,
    };
  }

  /** Any other request; gives the content of its reply. @throws KernelDiedError */
  async request(type: string, content: JsonObject = {}, channel: RequestChannel = "shell"): Promise<JsonObject> {
    return (await this.ask(channel, type, content)).reply!;
  }

  /** Asks the running cell to stop; its `execute` then resolves with an error. */
  async interrupt(): Promise<void> {
    if (this.options.interruptMode === "signal") this.process.signal("SIGINT");
    else await this.request("interrupt_request", {}, "control");
  }

  /** Asks the kernel to end; ends its process group when it has not within `graceMs` (default 3000). */
  async shutdown(graceMs = 3000): Promise<KernelExit> {
    this.channels.send("control", "shutdown_request", { restart: false });
    const timer = setTimeout(() => this.kill(), graceMs);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  /** Ends the kernel and all that it started, at once. */
  kill(): void {
    this.process.signal("SIGKILL");
  }

  private ask(channel: RequestChannel, type: string, content: JsonObject, onOutput?: ExecuteOptions["onOutput"]): Promise<Pending> {
    const answered = new Promise<Pending>((resolve) => {
      const pending: Pending = {
        reply: null,
        idle: false,
        outputs: [],
        onOutput: onOutput ?? (() => undefined),
        settle: () => resolve(pending),
        finished: false,
      };
      this.pending.set(this.channels.send(channel, type, content), pending);
    });
    return Promise.race([answered, this.died]);
  }

  private receive(channel: RequestChannel | "iopub", message: Message): void {
    const pending = this.pending.get(message.parent.msg_id ?? "");
    if (pending === undefined) return;
    if (channel !== "iopub") pending.reply = message.content;
    else if (message.header.msg_type !== "status") this.collect(message, pending);
    else if (message.content.execution_state === "idle") pending.idle = true;
    if (pending.finished || pending.reply === null || !pending.idle) return;
    pending.finished = true;
    pending.settle();
  }

  private collect(message: Message, pending: Pending): void {
    if (message.header.msg_type === "error" && pending.finished) {
      const error = errorOutput(message.content);
      this.lateErrors.push(error);
      this.options.onLateError?.(error);
    }
    if (this.collector.apply(message, pending.outputs)) pending.onOutput(pending.outputs);
  }

  /** A subscriber that connects late misses what was published before: ask until an answer's status is heard as well. */
  private async awaitReady(command: string): Promise<void> {
    const timeoutMs = this.options.startupTimeoutMs ?? 30_000;
    let repeat: NodeJS.Timeout | undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      this.info = await new Promise<JsonObject>((resolve, reject) => {
        const ask = (): void => void this.request("kernel_info_request").then(resolve, reject);
        void this.exited.then((exit) => reject(KernelStartError.ended(command, exit)));
        timer = setTimeout(() => reject(KernelStartError.late(command, timeoutMs, this.process.tail())), timeoutMs);
        repeat = setInterval(ask, INFO_REPEAT_MS);
        ask();
      });
    } catch (error) {
      this.kill();
      throw error;
    } finally {
      clearInterval(repeat);
      clearTimeout(timer);
    }
  }
}
