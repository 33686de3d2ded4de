import { rmSync } from "node:fs";
import { checkKeys } from "../../core/check";
import { ArgumentError, EnvironmentError } from "../../core/errors";
import { writeFileAtomic } from "../../core/files";
import { figureJson, type Figure } from "../figure";
import { withFigureExporter, type FigureExporter } from "./figureExporter";
import { stalePictures } from "./stalePictures";

/** Where a figure's files go; only those named are written. */
export interface FigureFiles {
  readonly png?: string;
  readonly svg?: string;
  readonly json?: string;
}

/**
 * Writes a figure as PNG, SVG and Plotly JSON, each file whole or not at all. The JSON comes first and needs no browser. When no picture
 * can be drawn, older pictures beside a JSON of another figure are removed.
 *
 * @param exporter - a running exporter to use for many figures; without one a browser is started for this figure (about 2 s).
 * @throws EnvironmentError without a browser (the JSON is written by then); FigureError when plotly fails; OutputError for a bad folder.
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * const json = join(mkdtempSync(join(tmpdir(), "figure-")), "line.json");
 * await exportFigure({ data: [{ x: [1, 2, 3], y: [3, 1, 2] }], layout: { width: 400, height: 300 } }, { json });
 * ```
 */
export async function exportFigure(figure: Figure, files: FigureFiles, exporter?: FigureExporter): Promise<void> {
  checkKeys("exportFigure", files, ["png", "svg", "json"]);
  const { png, svg, json } = files;
  const text = figureJson(figure);
  const stale = json === undefined ? [] : stalePictures([png, svg], json, figure);
  if (json !== undefined) writeFileAtomic(json, `${text}\n`);
  if (png !== undefined || svg !== undefined) await writePictures(figure, files, stale, exporter);
}

/** @throws EnvironmentError or FigureError when there is no picture; those of `stale` are removed then, and the message names them */
async function writePictures(
  figure: Figure,
  { png, svg }: FigureFiles,
  stale: readonly string[],
  exporter: FigureExporter | undefined,
): Promise<void> {
  try {
    const pictures = await (exporter?.draw(figure) ?? withFigureExporter((own) => own.draw(figure)));
    if (png !== undefined) writeFileAtomic(png, pictures.png);
    if (svg !== undefined) writeFileAtomic(svg, pictures.svg);
  } catch (error) {
    for (const path of stale) rmSync(path, { force: true });
    if (stale.length > 0 && error instanceof Error) error.message += `; removed ${stale.join(" and ")}, which showed an earlier figure`;
    throw error;
  }
}

/** How `saveFigure` saves. */
export interface SaveFigureOptions {
  /** A running exporter to use for many figures. */
  readonly exporter?: FigureExporter;
  /** What stands in the JSON beside the figure: the result it shows, configuration, seeds, backend, versions. */
  readonly sidecar?: Readonly<Record<string, unknown>>;
}

/** What `saveFigure` wrote, and what it could not. */
export interface SavedFigure {
  readonly files: readonly string[];
  /** Why there is no picture and how to get a browser; null when there is one. */
  readonly missing: string | null;
}

/**
 * Writes `basePath.json`, `basePath.png` and `basePath.svg`. The JSON is the Plotly figure (`data`, `layout`) with the sidecar's fields
 * beside these two. Without a browser it is still written and `missing` says how to get one: a long run never ends in an error over a
 * picture. Older pictures of another figure are removed then, and `missing` names them.
 *
 * @throws FigureError when plotly cannot draw the figure; OutputError when a file cannot be written; ArgumentError when the sidecar has a
 * field named `data` or `layout`.
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * const line = { data: [{ x: [1, 2, 3], y: [3, 1, 2] }], layout: { width: 400, height: 300 } };
 * const { files } = await saveFigure(line, `${mkdtempSync(`${tmpdir()}/figures-`)}/line`, { sidecar: { seed: 42 } });
 * console.log(files); // line.json, line.png and line.svg
 * ```
 */
export async function saveFigure(figure: Figure, basePath: string, options: SaveFigureOptions = {}): Promise<SavedFigure> {
  checkKeys("saveFigure", options, ["exporter", "sidecar"]);
  const { exporter, sidecar = {} } = options;
  const taken = Object.keys(sidecar).filter((key) => key === "data" || key === "layout");
  if (taken.length > 0) {
    throw new ArgumentError(`saveFigure: the sidecar's ${taken.join(" and ")} would hide the figure's own; name it otherwise`, { taken });
  }
  const [json, png, svg] = [`${basePath}.json`, `${basePath}.png`, `${basePath}.svg`];
  const stale = stalePictures([png, svg], json, figure);
  writeFileAtomic(json, `${figureJson({ ...figure, ...sidecar })}\n`);
  try {
    await writePictures(figure, { png, svg }, stale, exporter);
    return { files: [json, png, svg], missing: null };
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return { files: [json], missing: error.message };
  }
}
