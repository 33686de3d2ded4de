import type { Figure } from "./figure";
import { COLOURS } from "./theme";

/** Microseconds of the parts of a training step; they add up to the step. */
export interface TrainingStepData {
  readonly models: readonly {
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

/** Where the time of a training step goes: a panel a model, a bar a part, forward and backward stacked, with its share of the step. */
export function trainingStepFigure({ models }: TrainingStepData): Figure {
  const width = 1 / models.length;
  const data = models.flatMap(({ parts }, i) => {
    const own = parts.filter(({ forwardUs, backwardUs }) => forwardUs + backwardUs > 0);
    const total = own.reduce((sum, { forwardUs, backwardUs }) => sum + forwardUs + backwardUs, 0);
    return PASSES.map(({ name, key }, k) => ({
      type: "bar",
      orientation: "h",
      name,
      legendgroup: name,
      showlegend: i === 0,
      y: own.map(({ part }) => part),
      x: own.map((part) => part[key]),
      text: own.map(({ forwardUs, backwardUs }) => (k === 1 ? `${((100 * (forwardUs + backwardUs)) / total).toFixed(0)} %` : "")),
      textposition: "outside",
      cliponaxis: false,
      marker: { color: COLOURS[k] },
      xaxis: i ? `x${i + 1}` : "x",
      yaxis: i ? `y${i + 1}` : "y",
    }));
  });
  const layout: Record<string, unknown> = {
    width: 1400,
    height: 560,
    barmode: "stack",
    title: { text: "Where the time of a training step goes (warm, one core; share of the step beside each bar)" },
    legend: { orientation: "h", y: -0.2 },
  };
  models.forEach(({ model, parts, unwatchedUs }, i) => {
    const n = i ? String(i + 1) : "";
    const total = parts.reduce((sum, { forwardUs, backwardUs }) => sum + forwardUs + backwardUs, 0);
    const title = `µs · ${model}: ${total.toFixed(0)} a step, ${unwatchedUs.toFixed(0)} without the clock`;
    layout[`xaxis${n}`] = { domain: [i * width + 0.16 * (i ? 1 : 0), (i + 1) * width - 0.03], anchor: `y${n}`, title: { text: title } };
    layout[`yaxis${n}`] = { anchor: `x${n}`, autorange: "reversed", automargin: true };
  });
  return { data, layout };
}
