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

/** Points of one depth stand this far apart, so that their error bars do not cover each other. */
const ASIDE = 0.05;

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
  const series = ansatze.map(({ name, means, sds }, i): Series => {
    const aside = (i - (ansatze.length - 1) / 2) * ASIDE;
    return { name, x: layers.map((layer) => layer + aside), y: means, error: sds };
  });
  const haar = { name: "random states (Haar)", x: layers, y: layers.map(() => haarMean), mode: "lines", dash: "dash", colour: "reference" };
  const axes = { xAxis: { dtick: 1 }, yAxis: { range: [-0.03, 1.05] } };
  const panel = { xTitle: "layers", yTitle: "Meyer–Wallach Q", ...axes, series: [...series, haar as Series] };
  const facts = [`${nQubits} qubits`, `mean ± sd over ${samples} random points`];
  return chartFigure("How much entanglement an ansatz makes", [panel], { facts, ...options });
}
