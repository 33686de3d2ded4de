import { chartFigure, type Series } from "./chartFigure";
import { counted } from "./counted";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";

/** Gradients and features at the start by the spread of the initial angles. */
export interface InitialisationData {
  readonly config: { readonly nQubits: number; readonly nLayers: number; readonly samples: number };
  /** Standard deviations of the angles, radians. */
  readonly spreads: readonly number[];
  /** Root mean square of ∂⟨Z⟩/∂θ. */
  readonly gradients: readonly number[];
  readonly featureSds: readonly number[];
  readonly featureMeans: readonly number[];
}

/**
 * The size of the gradient and the variation of the features over the spread of the initial angles, both logarithmic.
 *
 * @example
 * ```ts
 * const figure = initialisationFigure(initialisationStudy({ spreads: [0.1, 1], samples: 10 }));
 * ```
 */
export function initialisationFigure(data: InitialisationData, options: StudyFigureOptions = {}): Figure {
  const { config, spreads, gradients, featureSds } = data;
  const series: Series[] = [
    { name: "rms ∂⟨Z⟩/∂θ", x: spreads, y: gradients },
    { name: "sd of the features ⟨Z⟩", x: spreads, y: featureSds },
  ];
  const axes = { xTitle: "sd of the initial angles [rad]", yTitle: "rms gradient, sd of features", xScale: "log", yScale: "log" } as const;
  const facts = [`hardware-efficient, ${config.nQubits} qubits, ${counted(config.nLayers, "layer")}`, `${config.samples} random points`];
  return chartFigure("Near |0…0⟩ there is little to learn from", [{ ...axes, series }], { facts, ...options });
}
