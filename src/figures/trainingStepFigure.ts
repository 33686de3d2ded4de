import type { Figure, Trace } from "./figure";
import { panelAxes, panelGrid } from "./panelGrid";
import { smallLayout } from "./smallLayout";
import { COLOURS } from "./theme";

/** Microseconds of the parts of a training step; they add up to the step. */
export interface TrainingStepData {
  readonly models: readonly {
    /** Name and, after a comma, batch size, length and width, such as "pre-LN, B16 T16 D16". */
    readonly model: string;
    readonly parts: readonly { readonly part: string; readonly forwardUs: number; readonly backwardUs: number }[];
    /** The same step without a clock in it. */
    readonly unwatchedUs: number;
  }[];
}

const PASSES = [
  { name: "forward, or once a step", key: "forwardUs" },
  { name: "backward", key: "backwardUs" },
] as const;

type Part = TrainingStepData["models"][number]["parts"][number];

const timeOf = ({ forwardUs, backwardUs }: Part): number => forwardUs + backwardUs;
const stepOf = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + timeOf(part), 0);

/** Where the time of a training step goes: a panel a model, a bar a part, forward and backward stacked, with its share of the step. */
export function trainingStepFigure({ models }: TrainingStepData): Figure {
  const data = models.flatMap(({ parts }, index) =>
    PASSES.map(({ name, key }, k): Trace => ({
      type: "bar",
      orientation: "h",
      name,
      legendgroup: name,
      showlegend: index === 0,
      y: parts.map(({ part }) => part),
      x: parts.map((part) => part[key]),
      text: parts.map((part) => (k === 1 && timeOf(part) > 0 ? `${((100 * timeOf(part)) / stepOf(parts)).toFixed(0)} %` : "")),
      textposition: "outside",
      cliponaxis: false,
      marker: { color: COLOURS[k] },
      ...panelAxes(index),
    })),
  );
  const panels = models.map(({ model, parts, unwatchedUs }, index) => {
    const [name, size] = model.split(/, (?=B\d)/) as [string, string?];
    const under = `${size === undefined ? "" : `${size}: `}${stepOf(parts).toFixed(0)} µs a step, ${unwatchedUs.toFixed(0)} without the clock`;
    return {
      title: `${name}<br><span style="font-size:11px;font-weight:normal">${under}</span>`,
      xTitle: "time [µs]",
      yTitle: "",
      xAxis: { range: [0, 1.15 * Math.max(...parts.map(timeOf))] },
      yAxis: { autorange: "reversed", showticklabels: index === 0, ticks: "" },
    };
  });
  const layout = smallLayout(
    "Where the time of a training step goes",
    ["warm, one core", "beside each bar: its share of the step"],
    520,
    {},
  );
  return {
    data,
    layout: {
      ...layout,
      barmode: "stack",
      margin: { l: 220, r: 24, t: 138, b: 54 },
      ...panelGrid(panels, models.length, { x: 0.08, y: 0 }),
    },
  };
}
