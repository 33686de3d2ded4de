import { chartFigure, type Series } from "./chartFigure";
import { counted } from "./counted";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";

/** Errors of gradients with shots. */
export interface GradientErrorData {
  readonly config: { readonly repeats: number };
  readonly parameters: number;
  /** Shots of each executed circuit. */
  readonly shots: readonly number[];
  readonly methods: readonly {
    readonly method: string;
    /** By number of shots. */
    readonly rmsErrors: readonly number[];
    /** Circuits of one gradient. */
    readonly circuits: number;
    /** Shots of one gradient, over all its circuits. */
    readonly totalShots: readonly number[];
  }[];
}

/**
 * The error of gradients against the shots of each circuit, both logarithmic, with the line 1/√(2N): the largest standard deviation
 * that a two-term parameter-shift rule can have.
 *
 * @example
 * ```ts
 * const figure = gradientErrorFigure(gradientErrors({ nQubits: 2, shots: [10, 100], repeats: 2 }));
 * ```
 */
export function gradientErrorFigure(data: GradientErrorData, options: StudyFigureOptions = {}): Figure {
  const { config, parameters, shots, methods } = data;
  const measured: Series[] = methods.map(({ method, circuits, rmsErrors }) => ({
    name: `${method} (${circuits} circuits)`,
    x: shots,
    y: rmsErrors,
  }));
  const bound: Series = {
    name: "1/√(2N), two-term rule at most",
    x: shots,
    y: shots.map((n) => 1 / Math.sqrt(2 * n)),
    mode: "lines",
    dash: "dash",
    colour: "reference",
  };
  const axes = { xTitle: "shots N of each circuit", yTitle: "rms error of the gradient", xScale: "log", yScale: "log" } as const;
  const facts = [`∂⟨Z<sub>i</sub>⟩/∂θ, ${parameters} parameters`, `rms over ${counted(config.repeats, "draw")} of shots`];
  return chartFigure("Gradients from finite shots", [{ ...axes, series: [...measured, bound] }], { facts, ...options });
}
