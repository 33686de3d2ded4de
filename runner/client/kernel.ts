import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newConnection, type ConnectionInfo } from "../protocol/connection";
import type { JsonObject } from "../protocol/message";
import { Channels, type RequestChannel } from "./channels";
import { KernelDiedError, KernelStartError, type KernelExit } from "./errors";
import { spawnKernel, type KernelProcess } from "./kernelProcess";
import { errorOutput, type ErrorOutput, type Output } from "./outputs";
import { PendingRequests, type Answer, type OnOutput } from "./pendingRequests";

/** What `Kernel.start` needs. */
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
  /** An error that the kernel reports after its cell had ended, such as a late unhandled rejection. */
  readonly onLateError?: (error: ErrorOutput) => void;
}

/** Options of one execution; the defaults are Jupyter's. */
export interface ExecuteOptions {
  readonly silent?: boolean;
  readonly stopOnError?: boolean;
  readonly userExpressions?: { readonly [name: string]: string };
  /** Called after each change of this cell's outputs, with the live array. */
  readonly onOutput?: OnOutput;
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

const START_ATTEMPTS = 3;
const INFO_REPEAT_MS = 100;
const DRAIN_MS = 250;
/** A timer for longer than this ends at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A running kernel. `Kernel.start` makes one. */
export class Kernel {
  /** The content of kernel_info_reply. */
  info: JsonObject = {};
  private readonly channels: Channels;
  private readonly requests: PendingRequests;
  private readonly died: Promise<never>;

  private constructor(
    private readonly options: KernelOptions,
    private readonly process: KernelProcess,
    connection: ConnectionInfo,
  ) {
    let fail: (error: Error) => void = () => undefined;
    this.died = new Promise<never>((_, reject) => (fail = reject));
    this.died.catch(() => undefined); // each request races against it; with none running there is nobody to tell
    this.requests = new PendingRequests(options.onLateError);
    this.channels = new Channels(connection, randomUUID(), (channel, message) => this.requests.receive(channel, message), fail);
    void process.exited.then((exit) => {
      // What the kernel sent before it ended may still be on its way through the sockets; a late timer comes before what they hold.
      const end = (): void => {
        fail(new KernelDiedError(exit));
        this.channels.close();
      };
      setTimeout(() => setImmediate(() => setImmediate(end)), DRAIN_MS);
    });
  }

  /** Errors that were reported after their cell had ended. */
  get lateErrors(): readonly ErrorOutput[] {
    return this.requests.lateErrors;
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
      process = await spawnKernel(command, options.cwd, options.env ?? globalThis.process.env);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw new KernelStartError(
        `Kernel.start: ${command.join(" ")} cannot be run in ${options.cwd} (${(error as Error).message}); check the command and the folder`,
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
    const { reply, outputs } = await this.ask(
      "shell",
      "execute_request",
      {
        code,
        silent: options.silent ?? false,
        store_history: true,
        user_expressions: options.userExpressions ?? {},
        allow_stdin: false,
        stop_on_error: options.stopOnError ?? true,
      },
      options.onOutput,
    );
    const status = reply.status === "ok" ? "ok" : reply.status === "error" ? "error" : "aborted";
    return {
      status,
      executionCount: typeof reply.execution_count === "number" ? reply.execution_count : null,
      outputs,
      error: status === "error" ? errorOutput(reply) : null,
      reply,
    };
  }

  /** Any other request; gives the content of its reply. @throws KernelDiedError */
  async request(type: string, content: JsonObject = {}, channel: RequestChannel = "shell"): Promise<JsonObject> {
    return (await this.ask(channel, type, content)).reply;
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

  private ask(channel: RequestChannel, type: string, content: JsonObject, onOutput?: OnOutput): Promise<Answer> {
    return Promise.race([this.requests.answerTo(this.channels.send(channel, type, content), onOutput), this.died]);
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
        timer = setTimeout(
          () => reject(KernelStartError.late(command, timeoutMs, this.process.tail())),
          Math.min(timeoutMs, LONGEST_TIMER_MS),
        );
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
