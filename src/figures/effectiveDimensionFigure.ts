import { chartFigure, type Series } from "./chartFigure";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";

/** The effective dimension of several models by the number of data. */
export interface EffectiveDimensionData {
  readonly dataSizes: readonly number[];
  /** Random points in weight space. */
  readonly points: number;
  readonly inputs: number;
  readonly models: readonly {
    readonly name: string;
    readonly parameters: number;
    readonly dimensions: readonly number[];
    /** Over the number of parameters. */
    readonly normalised: readonly number[];
  }[];
}

/**
 * The share of their parameters that models can tell apart, over the number of data.
 *
 * @example
 * ```ts
 * const figure = effectiveDimensionFigure(effectiveDimensionStudy({ nQubits: 2, nLayers: 2, points: 3, inputs: 3 }));
 * ```
 */
export function effectiveDimensionFigure(data: EffectiveDimensionData, options: StudyFigureOptions = {}): Figure {
  const { dataSizes, points, inputs, models } = data;
  const series = models.map(({ name, parameters, normalised }): Series => ({
    name: `${name} (${parameters})`,
    x: dataSizes,
    y: normalised,
  }));
  const panel = { xTitle: "number of data n", yTitle: "effective dimension / parameters", xScale: "log" as const, series };
  const facts = ["in brackets: parameters", `${points} points θ in U(−1, 1)`, `${inputs} random inputs`, "untrained"];
  return chartFigure("Effective dimension", [panel], { facts, ...options });
}
