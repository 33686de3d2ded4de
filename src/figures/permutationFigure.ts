import { chartFigure, type Series } from "./chartFigure";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";

interface Errors {
  readonly invariance: number;
}

/** How much the outputs of mechanisms change with the order of the tokens. */
export interface PermutationData {
  readonly seqLen: number;
  readonly embedDim: number;
  readonly sequences: number;
  readonly permutations: number;
  readonly rows: readonly {
    readonly mechanism: string;
    readonly plain: Errors;
    /** With sinusoidal positions added to the tokens. */
    readonly positions: Errors;
    /** With a causal mask; null of mechanisms that have none. */
    readonly causal: Errors | null;
  }[];
}

/** What is smaller than this is drawn there. */
const FLOOR = 1e-9;
/** Rounding of float32 stays below, knowledge of the order above. */
const ROUNDING = 1e-4;
/** Forms that stay visible on top of each other. */
const MARKERS: Readonly<Record<string, NonNullable<Series["marker"]>>> = {
  "no positions": { symbol: "circle-open", size: 13, line: { width: 2 } },
  "sinusoidal positions": { symbol: "diamond", size: 7 },
  "causal mask, no positions": { symbol: "x-thin-open", size: 10, line: { width: 2 } },
};

/**
 * The change of the pooled output when the tokens are put in other orders, a column a mechanism, on a logarithmic axis: below the dashed line
 * is rounding, and the mechanism knows no order.
 *
 * @example
 * ```ts
 * await ready();
 * const figure = permutationFigure(permutationStudy({ mechanisms: ["uniform", "swap-test"], sequences: 1 }));
 * ```
 */
export function permutationFigure(data: PermutationData, options: StudyFigureOptions = {}): Figure {
  const { seqLen, embedDim, sequences, permutations, rows } = data;
  const markers = (name: string, errorsOf: (row: (typeof rows)[number]) => Errors | null): Series[] => {
    const found = rows.flatMap((row) => (errorsOf(row) === null ? [] : [{ x: row.mechanism, y: errorsOf(row)!.invariance }]));
    if (found.length === 0) return [];
    return [{ name, x: found.map(({ x }) => x), y: found.map(({ y }) => Math.max(FLOOR, y)), mode: "markers", marker: MARKERS[name] }];
  };
  const names = rows.map(({ mechanism }) => mechanism);
  const rounding: Series = {
    name: "float32 rounding lies below",
    x: names,
    y: names.map(() => ROUNDING),
    mode: "lines",
    dash: "dash",
    colour: "reference",
  };
  const series = [
    ...markers("no positions", ({ plain }) => plain),
    ...markers("sinusoidal positions", ({ positions }) => positions),
    ...markers("causal mask, no positions", ({ causal }) => causal),
    rounding,
  ];
  const panel = {
    xTitle: "",
    yTitle: "change of the pooled output",
    xScale: "category" as const,
    yScale: "log" as const,
    xAxis: { tickangle: -35, categoryorder: "array", categoryarray: names },
    series,
  };
  const facts = [
    `T = ${seqLen}, D = ${embedDim}`,
    `${sequences} sequences, ${permutations} orders each`,
    "untrained",
    `1 = the output's rms, ${FLOOR} = no change at all`,
  ];
  const figure = chartFigure("Does the order of the tokens matter?", [panel], { facts, ...options });
  return { ...figure, layout: { ...figure.layout, margin: { ...(figure.layout["margin"] as object), l: 76, b: 110 } } };
}
