import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { writeFileAtomic } from "../../src/core/files";
import { sha256 } from "./dependencies";

/** What is known of a notebook's last run, kept beside the executed notebook in `.runs/`. */
export interface RunState {
  /** Of the run that passed and wrote the file with the hash `output`; null when the last run did not pass. */
  readonly fingerprint: string | null;
  readonly output: string | null;
  /** Seconds of the kernel's start and of each code cell: what progress is weighted by. */
  readonly startSeconds: number;
  readonly cellSeconds: readonly number[];
}

const stateFile = (output: string): string => join(dirname(output), ".runs", `${basename(output)}.json`);

/** The last run's state, or null when there is none that can be read. */
export function readRunState(output: string): RunState | null {
  const file = stateFile(output);
  if (!existsSync(file)) return null;
  try {
    const state = JSON.parse(readFileSync(file, "utf8")) as Partial<RunState>;
    return Array.isArray(state.cellSeconds) ? (state as RunState) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null; // a damaged note only costs another run
    throw error;
  }
}

/** Notes a run that passed (`fingerprint`) or did not (null). */
export function writeRunState(output: string, state: RunState): void {
  writeFileAtomic(stateFile(output), `${JSON.stringify(state, null, 1)}\n`);
}

/** Whether the executed notebook is what a run with this fingerprint has written. */
export function isFresh(state: RunState | null, fingerprint: string, output: string): boolean {
  return state?.fingerprint === fingerprint && existsSync(output) && sha256(readFileSync(output)) === state.output;
}
