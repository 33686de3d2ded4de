import { ArgumentError } from "../core/errors";

/** One Plotly trace: a plain JSON object whose `type` names the kind of plot. */
export type Trace = Readonly<Record<string, unknown>>;

/**
 * A Plotly figure as plain JSON: what `Plotly.newPlot` takes, what a `.json` sidecar holds, what a test reads.
 *
 * `layout.width` and `layout.height` (pixels) are the size of the exported picture; 900 × 600 when they are missing.
 */
export interface Figure {
  readonly data: readonly Trace[];
  readonly layout: Readonly<Record<string, unknown>>;
}

const WEBGL_TRACES = /gl$|3d$|^(surface|cone|streamtube|volume|isosurface|splom|parcoords)$|map(box)?$/;
const FLAT_TRACES = /heatmap$|treemap$|densitymap$/;

/** Whether a trace of the figure is drawn by WebGL, which needs a browser started with a software renderer. */
export function needsWebgl(figure: Figure): boolean {
  return figure.data.some(({ type }) => typeof type === "string" && WEBGL_TRACES.test(type) && !FLAT_TRACES.test(type));
}

/** The picture's size in pixels: `[width, height]`. */
export function figureSize(figure: Figure): [number, number] {
  return [pixels(figure.layout.width, "width", 900), pixels(figure.layout.height, "height", 600)];
}

function pixels(value: unknown, name: string, missing: number): number {
  if (value === undefined) return missing;
  if (typeof value === "number" && Number.isFinite(value) && value >= 10 && value <= 10_000) return Math.round(value);
  throw new ArgumentError(`figureSize: layout.${name} is ${JSON.stringify(value)}; use a number of pixels from 10 to 10000`, {
    [name]: value,
  });
}

/**
 * The figure's JSON text, the same for the same figure: typed arrays become arrays, NaN and infinities become null (a gap in a line).
 *
 * @throws ArgumentError when `figure` is not `{ data: [...], layout: {...} }`.
 * @example
 * ```ts
 * const text = figureJson({ data: [{ type: "scatter", x: [1, 2], y: [3, NaN] }], layout: {} });
 * if (!text.includes("null")) throw new Error(text);
 * ```
 */
export function figureJson(figure: Figure): string {
  if (!Array.isArray(figure?.data) || typeof figure.layout !== "object" || figure.layout === null) {
    throw new ArgumentError("figureJson: a figure is { data: [...traces], layout: {...} }; pass such an object", {});
  }
  return JSON.stringify(figure, (_key, value: unknown) =>
    ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as unknown as ArrayLike<number>) : value,
  );
}
