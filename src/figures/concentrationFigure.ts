import { chartFigure, type Series } from "./chartFigure";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";

/** Fidelities by the number of qubits, and the entropy of attention over them. */
export interface ConcentrationData {
  readonly qubits: readonly number[];
  readonly seqLen: number;
  readonly means: readonly number[];
  readonly sds: readonly number[];
  readonly haarMeans: readonly number[];
  readonly haarSds: readonly number[];
  /** Of softmax over fidelities, over ln T: 1 is uniform. */
  readonly fidelityEntropies: readonly number[];
  /** Of softmax over scaled dot products of vectors with 2ⁿ entries. */
  readonly dotProductEntropies: readonly number[];
}

/**
 * Left: mean and standard deviation of the fidelities over the number of qubits, with the lines of random states. Right: the entropy of
 * softmax attention over them, beside scaled dot products.
 *
 * @example
 * ```ts
 * const figure = concentrationFigure(scoreConcentration({ qubits: [1, 2], seqLen: 4, sequences: 1 }));
 * ```
 */
export function concentrationFigure(data: ConcentrationData, options: StudyFigureOptions = {}): Figure {
  const { qubits, seqLen, means, sds, haarMeans, haarSds, fidelityEntropies, dotProductEntropies } = data;
  const law = (name: string, y: readonly number[], dash: "dash" | "dot"): Series => ({
    name,
    x: qubits,
    y,
    mode: "lines",
    dash,
    colour: "reference",
  });
  const scores: Series[] = [
    { name: "mean fidelity", x: qubits, y: means },
    { name: "its sd", x: qubits, y: sds },
    law("2⁻ⁿ", haarMeans, "dash"),
    law("sd of random states", haarSds, "dot"),
  ];
  const entropies: Series[] = [
    { name: "softmax of fidelities", x: qubits, y: fidelityEntropies },
    { name: "softmax of scaled dot products", x: qubits, y: dotProductEntropies },
  ];
  const panels = [
    { title: "Scores", xTitle: "qubits n", yTitle: "fidelity |⟨q|k⟩|²", yScale: "log" as const, xAxis: { dtick: 1 }, series: scores },
    {
      title: "Attention",
      xTitle: "qubits n (vectors of 2ⁿ entries)",
      yTitle: "entropy / ln T (1 = uniform)",
      xAxis: { dtick: 1 },
      yAxis: { range: [0.6, 1.02] },
      series: entropies,
    },
  ];
  return chartFigure("Concentration of quantum scores", panels, { columns: 2, facts: [`T = ${seqLen} tokens, β = 1`], ...options });
}
