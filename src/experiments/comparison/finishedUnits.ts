import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { CheckpointError } from "../../core/errors";
import { writeFileAtomic } from "../../core/files";
import { packageVersion } from "../../core/packageRoot";
import type { ComparisonConfig } from "./comparisonConfig";
import type { ComparisonUnit, UnitResult } from "./comparisonUnit";

type UnitKey = Pick<ComparisonUnit, "task" | "arm" | "seed">;

const keyOf = ({ task, arm, seed }: UnitKey): string => `${task}/${arm}/${seed}`;

/** The file holds the runs of one configuration by one version of the library; the number of seeds may grow. */
interface KeptFile {
  readonly config: Omit<ComparisonConfig, "nSeeds"> & { readonly nSeeds: null; readonly version: string };
  readonly results: readonly UnitResult[];
}

/** The finished runs of a comparison, kept in a file until all are done. */
export class FinishedUnits {
  private readonly results = new Map<string, UnitResult>();
  private readonly config: KeptFile["config"];
  private readonly path: string | null;

  /** @throws CheckpointError when the folder holds a file of this comparison that cannot be read. */
  constructor(folder: string | null, config: ComparisonConfig) {
    this.config = { ...config, nSeeds: null, version: packageVersion() };
    const text = JSON.stringify(this.config);
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
    this.path = folder === null ? null : join(folder, `.comparison-${hash}.json`);
    if (this.path === null || !existsSync(this.path)) return;
    for (const result of readKept(this.path, text).results) this.results.set(keyOf({ ...result, seed: result.run.seed }), result);
  }

  of(unit: UnitKey): UnitResult | undefined {
    return this.results.get(keyOf(unit));
  }

  add(result: UnitResult): void {
    this.results.set(keyOf({ ...result, seed: result.run.seed }), result);
    if (this.path === null) return;
    const file: KeptFile = { config: this.config, results: [...this.results.values()] };
    writeFileAtomic(this.path, JSON.stringify(file));
  }

  /** Removes the file, and its folder when nothing else is in it: the whole result exists now. */
  forget(): void {
    if (this.path === null || !existsSync(this.path)) return;
    rmSync(this.path);
    if (readdirSync(dirname(this.path)).length === 0) rmdirSync(dirname(this.path));
  }
}

function readKept(path: string, config: string): KeptFile {
  try {
    const file = JSON.parse(readFileSync(path, "utf8")) as KeptFile;
    if (JSON.stringify(file.config) === config && Array.isArray(file.results)) return file;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CheckpointError(`runComparison: ${path} should hold finished runs but cannot be read; remove it and start again`, { path });
}
