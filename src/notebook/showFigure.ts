import { join } from "node:path";
import { checkKeys } from "../core/check";
import { packageVersion } from "../core/packageRoot";
import { saveFigure } from "../figures/export/exportFigure";
import type { Figure } from "../figures/figure";
import { display } from "./display";
import { inNotebook } from "./displaySink";
import { kernelExporter } from "./figureBundle";

/** Where a shown figure is kept. */
export interface ShowFigureOptions {
  /** Folder of the files; made when missing. */
  readonly folder: string;
  /** File name without ending. */
  readonly name: string;
  /** The data that the figure was drawn from; stands in the JSON beside the figure, and `redrawFigures` draws from it again. */
  readonly result: object;
  /** What else stands there, such as backend and versions. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/**
 * Shows a figure under the notebook cell (as `display` does) and keeps it as `NAME.png`, `NAME.svg` and `NAME.json` in a folder. The
 * JSON holds the Plotly figure and beside it the result that it shows. Without a browser the JSON alone is written.
 *
 * @throws FigureError when plotly cannot draw the figure; OutputError when a file cannot be written; ArgumentError for an unknown option.
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * const series = [{ name: "line", x: [1, 2], y: [3, 4] }];
 * const figure = chartFigure("A line", [{ xTitle: "x", yTitle: "y", series }]);
 * await showFigure(figure, { folder: mkdtempSync(`${tmpdir()}/figures-`), name: "line", result: { series } });
 * ```
 */
export async function showFigure(figure: Figure, options: ShowFigureOptions): Promise<void> {
  checkKeys("showFigure", options, ["folder", "name", "result", "facts"]);
  const { folder, name, result, facts = {} } = options;
  await display(figure);
  const versions = { "quantum-attention": packageVersion(), ...(facts["versions"] as object | undefined) };
  const exporter = inNotebook() ? { exporter: kernelExporter() } : {};
  await saveFigure(figure, join(folder, name), { sidecar: { result, ...facts, versions }, ...exporter });
}
