import { ArgumentError } from "../core/errors";
import type { Figure, Trace } from "./figure";
import { scaleAxis } from "./logTicks";
import { panelAxes, panelGrid, type Panel } from "./panelGrid";
import { smallLayout, type StudyFigureOptions } from "./smallLayout";
import { COLOURS, REFERENCE_GREY } from "./theme";

/** One line or cloud of points of a chart. */
export interface Series {
  readonly name: string;
  readonly x: readonly (number | string)[];
  readonly y: readonly number[];
  /** Default "lines+markers". */
  readonly mode?: "lines" | "markers" | "lines+markers" | "markers+text" | "bars";
  /** Default "solid". */
  readonly dash?: "solid" | "dash" | "dot" | "dashdot";
  /** Default: the next of the theme's colours, the same for equal names; "reference" is the grey of known rates. */
  readonly colour?: string;
  /** Half the length of each point's error bar. */
  readonly error?: readonly number[];
  /** What else Plotly's marker takes, such as a form that stays visible on top of others. */
  readonly marker?: Readonly<Record<string, unknown>> | undefined;
  /** Beside each point, or under the pointer where the mode shows no text. */
  readonly text?: readonly string[];
  /** Line width in pixels; default 2. */
  readonly width?: number;
  /** Whether the legend names it; default true. */
  readonly inLegend?: boolean;
}

/** One panel of a chart. */
export interface ChartPanel {
  /** Above the panel; a chart of one panel needs none. */
  readonly title?: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly series: readonly Series[];
  /** Default "linear". */
  readonly xScale?: "linear" | "log" | "category";
  /** Default "linear". */
  readonly yScale?: "linear" | "log";
  /** What else Plotly's axes take, such as `dtick` or `tickformat`. */
  readonly xAxis?: Readonly<Record<string, unknown>>;
  readonly yAxis?: Readonly<Record<string, unknown>>;
}

/** Pixels between the margins. */
const LEGEND_WIDTH = 712;

/** How a chart is titled and laid out. */
export interface ChartOptions extends StudyFigureOptions {
  /** Under the title, joined by dots. */
  readonly facts?: readonly string[];
  /** Panels a row; default all in one. */
  readonly columns?: number;
  /** Pixels; default 460 for each row of panels. */
  readonly height?: number;
}

/**
 * Lines, points and bars in one or several panels. Equal names are one series: one colour, one line in the legend.
 *
 * @throws ArgumentError when there is nothing to draw, or a series has unequal numbers of x and y.
 * @example
 * ```ts
 * const x = [10, 100, 1000];
 * const series = [{ name: "1/√N", x, y: x.map((n) => 1 / Math.sqrt(n)) }];
 * const figure = chartFigure("Shot noise", [{ xTitle: "shots", yTitle: "error", xScale: "log", yScale: "log", series }]);
 * if (figure.data.length !== 1) throw new Error("one line");
 * ```
 */
export function chartFigure(title: string, panels: readonly ChartPanel[], options: ChartOptions = {}): Figure {
  const { facts = [], columns = panels.length, note } = options;
  const names = [...new Set(panels.flatMap(({ series }) => series.filter(({ colour }) => colour === undefined).map(({ name }) => name)))];
  const shown = new Set<string>();
  const data = panels.flatMap(({ series }, index) =>
    series.map((one) => {
      checkSeries(one);
      const first = one.inLegend !== false && !shown.has(one.name);
      if (first) shown.add(one.name);
      return seriesTrace(one, colourOf(one, names), index, first);
    }),
  );
  if (data.length === 0) throw new ArgumentError("chartFigure: there are no series; pass at least one panel with one series");
  const rows = Math.ceil(panels.length / columns);
  const height = options.height ?? 60 + 400 * rows;
  const grid = panelGrid(panels.map(chartPanel), columns, { x: columns > 1 ? 0.11 : 0, y: rows > 1 ? 0.2 : 0 });
  const titled = panels.some((panel) => panel.title);
  const top = 62 + (shown.size > 1 ? 28 * legendRows([...shown]) : 0) + (titled ? 28 : 8);
  const layout = { ...smallLayout(title, facts, height, { note }), ...grid, showlegend: shown.size > 1, bargap: 0.25 };
  return { data, layout: { ...layout, margin: { l: 64, r: 24, t: top, b: 54 } } };
}

/** How many rows the legend takes: plotly puts names side by side, each as wide as it is, as long as they fit. */
function legendRows(names: readonly string[]): number {
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const width = 44 + 6.3 * name.replace(/<[^>]*>/g, "").length;
    if (used > 0 && used + width > LEGEND_WIDTH) {
      rows += 1;
      used = 0;
    }
    used += width;
  }
  return rows;
}

function checkSeries({ name, x, y }: Series): void {
  if (x.length === y.length && x.length > 0) return;
  throw new ArgumentError(`chartFigure: the series ${name} has ${x.length} x and ${y.length} y; pass as many of one as of the other`, {
    name,
  });
}

function colourOf({ name, colour }: Series, names: readonly string[]): string {
  return colour === "reference" ? REFERENCE_GREY : (colour ?? COLOURS[names.indexOf(name) % COLOURS.length]!);
}

function seriesTrace(series: Series, colour: string, panel: number, first: boolean): Trace {
  const { name, x, y, mode = "lines+markers", dash = "solid", error, marker, text, width = 2 } = series;
  const common = {
    name,
    legendgroup: name,
    showlegend: first,
    x,
    y,
    ...(error ? { error_y: { type: "data", array: error, thickness: 1.2, width: 3 } } : {}),
    ...(text ? { text } : {}),
    ...panelAxes(panel),
  };
  if (mode === "bars") return { type: "bar", marker: { color: colour }, ...common };
  return {
    type: "scatter",
    mode,
    line: { color: colour, width, dash },
    marker: { color: colour, size: mode.startsWith("markers") ? 7 : 5, ...marker },
    ...(mode === "markers+text" ? { textposition: "top center", textfont: { size: 10 } } : {}),
    ...common,
  };
}

function chartPanel({ title = "", xTitle, yTitle, xScale = "linear", yScale = "linear", xAxis, yAxis, series }: ChartPanel): Panel {
  const numbers = (values: readonly (number | string)[]): number[] => values.filter((value) => typeof value === "number");
  return {
    title,
    xTitle,
    yTitle,
    xAxis: { ...scaleAxis(xScale, () => numbers(series.flatMap(({ x }) => x))), ...xAxis },
    yAxis: { ...scaleAxis(yScale, () => numbers(series.flatMap(({ y }) => y))), ...yAxis },
  };
}
