import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CheckpointError, DataError } from "../../core/errors";
import { packageRoot } from "../../core/packageRoot";
import type { TrialResult } from "./trialResult";

/**
 * The result of a trial from its file: what `trial --out DIR` wrote as `DIR/result.json`. Without a path the trial that the project
 * keeps in `data/trial/`.
 *
 * @throws DataError when the file is missing or no JSON; CheckpointError when it is no trial's result or of another format
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * const out = mkdtempSync(`${tmpdir()}/trial-`);
 * const sizes = { nSeeds: 1, steps: 1, learningRates: [0.01], tuningSeeds: [900001], twins: [] };
 * await runTrial({ mechanisms: ["uniform"], tasks: ["rp"], ...sizes }, { out });
 * const { command, cells } = loadTrial(`${out}/result.json`);
 * ```
 */
export function loadTrial(path: string = join(packageRoot(), "data", "trial", "result.json")): TrialResult {
  if (!existsSync(path)) throw new DataError(`loadTrial: there is no ${path}; run npx quantum-attention trial --out DIR first`, { path });
  const found = parsed(path);
  if (found.kind !== "attention-trial" || !Array.isArray(found.cells))
    throw new CheckpointError(`loadTrial: ${path} does not hold the result of a trial; name the result.json of one`, { path });
  if (found.formatVersion !== 1)
    throw new CheckpointError(
      `loadTrial: ${path} has format version ${String(found.formatVersion)}, this library reads 1; use the version that wrote it`,
      { path },
    );
  return found as TrialResult;
}

function parsed(path: string): Partial<TrialResult> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof value === "object" && value !== null ? value : {};
  } catch (error) {
    throw new DataError(`loadTrial: cannot read ${path} (${(error as Error).message}); run that trial again`, { path });
  }
}
