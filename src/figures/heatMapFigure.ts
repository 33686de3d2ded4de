import { ArgumentError } from "../core/errors";
import type { Figure, Trace } from "./figure";
import { panelAxes, panelGrid } from "./panelGrid";
import { smallLayout, type StudyFigureOptions } from "./smallLayout";

/** Blue below 0, white at 0, red above (ColorBrewer RdBu, which the colour-blind can read). */
export const SIGNED_COLOURS = [
  [0, "#2166ac"],
  [0.25, "#92c5de"],
  [0.5, "#f7f7f7"],
  [0.75, "#f4a582"],
  [1, "#b2182b"],
];

/** One heat map: `values[row][column]`. */
export interface HeatMap {
  /** Above the map; a single one needs none. */
  readonly title?: string;
  readonly values: readonly (readonly number[])[];
  /** Of the columns; default their numbers. */
  readonly x?: readonly (number | string)[];
  /** Of the rows; default their numbers. */
  readonly y?: readonly (number | string)[];
}

/** How heat maps are titled, coloured and laid out. */
export interface HeatMapOptions extends StudyFigureOptions {
  readonly facts?: readonly string[];
  readonly xTitle: string;
  readonly yTitle: string;
  /** What the colour stands for. */
  readonly valueTitle: string;
  /** Values of both signs: white is 0, and both ends are equally far. Default false. */
  readonly signed?: boolean;
  /** The ends of the colour scale; default the data's. */
  readonly range?: readonly [number, number];
  /** Maps a row; default all in one. */
  readonly columns?: number;
  /** First row on top, as in a matrix (true), or at the bottom, as in a chart (default false). */
  readonly matrix?: boolean;
  /** Pixels; default 420 for one row of maps. */
  readonly height?: number;
}

/**
 * One or several heat maps under one colour scale: landscapes, features, attention maps.
 *
 * @throws ArgumentError when there is no map, or its rows differ in length.
 * @example
 * ```ts
 * const maps = [{ title: "uniform", values: [[0.5, 0.5], [0.5, 0.5]] }, { title: "identity", values: [[1, 0], [0, 1]] }];
 * const figure = heatMapFigure("Attention", maps, { xTitle: "key", yTitle: "query", valueTitle: "weight", range: [0, 1] });
 * if (figure.data.length !== 2) throw new Error("two maps");
 * ```
 */
export function heatMapFigure(title: string, maps: readonly HeatMap[], options: HeatMapOptions): Figure {
  const { facts = [], xTitle, yTitle, valueTitle, signed = false, columns = maps.length, matrix = false, note } = options;
  maps.forEach(checkMap);
  if (maps.length === 0) throw new ArgumentError("heatMapFigure: there are no maps; pass at least one");
  const rows = Math.ceil(maps.length / columns);
  const height = options.height ?? 120 + 320 * rows;
  const data = maps.map(({ values, x, y }, index): Trace => ({
    type: "heatmap",
    z: values,
    ...(x ? { x } : {}),
    ...(y ? { y } : {}),
    coloraxis: "coloraxis",
    ...panelAxes(index),
  }));
  const panels = maps.map((map, index) => ({
    title: map.title ?? "",
    xTitle: Math.floor(index / columns) === rows - 1 ? xTitle : "",
    yTitle: index % columns === 0 ? yTitle : "",
    xAxis: ticks(map.x, map.values[0]!.length),
    yAxis: { ...ticks(map.y, map.values.length), ...(matrix ? { autorange: "reversed" } : {}) },
  }));
  const layout = smallLayout(title, facts, height, { note });
  const [low, high] = options.range ?? colourRange(maps, signed);
  return {
    data,
    layout: {
      ...layout,
      margin: { l: 64, r: 24, t: maps.some((map) => map.title?.includes("<br>")) ? 112 : 92, b: 62 },
      ...panelGrid(panels, columns, { x: columns > 1 ? 0.08 : 0, y: rows > 1 ? 0.22 : 0 }),
      coloraxis: {
        colorscale: signed ? SIGNED_COLOURS : "Viridis",
        cmin: low,
        cmax: high,
        colorbar: { title: { text: valueTitle }, thickness: 14 },
      },
    },
  };
}

/** Whole tokens and qubits get whole ticks; a number axis with many columns is left to plotly. */
function ticks(names: readonly (number | string)[] | undefined, count: number): Record<string, unknown> {
  const whole = names?.every((name) => typeof name === "number" && Number.isInteger(name)) ?? true;
  return typeof names?.[0] === "string" ? { type: "category" } : whole ? { dtick: Math.ceil(count / 12) } : {};
}

function checkMap({ values, title = "" }: HeatMap): void {
  if (values.length > 0 && values.every((row) => row.length === values[0]!.length && row.length > 0)) return;
  throw new ArgumentError(`heatMapFigure: the rows of the map "${title}" differ in length or are missing; pass rows of one length`, {
    title,
  });
}

function colourRange(maps: readonly HeatMap[], signed: boolean): [number, number] {
  const values = maps.flatMap((map) => map.values.flat());
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const end = Math.max(Math.abs(low), Math.abs(high));
  return signed ? [-end, end] : [low, high];
}
