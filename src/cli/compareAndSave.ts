import { join } from "node:path";
import { checkInteger } from "../core/check";
import { checkWritableFolder } from "../core/files";
import type { Progress } from "../core/progress";
import { runComparison } from "../experiments/comparison/comparison";
import { comparisonConfig, type ComparisonConfig } from "../experiments/comparison/comparisonConfig";
import type { ComparisonResult } from "../experiments/comparison/comparisonResult";
import { saveComparison } from "../experiments/comparison/saveComparison";
import { comparisonText } from "./comparisonText";
import { terminalProgress } from "./terminalProgress";

/** A comparison that was run, and where its figure went. */
export interface SavedComparison {
  readonly result: ComparisonResult;
  readonly text: string;
}

/** How a comparison is run from the command line. */
export interface CompareOptions {
  readonly out: string;
  readonly jobs?: number;
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
  /** What a reader must know, such as that sizes are small: stands in the figure's title. */
  readonly note?: string;
}

/** Trains, draws, saves figure and sidecar, and returns the table: what `compare` and `npm start` do. */
export async function compareAndSave(config: Partial<ComparisonConfig>, options: CompareOptions): Promise<SavedComparison> {
  const { out, jobs, signal, progress = terminalProgress(), note } = options;
  const complete = comparisonConfig(config); // first: wrong options leave no folder behind
  if (jobs !== undefined) checkInteger("compare", "jobs", jobs, 1);
  checkWritableFolder("compare", out);
  const result = await runComparison(complete, {
    progress,
    keepIn: join(out, ".unfinished"),
    ...(jobs === undefined ? {} : { jobs }),
    ...(signal === undefined ? {} : { signal }),
  });
  const { files, missing } = await saveComparison(result, out, { note });
  for (const file of files) progress.log(`wrote ${file}`);
  if (missing !== null) progress.log(`no picture: ${missing}`);
  return { result, text: comparisonText(result) };
}
