import { chartFigure, type Series } from "./chartFigure";
import { counted } from "./counted";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";

/** Entropy between two halves, by qubits, for several depths. */
export interface HalfChainEntropyData {
  readonly qubits: readonly number[];
  readonly samples: number;
  readonly depths: readonly { readonly layers: number; readonly means: readonly number[]; readonly sds: readonly number[] }[];
  /** Page's mean over random states. */
  readonly page: readonly number[];
}

/**
 * Mean half-chain entropy over the number of qubits, a line a depth, bars of one standard deviation; dashed: random states.
 *
 * @example
 * ```ts
 * const figure = halfChainEntropyFigure(halfChainEntropy({ qubits: [2, 4], layers: [1, 2], samples: 3 }));
 * ```
 */
export function halfChainEntropyFigure(data: HalfChainEntropyData, options: StudyFigureOptions = {}): Figure {
  const { qubits, samples, depths, page } = data;
  const series = depths.map(({ layers, means, sds }): Series => ({
    name: counted(layers, "layer"),
    x: qubits,
    y: means,
    error: sds,
  }));
  const random: Series = { name: "random states (Page)", x: qubits, y: page, mode: "lines", dash: "dash", colour: "reference" };
  const panel = { xTitle: "qubits", yTitle: "entropy of half the qubits [bits]", series: [...series, random] };
  const facts = ["hardware-efficient, chain", `mean ± sd over ${samples} random points`];
  return chartFigure("Entanglement entropy between two halves", [panel], { facts, ...options });
}
