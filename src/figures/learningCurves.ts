import { ArgumentError } from "../core/errors";
import { rateTrace } from "./armTraces";
import { COMPARISON_WIDTH, epochAxis } from "./comparisonFigure";
import { epochNumbers, type CurveName, type EpochCurves } from "./curves";
import type { Figure, Trace } from "./figure";
import { panelAxes, panelGrid } from "./panelGrid";
import { armColour, baseLayout } from "./theme";

/** What a run record must have for its curves to be drawn. */
export interface LearningRecord {
  /** The model's name: `classical`, `hybrid`, … */
  readonly model: string;
  readonly task?: string;
  readonly seed?: number;
  readonly backend?: string;
  readonly epochs: readonly EpochCurves[];
  readonly bayes?: { readonly accuracy?: number; readonly crossEntropy: number } | null;
}

const PANELS: readonly { title: string; training: CurveName; validation: CurveName; rate: "crossEntropy" | "accuracy" }[] = [
  { title: "Loss", training: "trainLoss", validation: "valLoss", rate: "crossEntropy" },
  { title: "Accuracy", training: "trainAccuracy", validation: "valAccuracy", rate: "accuracy" },
];

/**
 * One model's learning curves: loss and accuracy over the epochs, training dashed, validation solid, the Bayes rate where it is known.
 *
 * @throws ArgumentError when the record has no epochs.
 * @example
 * ```ts
 * const epochs = [{ trainLoss: 0.6, valLoss: 0.6, trainAccuracy: 0.7, valAccuracy: 0.7 }];
 * const figure = learningCurves({ model: "hybrid", epochs });
 * if (figure.data.length !== 4) throw new Error("two panels, two curves each");
 * ```
 */
export function learningCurves(record: LearningRecord): Figure {
  const n = record.epochs.length;
  if (n === 0) throw new ArgumentError("learningCurves: the record has 0 epochs; train at least one", {});
  const colour = armColour(record.model, 0);
  const data = PANELS.flatMap(({ title, training, validation, rate }, index): Trace[] => {
    const curve = (name: string, key: CurveName, dash: string): Trace => ({
      type: "scatter",
      mode: "lines+markers",
      name,
      legendgroup: name,
      showlegend: index === 0,
      x: epochNumbers(n),
      y: record.epochs.map((epoch) => epoch[key]),
      line: { color: colour, width: 2.6, dash },
      marker: { color: colour, size: 6 },
      meta: { role: name, panel: title },
      ...panelAxes(index),
    });
    const best = record.bayes?.[rate];
    const bayes = best === undefined ? [] : [rateTrace("Bayes rate", best, n, "dot", { index, label: title, showlegend: index === 0 })];
    return [curve("training", training, "dash"), curve("validation", validation, "solid"), ...bayes];
  });
  const panels = PANELS.map(({ title, rate }) => ({
    title,
    xTitle: "epoch",
    yTitle: rate === "accuracy" ? "accuracy" : "cross-entropy [nats]",
    xAxis: epochAxis(n),
    yAxis: rate === "accuracy" ? { tickformat: ".0%" } : { rangemode: "tozero" },
  }));
  const facts = [
    record.task,
    record.seed === undefined ? undefined : `seed ${record.seed}`,
    record.backend === undefined ? undefined : `backend ${record.backend}`,
  ];
  const layout = {
    ...baseLayout(
      `Learning curves of the ${record.model} model`,
      facts.filter((fact) => fact !== undefined).join(" · ") || " ",
      COMPARISON_WIDTH,
      480,
    ),
    ...panelGrid(panels, 2, { x: 0.09, y: 0 }),
  };
  return { data, layout };
}
