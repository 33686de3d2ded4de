import { ArgumentError } from "../core/errors";
import { armTraces, rateTrace, type CurvePanel } from "./armTraces";
import {
  checkArms,
  COMPARISON_MARGIN,
  COMPARISON_WIDTH,
  epochAxis,
  subtitle,
  type ComparisonCurves,
  type ComparisonFigureOptions,
} from "./comparisonFigure";
import { longestRun, type CurveName } from "./curves";
import type { Figure, Trace } from "./figure";
import { panelGrid } from "./panelGrid";
import { baseLayout } from "./theme";

const ROWS: readonly { curve: CurveName; label: string; unit: string }[] = [
  { curve: "valAccuracy", label: "validation accuracy", unit: "" },
  { curve: "valLoss", label: "validation loss", unit: " [nats]" },
];

/**
 * The figure of the comparison on review sentences: a column a set, validation accuracy above validation loss. Seeds thin, means thick;
 * the lines are the majority class and a bag-of-words classifier on the same splits.
 *
 * @param result - a comparison whose arms and baselines name their `task`.
 * @throws ArgumentError when an arm names no task, or a task has no baselines.
 * @example
 * ```ts
 * const epochs = [{ trainLoss: 0.6, valLoss: 0.6, trainAccuracy: 0.7, valAccuracy: 0.7 }];
 * const arms = [{ name: "classical", task: "yelp", parameters: 610, runs: [{ seed: 42, epochs }] }];
 * const figure = sentencesFigure({ backend: "wasm", arms, baselines: [{ task: "yelp", majority: 0.5, bagOfWords: 0.8 }] });
 * if (figure.data.length !== 6) throw new Error("2 panels with a seed and a mean each, 2 lines");
 * ```
 */
export function sentencesFigure(result: ComparisonCurves, options: ComparisonFigureOptions = {}): Figure {
  checkArms("sentencesFigure", result.arms);
  const tasks = [...new Set(result.arms.map(({ task }) => task))];
  const epochs = longestRun(result.arms);
  const cells = ROWS.flatMap((row) => tasks.map((task) => ({ ...row, task: named(task) })));
  const panels = cells.map(({ curve, label, unit, task }) => ({
    title: task,
    xTitle: "epoch",
    yTitle: `${label}${unit}`,
    xAxis: epochAxis(epochs),
    yAxis: curve === "valLoss" ? {} : { tickformat: ".0%" },
  }));
  const data = cells.flatMap(({ curve, label, task }, index) => {
    const arms = result.arms.filter((arm) => arm.task === task);
    const traces = armTraces(arms, { index, curve, label: `${task} ${label}` });
    return curve === "valAccuracy"
      ? [...traces, ...baselineTraces(result, task, epochs, { index, curve, label: `${task} ${label}` })]
      : traces;
  });
  const title = "Classical and hybrid quantum-classical transformer on review sentences";
  return {
    data,
    layout: {
      ...baseLayout(title, subtitle(result, options.note), COMPARISON_WIDTH, 720),
      margin: COMPARISON_MARGIN,
      ...panelGrid(panels, tasks.length, { x: 0.1, y: 0.2 }),
    },
  };
}

function baselineTraces(result: ComparisonCurves, task: string, epochs: number, { index, label }: CurvePanel): Trace[] {
  const row = result.baselines?.find((baseline) => baseline.task === task);
  if (row === undefined) {
    throw new ArgumentError(`sentencesFigure: the result has no baselines for ${task}; pass majority and bagOfWords for each task`, {
      task,
    });
  }
  const showlegend = index === 0;
  return [
    rateTrace("majority class", row.majority, epochs, "dot", { index, label, showlegend }),
    rateTrace("bag of words", row.bagOfWords, epochs, "dash", { index, label, showlegend }),
  ];
}

function named(task: string | undefined): string {
  if (task !== undefined) return task;
  throw new ArgumentError("sentencesFigure: an arm names no task; use comparisonFigure for a result with one task", {});
}
