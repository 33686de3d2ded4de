import { chartFigure, type Series } from "./chartFigure";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";

/** Expressibility of several ansätze. */
export interface ExpressibilityData {
  readonly nQubits: number;
  /** Pairs of states. */
  readonly samples: number;
  readonly bins: number;
  /** The mean divergence of as many pairs of random states. */
  readonly haarFloor: number;
  readonly ansatze: readonly { readonly name: string; readonly layers: readonly number[]; readonly divergences: readonly number[] }[];
}

/**
 * Divergence of the fidelities from those of Haar-random states, by layers; dashed: what as many random states themselves show.
 *
 * @example
 * ```ts
 * const figure = expressibilityFigure(expressibilityStudy({ nQubits: 2, maxLayers: 2, samples: 50 }));
 * ```
 */
export function expressibilityFigure(data: ExpressibilityData, options: StudyFigureOptions = {}): Figure {
  const { nQubits, samples, bins, haarFloor, ansatze } = data;
  const layers = ansatze[0]!.layers;
  const series: Series[] = ansatze.map(({ name, divergences }) => ({ name, x: layers, y: divergences }));
  const floor: Series = {
    name: "random states (Haar), same sample",
    x: layers,
    y: layers.map(() => haarFloor),
    mode: "lines",
    dash: "dash",
    colour: "reference",
  };
  const panel = { xTitle: "layers", yTitle: "divergence from Haar [nats]", yScale: "log" as const, xAxis: { dtick: 1 } };
  const facts = [`${nQubits} qubits`, `${samples} pairs of random points`, `${bins} bins`, "lower = closer to random states"];
  return chartFigure("Expressibility of ansätze", [{ ...panel, series: [...series, floor] }], { facts, ...options });
}
