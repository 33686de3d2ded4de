import { chartFigure, type Series } from "./chartFigure";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";

/** Circuits of one gradient by method and number of parameters. */
export interface GradientCostData {
  readonly parameters: readonly number[];
  readonly methods: readonly { readonly method: string; readonly circuits: readonly number[] }[];
}

const DASHES = ["solid", "solid", "dot", "solid"] as const;

/**
 * Circuits executed for one gradient against the number of parameters, both logarithmic.
 *
 * @example
 * ```ts
 * const figure = gradientCostFigure(gradientCosts({ layers: [1, 2] }));
 * ```
 */
export function gradientCostFigure({ parameters, methods }: GradientCostData, options: StudyFigureOptions = {}): Figure {
  const series = methods.map(({ method, circuits }, i): Series => ({
    name: method === "spsa" ? "spsa, one direction" : method,
    x: parameters,
    y: circuits,
    dash: DASHES[i] ?? "solid",
  }));
  const axes = { xTitle: "parameters P", yTitle: "circuits of one gradient", xScale: "log", yScale: "log" } as const;
  return chartFigure("What a gradient costs", [{ ...axes, series }], {
    facts: ["one expectation value of Pauli rotations", "parameter-shift and finite-difference lie on each other"],
    ...options,
  });
}
