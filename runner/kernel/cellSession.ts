import type { JsonObject } from "../protocol/message";
import { exitFailure, failure } from "./cellFailure";
import { CellProcess, type CellExit } from "./cellProcess";
import type { CellError, CellMessage, CellRequest, StreamName } from "./cellProtocol";

const INTERRUPT_PATIENCE_MS = 2300;

/** Where a cell's outputs go. */
export interface CellSink {
  print(name: StreamName, text: string): void;
  display(content: JsonObject, update: boolean): void;
  result(content: JsonObject): void;
}

/** What became of a cell. */
export type CellOutcome =
  { readonly status: "ok"; readonly userExpressions: JsonObject } | { readonly status: "error"; readonly error: CellError };

interface Run {
  readonly label: string;
  readonly finish: (content: JsonObject) => void;
  interrupted: boolean;
}

/** The life of the cell process: one request at a time, interrupts, its death, and its restart when nothing else stops a cell. */
export class CellSession {
  private cells: CellProcess;
  private ready: Promise<void>;
  private run: Run | null = null;
  private label = "";
  private sink: CellSink | null = null;
  private closing = false;
  private lateError: CellError | null = null;

  /** `onLate` hears of errors between cells, `onDeath` of the end of the process, once the running cell has been failed. */
  constructor(
    private readonly onLate: (error: CellError) => void,
    private readonly onDeath: (exit: CellExit) => void,
  ) {
    [this.cells, this.ready] = this.spawn();
  }

  /** Runs one cell; its outputs, also late ones, go to `sink`. */
  async execute(label: string, content: JsonObject, sink: CellSink): Promise<CellOutcome> {
    this.sink = sink;
    this.label = label;
    const late = this.lateError;
    this.lateError = null;
    if (late !== null) return { status: "error", error: notRun(late) };
    const reply = await this.ask("execute", content);
    return reply.status === "ok"
      ? { status: "ok", userExpressions: reply.userExpressions as JsonObject }
      : { status: "error", error: reply.error as CellError };
  }

  /** Any other question to the process. */
  async ask(kind: CellRequest["kind"], content: JsonObject): Promise<JsonObject> {
    return new Promise<JsonObject>((finish) => {
      const run: Run = { label: this.label, finish, interrupted: false };
      this.run = run;
      const cells = this.cells;
      void this.ready
        .then(() => cells.request(kind, content))
        .then((reply) => {
          if (this.run === run) this.run = null;
          finish(reply);
        });
    });
  }

  /** Stops the running cell; when it resists, the process is replaced. */
  interrupt(): void {
    const run = this.run;
    if (run === null) return;
    run.interrupted = true;
    void this.ready.then(() => this.cells.interrupt());
    setTimeout(() => {
      if (this.run === run) this.cells.kill();
    }, INTERRUPT_PATIENCE_MS).unref();
  }

  async shutdown(): Promise<void> {
    this.closing = true;
    await this.cells.shutdown();
  }

  private spawn(): [CellProcess, Promise<void>] {
    let isReady: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => (isReady = resolve));
    const cells = new CellProcess({
      message: (message) => (message.type === "ready" ? isReady() : this.receive(message)),
      raw: (name, text) => this.sink?.print(name, text),
      exit: (exit) => this.exited(exit),
    });
    return [cells, ready];
  }

  private receive(message: Exclude<CellMessage, { type: "reply" | "ready" }>): void {
    switch (message.type) {
      case "stream":
        this.sink?.print(message.name, message.text);
        break;
      case "display":
        this.sink?.display(message.content, message.update);
        break;
      case "result":
        this.sink?.result(message.content);
        break;
      case "late":
        this.lateError ??= message.error;
        this.onLate(message.error);
        break;
    }
  }

  private exited(exit: CellExit): void {
    if (this.closing) return;
    const run = this.run;
    this.run = null;
    if (run?.interrupted === true) {
      [this.cells, this.ready] = this.spawn();
      run.finish({ status: "error", error: restarted(run.label) });
      return;
    }
    if (run === null) this.onLate(exitFailure(exit, `after ${this.label}`));
    else run.finish({ status: "error", error: exitFailure(exit, `in ${run.label}`) });
    process.stderr.write(`${exitFailure(exit, `in ${this.label}`).evalue}\n`);
    this.onDeath(exit);
  }
}

const restarted = (label: string): CellError =>
  failure(
    "KeyboardInterrupt",
    `${label} could not be interrupted, so the kernel was restarted: all variables are lost, run the cells from the top`,
  );

const notRun = (late: CellError): CellError => ({
  ename: late.ename,
  evalue: `${late.evalue} (from an earlier cell, after it had ended; this cell was not run)`,
  traceback: ["This cell was not run: an earlier one failed after it had ended.", ...late.traceback],
});
