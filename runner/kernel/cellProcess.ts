import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { JsonObject } from "../protocol/message";
import { endMarker, INTERRUPT_FD, MESSAGE_FD, REQUEST_FD, type CellMessage, type CellRequest, type StreamName } from "./cellProtocol";
import { LineReader } from "./lineReader";
import { RawOutput } from "./rawOutput";

const ownGroup = process.platform !== "win32";
const SHUTDOWN_GRACE_MS = 500;

export interface CellExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what it wrote to stderr past JavaScript, such as V8's last words when memory is exhausted. */
  readonly lastWords: string;
}

/** Where the messages of a cell process go. */
export interface CellListener {
  message(message: Exclude<CellMessage, { type: "reply" }>): void;
  /** Printed past JavaScript: by a native library, a child process or fs.writeSync(1). */
  raw(name: StreamName, text: string): void;
  exit(exit: CellExit): void;
}

/** The process in which the cells run, in a process group of its own. */
export class CellProcess {
  private readonly child: ChildProcess;
  private readonly token = randomBytes(12).toString("hex");
  private readonly raw: readonly RawOutput[];
  private readonly waiting = new Map<number, (content: JsonObject) => void>();
  private nextId = 1;
  private ended = false;

  constructor(private readonly listener: CellListener) {
    this.child = spawn(
      process.execPath,
      // After an interrupt inside a timer node's own bookkeeping check would end the process.
      ["--no-force-async-hooks-checks", ...process.execArgv, join(__dirname, "cell", "main.js"), this.token],
      { detached: ownGroup, windowsHide: true, stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"] },
    );
    const lines = new LineReader((line) => this.receive(JSON.parse(line) as CellMessage));
    (this.child.stdio[MESSAGE_FD] as Readable).setEncoding("utf8").on("data", (text: string) => lines.push(text));
    this.raw = (["stdout", "stderr"] as const).map((name) => {
      const output = new RawOutput(this.token, (text) => listener.raw(name, text));
      this.child[name]!.setEncoding("utf8").on("data", (text: string) => output.push(text));
      return output;
    });
    for (const fd of [REQUEST_FD, INTERRUPT_FD]) this.pipe(fd).on("error", () => undefined); // its exit says what happened
    this.child.once("error", (error) => this.finish({ code: 1, signal: null, lastWords: error.message }));
    this.child.once("exit", (code, signal) => {
      const finish = (): void => this.finish({ code, signal, lastWords: this.raw[1]!.tail });
      const timer = setTimeout(finish, SHUTDOWN_GRACE_MS); // a grandchild may hold the pipes open
      this.child.once("close", () => {
        clearTimeout(timer);
        finish();
      });
    });
  }

  /** Sends a request; resolves with its reply after all output that was written before it. Never resolves when the process ends first. */
  request(kind: CellRequest["kind"], content: JsonObject): Promise<JsonObject> {
    const id = this.nextId++;
    const request: CellRequest = { id, kind, content };
    const reply = new Promise<JsonObject>((resolve) => this.waiting.set(id, resolve));
    this.pipe(REQUEST_FD).write(`${JSON.stringify(request)}\n`);
    return reply;
  }

  /** As Ctrl+C in a terminal: the process and what it started get SIGINT, and its worker thread ends a busy loop. */
  interrupt(): void {
    const running = [...this.waiting.keys()].at(-1);
    if (running === undefined) return;
    this.pipe(INTERRUPT_FD).write(`${running}\n`);
    if (ownGroup) this.signal("SIGINT");
  }

  /** Lets it end by itself for a moment, then ends its group. */
  async shutdown(): Promise<void> {
    if (this.ended) return;
    const gone = new Promise<void>((resolve) => this.child.once("exit", () => resolve()));
    const timer = setTimeout(() => this.kill(), SHUTDOWN_GRACE_MS);
    void this.request("shutdown", {});
    await gone;
    clearTimeout(timer);
    this.kill();
  }

  /** Ends the process and all that it started. */
  kill(): void {
    this.signal("SIGKILL");
  }

  private signal(name: NodeJS.Signals): void {
    try {
      if (ownGroup) process.kill(-this.child.pid!, name);
      else this.child.kill(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // ESRCH: nothing of it lives any more
    }
  }

  private pipe(fd: number): Writable {
    return this.child.stdio[fd] as Writable;
  }

  private receive(message: CellMessage): void {
    if (message.type !== "reply") {
      this.listener.message(message);
      return;
    }
    const resolve = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    const marker = endMarker(this.token, message.id);
    const read = message.rawMarked ? this.raw.map((output) => output.reached(marker)) : [];
    void Promise.all(read).then(() => resolve?.(message.content));
  }

  private finish(exit: CellExit): void {
    if (this.ended) return;
    this.ended = true;
    for (const output of this.raw) output.end();
    this.kill();
    this.listener.exit(exit);
  }
}
