import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { ArgumentError, CheckpointError, OutputError } from "../../core/errors";
import { checkWritableFolder, writeFileAtomic } from "../../core/files";
import { packageVersion } from "../../core/packageRoot";
import { isTrialRun } from "./runLine";
import { TRAINING_KEYS, trainingOf, type TrialTraining } from "./trialConfig";
import type { TrialRun } from "./trialUnit";

const KIND = "attention-trial-runs";
const FORMAT_VERSION = 1;
const FILE_NAME = "runs.jsonl";

/** The first line of the file: which version made the runs, and how. */
interface Header {
  readonly kind: typeof KIND;
  readonly formatVersion: number;
  readonly version: string;
  readonly training: TrialTraining;
}

/**
 * The finished runs of a trial: `runs.jsonl` in its folder, a header and then one JSON line a run, each appended whole. What decides which
 * runs there are (mechanisms, tasks, twins, seeds, rates) may change between calls; what decides how a run is made may not.
 */
export class RunStore {
  readonly runs = new Map<string, TrialRun>();

  private constructor(
    private readonly path: string | null,
    private readonly mayGoOn: boolean,
  ) {}

  /**
   * Opens the folder's runs, or begins a new file; null keeps runs in memory alone. Without `resume` runs that are there may be read, but
   * none may join them.
   *
   * A last line that was cut short, by a kill in mid-write, is dropped from the file.
   *
   * @throws CheckpointError when the file is damaged, of another version or of other settings; OutputError when the folder cannot be written
   */
  static open(folder: string | null, training: TrialTraining, resume: boolean): RunStore {
    if (folder === null) return new RunStore(null, true);
    const path = join(folder, FILE_NAME);
    checkWritableFolder("trial", folder);
    const header: Header = { kind: KIND, formatVersion: FORMAT_VERSION, version: packageVersion(), training: trainingOf(training) };
    const store = new RunStore(path, resume || !existsSync(path));
    if (existsSync(path) && store.read(header)) return store;
    writeFileAtomic(path, `${JSON.stringify(header)}\n`);
    return store;
  }

  /** What has no run yet. @throws ArgumentError when that is something and the folder holds a trial that nobody asked to resume */
  missing<Unit extends { readonly key: string }>(units: readonly Unit[]): Unit[] {
    const open = units.filter(({ key }) => !this.runs.has(key));
    if (open.length === 0 || this.mayGoOn) return open;
    throw new ArgumentError(
      `trial: ${this.path} holds the runs of a trial already, and ${open.length} of this one are missing; go on with --resume, or name another folder with --out`,
      { path: this.path, missing: open.length },
    );
  }

  /** Keeps a run. @throws OutputError when the file cannot be written */
  add(run: TrialRun): void {
    this.runs.set(run.key, run);
    if (this.path === null) return;
    try {
      appendFileSync(this.path, `${JSON.stringify(run)}\n`);
    } catch (error) {
      throw new OutputError(`trial: cannot append to ${this.path} (${(error as Error).message}); finished runs are kept`, {
        path: this.path,
      });
    }
  }

  /** Reads the file; false when not even its header was written whole. */
  private read(wanted: Header): boolean {
    const path = this.path!;
    const bytes = readFileSync(path);
    const end = bytes.lastIndexOf(10) + 1;
    if (end < bytes.length) truncateSync(path, end);
    const [first, ...lines] = bytes.subarray(0, end).toString("utf8").split("\n").slice(0, -1);
    if (first === undefined) return false;
    checkHeader(path, parsed(path, first, 1), wanted);
    lines.forEach((line, i) => {
      const run = parsed(path, line, i + 2);
      if (!isTrialRun(run)) throw damaged(path, `line ${i + 2} is no run`);
      this.runs.set(run.key, run);
    });
    return true;
  }
}

const damaged = (path: string, what: string): CheckpointError =>
  new CheckpointError(`trial: ${path} is damaged: ${what}; name another folder with --out`, { path });

function parsed(path: string, line: string, number: number): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw damaged(path, `line ${number} is no JSON object`);
}

function checkHeader(path: string, found: Partial<Header>, wanted: Header): void {
  const refuse = (got: string, cure: string) => new CheckpointError(`trial: ${path} ${got}; ${cure}`, { path });
  if (found.kind !== KIND) throw refuse("does not hold the runs of a trial", "name another folder with --out");
  if (found.formatVersion !== wanted.formatVersion || found.version !== wanted.version)
    throw refuse(
      `was written by version ${String(found.version)} (format ${String(found.formatVersion)}), this is ${wanted.version} (format ${wanted.formatVersion})`,
      "use the version that wrote it, or name another folder with --out",
    );
  const differing = TRAINING_KEYS.filter((key) => !isDeepStrictEqual(found.training?.[key], wanted.training[key]));
  if (differing.length > 0) {
    const told = differing.map((key) => `${key} ${String(found.training?.[key])}, not ${String(wanted.training[key])}`).join("; ");
    throw refuse(`holds runs of other settings (${told})`, "give the same settings, or name another folder with --out");
  }
}
