import { chartFigure, type Series } from "./chartFigure";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";

/** Entanglement of random points of several ansätze. */
export interface EntanglementData {
  readonly nQubits: number;
  readonly samples: number;
  /** The mean over random states. */
  readonly haarMean: number;
  readonly ansatze: readonly {
    readonly name: string;
    readonly layers: readonly number[];
    readonly parameters: readonly number[];
    /** Of the Meyer–Wallach measure, by layers. */
    readonly means: readonly number[];
    readonly sds: readonly number[];
  }[];
}

/**
 * Mean Meyer–Wallach entanglement by layers, bars of one standard deviation, the mean of random states as a dashed line.
 *
 * @example
 * ```ts
 * const figure = entanglementFigure(entanglementStudy({ nQubits: 2, maxLayers: 2, samples: 5 }));
 * ```
 */
export function entanglementFigure(data: EntanglementData, options: StudyFigureOptions = {}): Figure {
  const { nQubits, samples, haarMean, ansatze } = data;
  const layers = ansatze[0]!.layers;
  const series: Series[] = ansatze.map(({ name, means, sds }) => ({ name, x: layers, y: means, error: sds }));
  const haar = { name: "random states (Haar)", x: layers, y: layers.map(() => haarMean), mode: "lines", dash: "dash", colour: "reference" };
  const panel = { xTitle: "layers", yTitle: "Meyer–Wallach Q", yRange: [0, 1.05] as const, series: [...series, haar as Series] };
  const facts = [`${nQubits} qubits`, `mean ± sd over ${samples} random points`];
  const figure = chartFigure("How much entanglement an ansatz makes", [panel], { facts, ...options });
  return { ...figure, layout: { ...figure.layout, xaxis: { ...(figure.layout["xaxis"] as object), dtick: 1 } } };
}
