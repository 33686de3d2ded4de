import { join } from "node:path";
import { saveFigure } from "../../figures/export/exportFigure";
import type { Figure } from "../../figures/figure";
import type { ComparisonResult } from "./comparisonResult";
import { comparisonCommand } from "./comparisonConfig";
import { drawSavedFigure } from "../savedFigures";

/** A comparison's figure and where it went. */
export interface SavedComparisonFigure {
  readonly figure: Figure;
  readonly files: readonly string[];
  /** Why there is no picture and how to get a browser; null when there is one. */
  readonly missing: string | null;
}

/**
 * Draws a comparison's figure and keeps it in a folder as PNG, SVG and JSON (figure and result): `quantum_embedding_comparison` for the
 * synthetic task, `TASK_comparison` for review sentences.
 *
 * @param options - `note` stands in the figure's title, such as "smoke size: not a finding".
 * @throws FigureError when plotly cannot draw the figure; OutputError when a file cannot be written.
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * const result = await runComparison({ nSeeds: 1, epochs: 1 });
 * const { files } = await saveComparison(result, mkdtempSync(`${tmpdir()}/figures-`));
 * ```
 */
export async function saveComparison(
  result: ComparisonResult,
  folder: string,
  options: { readonly note?: string | undefined } = {},
): Promise<SavedComparisonFigure> {
  const name = result.task === "synthetic" ? "quantum_embedding_comparison" : `${result.task}_comparison`;
  const figure = drawSavedFigure(name, result, options)!;
  const note = options.note === undefined ? {} : { note: options.note };
  const { files, missing } = await saveFigure(figure, join(folder, name), {
    sidecar: { result, command: comparisonCommand(result.config), ...note },
  });
  return { figure, files, missing };
}
