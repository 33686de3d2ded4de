import { chartFigure, type Series } from "./chartFigure";
import { counted } from "./counted";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";
import { COLOURS } from "./theme";

/** Variance of a derivative over the number of qubits. */
export interface GradientVarianceData {
  readonly qubits: readonly number[];
  readonly samples: number;
  readonly lines: readonly { readonly layers: number; readonly observable: string; readonly variances: readonly number[] }[];
  /** What random circuits have. */
  readonly randomCircuits: readonly number[];
}

/**
 * Variance of the first derivative over the number of qubits on a logarithmic axis, a colour an observable, full lines for the first depth and dotted
 * for the others; dashed: random circuits.
 *
 * @example
 * ```ts
 * const figure = gradientVarianceFigure(gradientVarianceStudy({ qubits: [2, 3], layers: [2], samples: 10 }));
 * ```
 */
export function gradientVarianceFigure(data: GradientVarianceData, options: StudyFigureOptions = {}): Figure {
  const { qubits, samples, lines, randomCircuits } = data;
  const observables = [...new Set(lines.map(({ observable }) => observable))];
  const series = lines.map(({ layers, observable, variances }): Series => ({
    name: `${observable}, ${counted(layers, "layer")}`,
    x: qubits,
    y: variances,
    dash: layers === lines[0]!.layers ? "solid" : "dot",
    colour: COLOURS[observables.indexOf(observable) % COLOURS.length]!,
  }));
  const random: Series = { name: "random circuits", x: qubits, y: randomCircuits, mode: "lines", dash: "dash", colour: "reference" };
  const panel = { xTitle: "qubits", yTitle: "Var ∂⟨O⟩/∂θ", yScale: "log" as const, series: [...series, random] };
  const facts = ["hardware-efficient, chain", "θ the first angle", `${samples} random points`];
  return chartFigure("Barren plateaus: gradient variance against qubits", [panel], { facts, ...options });
}
