import { checkInteger, checkKeys, checkNumber } from "../../core/check";
import { FigureError } from "../../core/errors";
import type { DrawingMode } from "./browserFlags";
import { openSession, type BrowserSession } from "./browserSession";
import { indexedPng } from "./indexedPng";
import { figureJson, figureSize, needsWebgl, type Figure } from "../figure";

/** A figure's pictures: `png` as bytes, `svg` as text. */
export interface Pictures {
  readonly png: Uint8Array;
  readonly svg: string;
}

/** How a `FigureExporter` draws. */
export interface FigureExporterOptions {
  /** Milliseconds that one figure may take before its browser is ended; default 60000. */
  readonly timeoutMs?: number;
  /** Pixels of the PNG for one pixel of the layout; default 1 (the SVG is sharp at any size). */
  readonly scale?: number;
  /** Figures drawn before the browser is replaced by a fresh one; default 100. */
  readonly figuresPerBrowser?: number;
}

/**
 * Draws Plotly figures in one headless browser, started at the first figure and kept for the next ones (about 0.1 s a figure).
 *
 * The same figure gives the same bytes, PNG and SVG alike, within one browser source. WebGL figures (`surface`, `scatter3d`, …) get a
 * browser of their own each. Close it, or the process does not end: `withFigureExporter` does.
 *
 * @throws ArgumentError for an unknown option or a value out of range
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * const exporter = new FigureExporter({ scale: 2 });
 * try {
 *   const figure = { data: [{ x: [1, 2], y: [3, 1] }], layout: { width: 400, height: 300 } };
 *   await saveFigure(figure, `${mkdtempSync(`${tmpdir()}/figures-`)}/line`, { exporter });
 * } finally {
 *   await exporter.close();
 * }
 * ```
 */
export class FigureExporter {
  private readonly timeoutMs: number;
  private readonly scale: number;
  private readonly figuresPerBrowser: number;
  private session: BrowserSession | null = null;
  private drawn = 0;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(options: FigureExporterOptions = {}) {
    checkKeys("FigureExporter", options, ["timeoutMs", "scale", "figuresPerBrowser"]);
    const { timeoutMs = 60_000, scale = 1, figuresPerBrowser = 100 } = options;
    checkInteger("FigureExporter", "timeoutMs", timeoutMs, 1);
    checkNumber("FigureExporter", "scale", scale, 0.1, 10);
    checkInteger("FigureExporter", "figuresPerBrowser", figuresPerBrowser, 1);
    this.timeoutMs = timeoutMs;
    this.scale = scale;
    this.figuresPerBrowser = figuresPerBrowser;
  }

  /**
   * The figure as PNG and SVG. Calls that overlap are drawn one after another.
   *
   * @param scale - pixels of this PNG for one pixel of the layout; default the exporter's.
   * @throws EnvironmentError without a browser; FigureError when plotly fails or the time is over (the next figure gets a new browser).
   */
  draw(figure: Figure, scale = this.scale): Promise<Pictures> {
    const result = this.queue.then(() => this.drawNow(figure, scale));
    this.queue = result.catch(() => undefined); // the caller gets the failure; the next figure is drawn all the same
    return result;
  }

  /** Which browser draws: its source and version. Starts it when none runs yet. */
  async browser(): Promise<{ source: BrowserSession["source"]; version: string }> {
    const { source, version } = this.session ?? (this.session = await openSession("flat"));
    return { source, version };
  }

  /** Ends the browser; a later `draw` starts a new one. */
  async close(): Promise<void> {
    await this.queue;
    await this.dropSession();
  }

  private async drawNow(figure: Figure, scale: number): Promise<Pictures> {
    const json = figureJson(figure);
    const [width, height] = figureSize(figure);
    const mode: DrawingMode = needsWebgl(figure) ? "webgl" : "flat";
    if (mode === "webgl") return this.drawWebgl(json, width, height, scale);
    if (this.drawn >= this.figuresPerBrowser) await this.dropSession();
    this.session ??= await openSession("flat");
    this.drawn++;
    try {
      return await this.drawIn(this.session, json, width, height, scale);
    } catch (error) {
      await this.dropSession();
      throw error;
    }
  }

  private async drawWebgl(json: string, width: number, height: number, scale: number): Promise<Pictures> {
    const session = await openSession("webgl");
    try {
      return await this.drawIn(session, json, width, height, scale);
    } finally {
      await session.kill();
    }
  }

  private async drawIn(session: BrowserSession, json: string, width: number, height: number, scale: number): Promise<Pictures> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const message = `draw: the figure took more than ${this.timeoutMs} ms; draw fewer points or raise timeoutMs`;
      timer = setTimeout(() => reject(new FigureError(message, { timeoutMs: this.timeoutMs })), this.timeoutMs);
    });
    const drawing = session.page.evaluate<{ png: DrawnPixels; svg: string }>(
      `drawFigure(${json}, ${width}, ${height}, ["png", "svg"], ${scale})`,
    );
    drawing.catch(() => undefined); // when the time is over, the ended browser rejects this one too
    try {
      const { png, svg } = await Promise.race([drawing, late]);
      return { png: pngOf(png), svg: svgText(svg) };
    } catch (error) {
      if (error instanceof FigureError) throw error;
      throw new FigureError(`draw: plotly could not draw the figure (${firstLine(error)}); check its traces and layout`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  private async dropSession(): Promise<void> {
    const session = this.session;
    this.session = null;
    this.drawn = 0;
    await session?.kill();
  }
}

/** What the page gives for a PNG; `pixels` as base64. */
interface DrawnPixels {
  readonly width: number;
  readonly height: number;
  readonly palette: readonly number[];
  readonly pixels: string;
}

function pngOf({ width, height, palette, pixels }: DrawnPixels): Buffer {
  return indexedPng({ width, height, palette: Uint8Array.from(palette), pixels: Buffer.from(pixels, "base64") });
}

/** The text of an SVG data URL. Plotly leaves empty style attributes, now before and now after others; without them the bytes repeat. */
function svgText(url: string): string {
  return decodeURIComponent(url.slice(url.indexOf(",") + 1)).replaceAll(' style=""', "");
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}

/**
 * Runs `work` with an exporter that is closed afterwards, whatever happens.
 *
 * @throws ArgumentError for an unknown option or a value out of range; whatever `work` throws
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * const folder = mkdtempSync(`${tmpdir()}/figures-`);
 * const layout = { width: 400, height: 300 };
 * await withFigureExporter(async (exporter) => {
 *   await saveFigure({ data: [{ x: [1, 2], y: [3, 1] }], layout }, `${folder}/falling`, { exporter });
 *   await saveFigure({ data: [{ x: [1, 2], y: [1, 3] }], layout }, `${folder}/rising`, { exporter });
 * });
 * ```
 */
export async function withFigureExporter<T>(
  work: (exporter: FigureExporter) => Promise<T>,
  options: FigureExporterOptions = {},
): Promise<T> {
  const exporter = new FigureExporter(options);
  try {
    return await work(exporter);
  } finally {
    await exporter.close();
  }
}
