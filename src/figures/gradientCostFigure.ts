import { chartFigure, type Series } from "./chartFigure";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";

/** Circuits of one gradient by method and number of parameters. */
export interface GradientCostData {
  readonly parameters: readonly number[];
  readonly methods: readonly { readonly method: string; readonly circuits: readonly number[] }[];
}

/** Names and looks of the methods; two of them cost the same, so one is drawn wide under the other. */
const LOOKS: Readonly<Record<string, Partial<Series>>> = {
  adjoint: { name: "adjoint, one sweep" },
  "parameter-shift": { width: 7 },
  "finite-difference": { dash: "dot" },
  spsa: { name: "spsa, one direction" },
};

/**
 * Circuits executed for one gradient against the number of parameters, both logarithmic.
 *
 * @example
 * ```ts
 * const figure = gradientCostFigure(gradientCosts({ layers: [1, 2] }));
 * ```
 */
export function gradientCostFigure({ parameters, methods }: GradientCostData, options: StudyFigureOptions = {}): Figure {
  const series = methods.map(({ method, circuits }): Series => ({ name: method, x: parameters, y: circuits, ...LOOKS[method] }));
  const axes = { xTitle: "parameters P", yTitle: "circuits of one gradient", xScale: "log", yScale: "log" } as const;
  return chartFigure("What a gradient costs", [{ ...axes, series }], {
    facts: ["one expectation value of Pauli rotations", "a sweep needs the exact state: simulators only"],
    ...options,
  });
}
