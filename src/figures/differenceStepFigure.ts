import { chartFigure, type Series } from "./chartFigure";
import { counted } from "./counted";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";

/** Errors of finite differences over the step. */
export interface DifferenceStepData {
  readonly config: { readonly repeats: number };
  readonly parameters: number;
  readonly shots: number;
  /** Radians. */
  readonly steps: readonly number[];
  /** Of exact float64 values. */
  readonly exact: readonly number[];
  /** Of values from shots. */
  readonly noisy: readonly number[];
}

/**
 * The error of finite differences against the step, both logarithmic: exact values, values from shots, and the noise's law 1/(h√(2N)).
 *
 * @example
 * ```ts
 * const figure = differenceStepFigure(differenceSteps({ nQubits: 2, steps: [1e-3, 0.3], repeats: 2 }));
 * ```
 */
export function differenceStepFigure(data: DifferenceStepData, options: StudyFigureOptions = {}): Figure {
  const { config, parameters, shots, steps, exact, noisy } = data;
  const visible = steps.filter((h) => 1 / (h * Math.sqrt(2 * shots)) < 1e6);
  const series: Series[] = [
    { name: "exact values (float64)", x: steps, y: exact },
    { name: `${shots} shots a circuit`, x: steps, y: noisy },
    {
      name: "1/(h√(2N)), the noise",
      x: visible,
      y: visible.map((h) => 1 / (h * Math.sqrt(2 * shots))),
      mode: "lines",
      dash: "dash",
      colour: "reference",
    },
  ];
  const axes = { xTitle: "step h [rad]", yTitle: "rms error of the gradient", xScale: "log", yScale: "log" } as const;
  const facts = [`central differences of ⟨Z<sub>i</sub>⟩, ${parameters} parameters`, `${counted(config.repeats, "draw")} of shots`];
  return chartFigure("Finite differences: which step?", [{ ...axes, series }], { facts, ...options });
}
