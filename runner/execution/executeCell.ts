import { describeExit, KernelDiedError } from "../client/errors";
import { LONGEST_TIMER_MS, type Kernel } from "../client/kernel";
import type { ErrorOutput, Output } from "../client/outputs";
import { errorFailure, INTERRUPTED, namedFailure, type CellFailure } from "./failure";
import { OutputLimit } from "./outputLimit";

/** What ends a cell before it ends by itself. */
export interface CellLimits {
  readonly timeoutMs: number;
  /** Which of the limits `timeoutMs` comes from, in words and seconds. */
  readonly timeout: { readonly name: "CellTimeout" | "NotebookTimeout"; readonly seconds: number };
  readonly maxOutputCharacters: number;
  readonly signal: AbortSignal;
}

/** What became of a cell. `stopped`: it was ended from outside, so that the kernel's state is not to be trusted. */
export interface CellOutcome {
  readonly outputs: Output[];
  readonly executionCount: number | null;
  readonly failure: CellFailure | null;
  readonly stopped: boolean;
}

const INTERRUPT_GRACE_MS = 5000;

/** Runs one cell within its limits; never rejects for what the cell or the kernel does. */
export async function executeCell(kernel: Kernel, code: string, limits: CellLimits): Promise<CellOutcome> {
  const limit = new OutputLimit(limits.maxOutputCharacters);
  let live: readonly Output[] = [];
  let stop: (reason: CellFailure) => void = () => undefined;
  const stopped = new Promise<CellFailure>((resolve) => (stop = resolve));
  const onAbort = (): void => stop(INTERRUPTED);
  limits.signal.addEventListener("abort", onAbort, { once: true });
  if (limits.signal.aborted) onAbort();
  const timer = setTimeout(() => stop(timeoutFailure(limits)), Math.min(limits.timeoutMs, LONGEST_TIMER_MS));
  const running = kernel.execute(code, {
    onOutput: (outputs) => {
      live = outputs;
      if (limit.exceeded(outputs)) stop(floodFailure(limits));
    },
  });
  try {
    const first = await Promise.race([running, stopped]);
    if (!("name" in first)) {
      // A flood may end by itself before the kernel could be told to stop.
      const flood = limit.exceeded(first.outputs) ? floodFailure(limits) : null;
      if (flood !== null) return { ...first, outputs: marked(limit.cut(first.outputs), flood), failure: flood, stopped: false };
      const failure = first.status === "ok" ? null : errorFailure(first.error ?? abortedError);
      return { outputs: first.outputs, executionCount: first.executionCount, failure, stopped: false };
    }
    const reply = await stopCell(kernel, running);
    const outputs = limit.cut(withoutInterrupt(live));
    return { outputs: marked(outputs, first), executionCount: reply?.executionCount ?? null, failure: first, stopped: true };
  } catch (error) {
    if (!(error instanceof KernelDiedError)) throw error;
    const failure = deathFailure(error, live);
    const said = live.some(({ output_type }) => output_type === "error");
    return { outputs: said ? [...live] : marked(limit.cut(live), failure), executionCount: null, failure, stopped: true };
  } finally {
    clearTimeout(timer);
    limits.signal.removeEventListener("abort", onAbort);
  }
}

const abortedError: ErrorOutput = { output_type: "error", ename: "Aborted", evalue: "the kernel did not run the cell", traceback: [] };

/** Interrupts; ends the kernel when the cell goes on all the same. Gives the reply when there is one. */
async function stopCell(kernel: Kernel, running: ReturnType<Kernel["execute"]>): Promise<Awaited<typeof running> | null> {
  const died = (error: unknown): null => {
    if (error instanceof KernelDiedError) return null;
    throw error;
  };
  const timer = setTimeout(() => kernel.kill(), INTERRUPT_GRACE_MS);
  const [reply] = await Promise.all([running.catch(died), kernel.interrupt().catch(died)]);
  clearTimeout(timer);
  return reply;
}

const marked = (outputs: readonly Output[], { name, message, traceback }: CellFailure): Output[] => [
  ...outputs,
  { output_type: "error", ename: name, evalue: message, traceback: [...traceback] },
];

/** The kernel's own word on the interrupt is replaced by the reason for it. */
const withoutInterrupt = (outputs: readonly Output[]): Output[] =>
  outputs.filter((output) => output.output_type !== "error" || output.ename !== "KeyboardInterrupt");

function timeoutFailure({ timeout: { name, seconds } }: CellLimits): CellFailure {
  if (name === "NotebookTimeout")
    return namedFailure(name, `the notebook took longer than ${seconds} s and was stopped in this cell; raise --notebook-timeout`);
  return namedFailure(
    name,
    `the cell did not end within ${seconds} s and was stopped: an endless loop, a promise that nobody settles, or more work than that; raise --timeout for the latter`,
  );
}

const floodFailure = ({ maxOutputCharacters }: CellLimits): CellFailure =>
  namedFailure("OutputFlood", `the cell put out more than ${maxOutputCharacters} characters and was stopped; the first of them are kept`);

function deathFailure(error: KernelDiedError, outputs: readonly Output[]): CellFailure {
  const last = outputs.filter((output): output is ErrorOutput => output.output_type === "error").at(-1);
  if (last !== undefined) return errorFailure(last);
  const said = error.exit.lastOutput.trim();
  return namedFailure(
    "DeadKernel",
    `the kernel's process ended with ${describeExit(error.exit)} in this cell${said === "" ? "" : `; its last output: ${said}`}`,
  );
}
