import { chartFigure } from "./chartFigure";
import type { Figure } from "./figure";
import { heatMapFigure } from "./heatMapFigure";
import type { StudyFigureOptions } from "./smallLayout";

/** An expectation value over one or two swept parameters. */
export interface LandscapeData {
  /** As text: `ZZ`, `0.5*ZI+IX`. */
  readonly observable: string;
  /** One or two; radians. */
  readonly axes: readonly { readonly parameter: string; readonly values: readonly number[] }[];
  /** The other parameters. */
  readonly fixed: Readonly<Record<string, number>>;
  /** Row-major, the first axis slowest. */
  readonly values: readonly number[];
}

/**
 * An expectation value over one parameter as a line, over two as a heat map whose white is 0.
 *
 * @example
 * ```ts
 * const landscape = expvalLandscape(circuit(1).ry(param("a"), 0), "Z", [{ parameter: "a", points: 9 }]);
 * const figure = landscapeFigure(landscape);
 * ```
 */
export function landscapeFigure(data: LandscapeData, options: StudyFigureOptions = {}): Figure {
  const { observable, axes, values, fixed } = data;
  const [first, second] = axes;
  const title = `Landscape of ⟨${observable}⟩`;
  const facts = Object.entries(fixed).map(([name, value]) => `${name} = ${Number(value.toFixed(3))}`);
  const xTitle = `${first!.parameter} [rad]`;
  if (second === undefined) {
    const series = [{ name: `⟨${observable}⟩`, x: first!.values, y: values, mode: "lines" as const }];
    return chartFigure(title, [{ xTitle, yTitle: `⟨${observable}⟩`, series }], { facts, ...options });
  }
  const width = second.values.length;
  const rows = second.values.map((_, j) => first!.values.map((_x, i) => values[i * width + j]!));
  const map = { values: rows, x: first!.values, y: second.values };
  const labels = { xTitle, yTitle: `${second.parameter} [rad]`, valueTitle: `⟨${observable}⟩` };
  return heatMapFigure(title, [map], { facts, ...labels, signed: true, height: 520, ...options });
}
