import { epochNumbers, meanCurve, type ArmCurves, type CurveName } from "./curves";
import type { Trace } from "./figure";
import { panelAxes } from "./panelGrid";
import { armColour, referenceLine } from "./theme";

/** Where a curve is drawn: the panel's place and what it shows, such as "validation loss". */
export interface CurvePanel {
  readonly index: number;
  readonly curve: CurveName;
  readonly label: string;
}

/** Every seed of every arm thin, then every arm's mean thick and on top. The legend has each arm once, from the first panel. */
export function armTraces(arms: readonly ArmCurves[], panel: CurvePanel): Trace[] {
  return [
    ...arms.flatMap((arm, place) => seedTraces(arm, armColour(arm.name, place), panel)),
    ...arms.map((arm, place) => meanTrace(arm, armColour(arm.name, place), panel)),
  ];
}

function seedTraces(arm: ArmCurves, colour: string, { index, curve, label }: CurvePanel): Trace[] {
  return arm.runs.map(({ seed, epochs }) => ({
    type: "scatter",
    mode: "lines",
    name: `${arm.name} seed ${seed}`,
    legendgroup: arm.name,
    showlegend: false,
    x: epochNumbers(epochs.length),
    y: epochs.map((epoch) => epoch[curve]),
    line: { color: colour, width: 1 },
    opacity: 0.35,
    meta: { role: "seed", arm: arm.name, seed, panel: label },
    ...panelAxes(index),
  }));
}

function meanTrace(arm: ArmCurves, colour: string, { index, curve, label }: CurvePanel): Trace {
  const y = meanCurve(arm, curve);
  return {
    type: "scatter",
    mode: "lines+markers",
    name: `${arm.name} mean (${arm.parameters} parameters)`,
    legendgroup: arm.name,
    showlegend: index === 0,
    x: epochNumbers(y.length),
    y,
    line: { color: colour, width: 3.2 },
    marker: { color: colour, size: 6 },
    meta: { role: "mean", arm: arm.name, panel: label },
    ...panelAxes(index),
  };
}

/** A horizontal line at a known rate, from the first epoch to the last. */
export function rateTrace(
  name: string,
  value: number,
  epochs: number,
  dash: "dash" | "dot" | "dashdot",
  panel: { index: number; label: string; showlegend: boolean },
): Trace {
  return {
    type: "scatter",
    mode: "lines",
    name,
    legendgroup: name,
    showlegend: panel.showlegend,
    x: [1, epochs],
    y: [value, value],
    line: referenceLine(dash),
    meta: { role: "reference", name, panel: panel.label },
    ...panelAxes(panel.index),
  };
}
