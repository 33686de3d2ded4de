import { join } from "node:path";
import { saveFigure } from "../../figures/export/exportFigure";
import { withFigureExporter, type FigureExporter } from "../../figures/export/figureExporter";
import { drawSavedFigure } from "../savedFigures";
import type { TrialResult } from "./trialResult";

/** Which files were written, and what could not be. */
export interface SavedTrialFigures {
  readonly files: readonly string[];
  /** Why there are no pictures and how to get a browser; null when there are. */
  readonly missing: string | null;
}

/**
 * Draws a trial's figures, `attention_trial` (differences with intervals) and `attention_trial_curves`, each as PNG, SVG and JSON with the
 * part of the result that it shows. A trial without pairs or curves has no such figure.
 *
 * @throws FigureError when plotly cannot draw a figure; OutputError when a file cannot be written
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * const sizes = { nSeeds: 1, steps: 1, learningRates: [0.01], tuningSeeds: [900001], twins: [] };
 * const result = await runTrial({ mechanisms: ["uniform"], tasks: ["rp"], ...sizes });
 * const { files } = await saveTrialFigures(result, mkdtempSync(`${tmpdir()}/figures-`));
 * ```
 */
export async function saveTrialFigures(
  result: TrialResult,
  folder: string,
  options: { readonly note?: string | undefined } = {},
): Promise<SavedTrialFigures> {
  const { curves, ...rest } = result;
  const { kind, formatVersion, command, config, seeds, backend, versions, timing } = rest;
  const parts = {
    ...(rest.cells.some(({ twins }) => twins.length > 0) && { attention_trial: rest }),
    ...(curves.length > 0 && {
      attention_trial_curves: { kind, formatVersion, command, config, seeds, backend, versions, curves, timing },
    }),
  };
  const note = options.note === undefined ? {} : { note: options.note };
  const save = async (exporter: FigureExporter): Promise<SavedTrialFigures> => {
    const files: string[] = [];
    let missing: string | null = null;
    for (const [name, part] of Object.entries(parts)) {
      const figure = drawSavedFigure(name, part, options)!;
      const saved = await saveFigure(figure, join(folder, name), { sidecar: { result: part, command, ...note }, exporter });
      files.push(...saved.files);
      missing = saved.missing;
    }
    return { files, missing };
  };
  return withFigureExporter(save);
}
