import { ArgumentError } from "../core/errors";
import { armTraces, rateTrace, type CurvePanel } from "./armTraces";
import { counted } from "./counted";
import { longestRun, type ArmCurves, type CurveName } from "./curves";
import type { Figure, Trace } from "./figure";
import { panelGrid } from "./panelGrid";
import { baseLayout } from "./theme";

/** What a comparison's result must have to be drawn; the JSON that `compare` prints has it. */
export interface ComparisonCurves {
  readonly task?: string;
  readonly backend: string;
  readonly arms: readonly ArmCurves[];
  readonly bayes?: { readonly accuracy: number; readonly crossEntropy: number } | null;
  readonly baselines?: readonly { readonly task: string; readonly majority: number; readonly bagOfWords: number }[];
}

/** How a figure is titled. */
export interface ComparisonFigureOptions {
  /** Stands after the seeds and backend, such as "smoke size: 2 seeds, 2 epochs". */
  readonly note?: string;
}

/** Pixels of a notebook's or a README's column: wider figures are cut or shrunk there. */
export const COMPARISON_WIDTH = 920;
/** Room for two rows of the legend. */
export const COMPARISON_MARGIN = { l: 64, r: 24, t: 146, b: 54 } as const;

const CURVES: readonly { curve: CurveName; label: string; rate: "crossEntropy" | "accuracy" }[] = [
  { curve: "trainLoss", label: "Training loss", rate: "crossEntropy" },
  { curve: "valLoss", label: "Validation loss", rate: "crossEntropy" },
  { curve: "trainAccuracy", label: "Training accuracy", rate: "accuracy" },
  { curve: "valAccuracy", label: "Validation accuracy", rate: "accuracy" },
];

/**
 * The figure of the comparison: training and validation loss, training and validation accuracy over the epochs. Every seed is a thin line,
 * every arm's mean a thick one, a dashed line is the Bayes rate (the best that any classifier can reach); on review sentences the lines
 * are the majority class and a bag of words.
 *
 * Each trace's `meta` says what it is: `{ role: "seed" | "mean" | "reference", arm, seed, panel }`.
 *
 * @throws ArgumentError when there is no arm or no run.
 * @example
 * ```ts
 * const epochs = [{ trainLoss: 0.6, valLoss: 0.6, trainAccuracy: 0.7, valAccuracy: 0.7 }];
 * const figure = comparisonFigure({ backend: "wasm", arms: [{ name: "classical", parameters: 610, runs: [{ seed: 42, epochs }] }] });
 * if (figure.data.length !== 8) throw new Error("4 panels with a seed and a mean each");
 * ```
 */
export function comparisonFigure(result: ComparisonCurves, options: ComparisonFigureOptions = {}): Figure {
  checkArms("comparisonFigure", result.arms);
  const epochs = longestRun(result.arms);
  const panels = CURVES.map(({ label, rate }) => ({
    title: label,
    xTitle: "epoch",
    yTitle: rate === "accuracy" ? "accuracy" : "cross-entropy [nats]",
    xAxis: epochAxis(epochs),
    yAxis: rate === "accuracy" ? { tickformat: ".0%" } : { rangemode: "tozero" },
  }));
  const data = CURVES.flatMap(({ curve, label, rate }, index) => {
    const panel: CurvePanel = { index, curve, label };
    return [...armTraces(result.arms, panel), ...rateTraces(result, rate, epochs, panel)];
  });
  const on = result.task === undefined ? "" : result.task === "synthetic" ? ", synthetic task" : `, ${result.task} sentences`;
  const title = `Classical and hybrid quantum-classical transformer${on}`;
  const layout = {
    ...baseLayout(title, subtitle(result, options.note), COMPARISON_WIDTH, 780),
    margin: COMPARISON_MARGIN,
    ...panelGrid(panels, 2, { x: 0.1, y: 0.18 }),
  };
  return { data, layout };
}

function rateTraces(result: ComparisonCurves, rate: "crossEntropy" | "accuracy", epochs: number, panel: CurvePanel): Trace[] {
  const { index, label } = panel;
  const traces: Trace[] = [];
  if (result.bayes) traces.push(rateTrace("Bayes rate", result.bayes[rate], epochs, "dash", { index, label, showlegend: index === 0 }));
  if (rate === "crossEntropy") return traces;
  const showlegend = index === CURVES.length - 1;
  for (const { majority, bagOfWords } of result.baselines ?? []) {
    traces.push(rateTrace("majority class", majority, epochs, "dot", { index, label, showlegend }));
    traces.push(rateTrace("bag of words", bagOfWords, epochs, "dashdot", { index, label, showlegend }));
  }
  return traces;
}

/** Throws unless there is something to draw. */
export function checkArms(where: string, arms: readonly ArmCurves[]): void {
  const empty = arms.find(({ runs }) => runs.length === 0 || runs.some(({ epochs }) => epochs.length === 0));
  if (arms.length > 0 && empty === undefined) return;
  const got = empty === undefined ? "no arms" : `the arm ${empty.name} without epochs`;
  throw new ArgumentError(`${where}: the result has ${got}; pass a comparison with at least one trained seed an arm`, {});
}

/** "10 seeds · thin: one seed, thick: mean · wasm backend". */
export function subtitle(result: ComparisonCurves, note?: string): string {
  const seeds = new Set(result.arms.flatMap(({ runs }) => runs.map(({ seed }) => seed))).size;
  const parts = [`${counted(seeds, "seed")} (thin lines) and their mean (thick)`, `backend ${result.backend}`];
  return [...parts, ...(note === undefined ? [] : [note])].join(" · ");
}

/** Whole epochs as ticks, a little air at both ends. */
export function epochAxis(epochs: number): Record<string, unknown> {
  return { range: [1 - 0.03 * epochs, epochs + 0.03 * epochs], dtick: Math.max(1, Math.ceil(epochs / 10)), tick0: 0 };
}
