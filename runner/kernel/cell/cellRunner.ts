import type { createConverter } from "tslab/dist/converter";
import type { createExecutor } from "tslab/dist/executor";
import type { JsonObject } from "../../protocol/message";
import type { CellError } from "../cellProtocol";
import { interrupted, thrownError, typeError, type Diagnostic } from "./cellErrors";
import { awaitsAtTop } from "./codeShape";
import { send } from "./channel";
import { displayBundle } from "./displayBundle";
import { cellScript, rememberCell } from "./sourceMaps";
import { takeMaps } from "./typescriptHooks";

type Converter = ReturnType<typeof createConverter>;
type Executor = ReturnType<typeof createExecutor>;

/** What the cell that runs now has come to so far. */
interface RunningCell {
  readonly count: number;
  readonly code: string;
  readonly fail: (error: CellError) => void;
  diagnostics: readonly Diagnostic[];
  thrown: { readonly value: unknown } | null;
  result: { readonly value: unknown } | null;
}

export interface CellResult {
  readonly status: "ok" | "error";
  readonly error?: CellError;
  readonly value?: { readonly value: unknown } | null;
}

const nextTurn = setImmediate; // cells may replace it
/** The number of what is no cell: expressions must not hide the last cell's lines. */
const EXPRESSION = 0;

/** Runs cells through tslab's executor, one at a time, and tells truly how each ended. */
export class CellRunner {
  private readonly executor: Executor;
  private running: RunningCell | null = null;
  private label = "";

  /** `uninterrupted` keeps an interrupt away from the compiler. */
  constructor(
    cwd: string,
    create: { converter: typeof createConverter; executor: typeof createExecutor },
    uninterrupted: <T>(work: () => T) => T,
  ) {
    const converter = create.converter({ isJS: false, isBrowser: false });
    const convs = {
      node: {
        ...converter,
        convert: (declarations: string, code: string) => uninterrupted(() => this.convert(converter, declarations, code)),
      },
      get browser() {
        return create.converter({ isJS: false, isBrowser: true });
      },
      close: () => converter.close(),
    };
    this.executor = create.executor(cwd, convs, {
      log: (value: unknown) => {
        if (this.running !== null) this.running.result = { value };
      },
      error: (value: unknown) => {
        if (this.running !== null) this.running.thrown = { value };
      },
    });
  }

  get inspector(): Pick<Executor, "inspect" | "complete"> {
    return this.executor;
  }

  /** Runs a cell and publishes its value. */
  async execute(code: string, count: number): Promise<CellResult> {
    const result = await this.run(code, count);
    if (result.value != null) send({ type: "result", content: await displayBundle(result.value.value) });
    return result;
  }

  /** Evaluates the user_expressions of a request, each on its own. */
  async expressions(expressions: { readonly [name: string]: string }): Promise<JsonObject> {
    const values: JsonObject = {};
    for (const [name, code] of Object.entries(expressions)) {
      const { error, value } = await this.run(code, EXPRESSION);
      values[name] = error === undefined ? { status: "ok", ...(await displayBundle(value?.value)) } : { status: "error", ...error };
    }
    return values;
  }

  interrupt(): void {
    this.running?.fail(interrupted(this.label));
  }

  /** An unhandled rejection or exception: fails the running cell, or is told when none runs. */
  unhandled(thrown: unknown): void {
    const error = thrownError(thrown, this.label);
    if (this.running === null) send({ type: "late", error });
    else this.running.fail(error);
  }

  private async run(code: string, count: number): Promise<CellResult> {
    this.label = `In [${count}]`;
    let fail: (error: CellError) => void = () => undefined;
    const failed = new Promise<CellError>((resolve) => (fail = resolve));
    const cell: RunningCell = { count, code, fail, diagnostics: [], thrown: null, result: null };
    this.running = cell;
    try {
      const outcome = await Promise.race([failed, this.executed(code)]);
      if (outcome === true && cell.diagnostics.length === 0) return { status: "ok", value: cell.result };
      return { status: "error", error: typeof outcome === "object" ? outcome : this.errorOf(cell) };
    } catch (error) {
      return { status: "error", error: thrownError(error, this.label) };
    } finally {
      this.running = null;
    }
  }

  /** Begun in a microtask of its own: an interrupt that terminates the cell must not take along whoever waits for it. */
  private async executed(code: string): Promise<boolean> {
    await Promise.resolve();
    const ok = await this.executor.execute(code);
    await new Promise((resolve) => nextTurn(resolve)); // rejections that nobody handles are known by then
    return ok;
  }

  private errorOf(cell: RunningCell): CellError {
    if (cell.diagnostics.length > 0) return typeError(cell.diagnostics, cell.count);
    return thrownError(cell.thrown?.value, this.label);
  }

  private convert(converter: Converter, declarations: string, code: string): ReturnType<Converter["convert"]> {
    const cell = this.running;
    let converted = converter.convert(declarations, code);
    if (converted.hasToplevelAwait !== true && awaitsAtTop(code)) {
      // tslab overlooks `await (…)` and `for await` unless a plain await stands beside them.
      const again = converter.convert(declarations, `await null; ${code}`);
      if (again.diagnostics.length === 0 || converted.diagnostics.length === 0) converted = again;
    }
    if (cell === null) return converted;
    cell.diagnostics = converted.diagnostics;
    rememberCell(cell.count, cell.code, converted.output === undefined ? null : takeMaps(converted.output));
    return converted.output ? { ...converted, output: `${converted.output}\n//# sourceURL=${cellScript(cell.count)}` } : converted;
  }
}
