import { inspect } from "node:util";
import { checkInteger, checkKeys } from "../core/check";
import { Circuit } from "../circuit/circuit";
import { drawSvg } from "../circuit/draw/svg";
import { drawText } from "../circuit/draw/text";
import { inNotebook, writeDisplay, type MimeBundle } from "./displaySink";
import { figureBundle, figureText, isFigure } from "./figureBundle";
import { isFrame, isRecords, recordsFrame, tableBundle } from "./tableBundle";

/** How `display` shows a value. */
export interface DisplayOptions {
  /** Rows of a table that are shown; default 20. */
  readonly maxRows?: number;
  /** Pixels of a figure's picture from left to right, at most; default 800. */
  readonly pictureWidth?: number;
  /** Whether a figure is also given as Plotly object, to be zoomed and hovered; false keeps a notebook of many figures small. Default true. */
  readonly live?: boolean;
}

/**
 * Shows a value under the notebook cell, in every form that a reader may need, as one output: a Plotly figure live, as PNG and as
 * text; a danfo DataFrame or a list of records as HTML table and text; a circuit as SVG and text; anything else as text.
 *
 * Outside a notebook it prints the text. Without a browser a figure has no PNG, and its text says how to get one.
 *
 * @throws FigureError when plotly cannot draw the figure; ArgumentError for an unknown option.
 * @example
 * ```ts
 * await display([{ qubits: 2, amplitudes: 4 }, { qubits: 3, amplitudes: 8 }]);
 * ```
 */
export async function display(value: unknown, options: DisplayOptions = {}): Promise<void> {
  checkKeys("display", options, ["maxRows", "pictureWidth", "live"]);
  const { maxRows = 20, pictureWidth = 800, live = true } = options;
  checkInteger("display", "maxRows", maxRows, 1);
  checkInteger("display", "pictureWidth", pictureWidth, 100, 4000);
  writeDisplay(await bundleOf(value, { maxRows, pictureWidth, live }));
}

async function bundleOf(value: unknown, { maxRows, ...picture }: Required<DisplayOptions>): Promise<MimeBundle> {
  if (value instanceof Circuit) return { "image/svg+xml": drawSvg(value), "text/plain": drawText(value) };
  if (isFigure(value)) return inNotebook() ? figureBundle(value, picture) : { "text/plain": figureText(value) };
  if (isFrame(value)) return tableBundle(value, maxRows);
  if (isRecords(value)) return tableBundle(recordsFrame(value), maxRows);
  return { "text/plain": typeof value === "string" ? value : inspect(value) };
}
