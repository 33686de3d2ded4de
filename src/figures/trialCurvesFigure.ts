import { ArgumentError } from "../core/errors";
import { commandLayout, type Made } from "./commandLayout";
import { counted } from "./counted";
import type { Figure, Trace } from "./figure";
import { panelAxes, panelGrid } from "./panelGrid";
import type { StudyFigureOptions } from "./smallLayout";
import { COLOURS } from "./theme";

/** Mean learning curves of a trial, on the validation split. */
export interface TrialCurvesData extends Made {
  readonly seeds: readonly number[];
  readonly config: { readonly tasks: readonly string[]; readonly mechanisms: readonly string[] };
  readonly curves: readonly {
    readonly mechanism: string;
    /** Null: the mechanism itself. */
    readonly twin: string | null;
    readonly task: string;
    readonly steps: readonly number[];
    readonly accuracy: readonly number[];
    readonly accuracySd: readonly number[];
  }[];
}

const PANEL = { height: 92, gap: 34 };
const MARGIN = { l: 64, r: 24, t: 118, b: 100 };

/**
 * Validation accuracy over the steps, one panel for each mechanism and task: the mechanism with a band of one standard deviation over the
 * seeds, and its twins.
 *
 * @throws ArgumentError when the trial has no curves
 * @example
 * ```ts
 * const curve = { mechanism: "qsann", twin: null, task: "rp", steps: [1, 2], accuracy: [0.5, 0.6], accuracySd: [0.1, 0.1] };
 * const config = { tasks: ["rp"], mechanisms: ["qsann"] };
 * const made = { command: "npx quantum-attention trial", versions: { "quantum-attention": "0.1.0" }, timing: { date: "2026-01-01" } };
 * const figure = trialCurvesFigure({ ...made, seeds: [42], config, curves: [curve] });
 * if (figure.data.length !== 2) throw new Error("a band and a line");
 * ```
 */
export function trialCurvesFigure(result: TrialCurvesData, options: StudyFigureOptions = {}): Figure {
  const { curves, config, seeds } = result;
  const mechanisms = config.mechanisms.filter((name) => curves.some((curve) => curve.mechanism === name));
  if (mechanisms.length === 0) throw new ArgumentError("trialCurvesFigure: the trial has no curves; train some steps");
  const { tasks } = config;
  const twins = [...new Set(curves.map(({ twin }) => twin))];
  const shown = new Set<string>();
  /** One horizontal axis a column, that of its last panel; one vertical axis a row, that of its first. */
  const shared = (row: number, column: number): ReturnType<typeof panelAxes> => ({
    xaxis: panelAxes((mechanisms.length - 1) * tasks.length + column).xaxis,
    yaxis: panelAxes(row * tasks.length).yaxis,
  });
  const data = mechanisms.flatMap((mechanism, row) =>
    tasks.flatMap((task, column) => {
      const own = curves.filter((curve) => curve.mechanism === mechanism && curve.task === task);
      return own.flatMap((curve) => {
        const name = curve.twin ?? "the mechanism";
        const first = !shown.has(name);
        shown.add(name);
        return curveTraces(curve, name, COLOURS[twins.indexOf(curve.twin) % COLOURS.length]!, shared(row, column), first);
      });
    }),
  );
  const panels = mechanisms.flatMap((mechanism, row) =>
    tasks.map((task) => ({
      title: row === 0 ? `${task}<br>${mechanism}` : mechanism,
      xTitle: row === mechanisms.length - 1 ? "step" : "",
      yTitle: "",
      xAxis: { nticks: 4 },
      yAxis: { tickformat: ".0%", range: [0.35, 1.03], dtick: 0.25, tick0: 0 },
    })),
  );
  const inside = PANEL.height * mechanisms.length + PANEL.gap * (mechanisms.length - 1);
  const grid = panelGrid(panels, tasks.length, { x: tasks.length > 1 ? 0.035 : 0, y: PANEL.gap / Math.max(inside, 1) });
  const axes = sharedAxes(grid, mechanisms.length, tasks.length);
  const small = (grid["annotations"] as Record<string, unknown>[]).map((each) => ({ ...each, font: { size: 11.5 }, yshift: 2 }));
  return {
    data,
    layout: {
      ...commandLayout(
        {
          title: "Learning curves of the trial: validation accuracy by task and mechanism",
          facts: [`means of ${counted(seeds.length, "seed")}`, "band: ± one sd of the mechanism"],
          note: options.note,
          made: result,
          width: 800,
          height: inside + MARGIN.t + MARGIN.b,
          margin: MARGIN,
        },
        { ...axes, annotations: small },
      ),
      showlegend: true,
    },
  };
}

/** Of a grid's axes those that are shared: fewer by far, and so is what a browser has to draw. */
function sharedAxes(grid: Readonly<Record<string, unknown>>, rows: number, columns: number): Record<string, unknown> {
  const axes: Record<string, unknown> = {};
  for (let column = 0; column < columns; column++) {
    const key = `xaxis${panelAxes((rows - 1) * columns + column).xaxis.slice(1)}`;
    axes[key] = { ...(grid[key] as object), anchor: panelAxes((rows - 1) * columns).yaxis };
  }
  for (let row = 0; row < rows; row++) {
    const key = `yaxis${panelAxes(row * columns).yaxis.slice(1)}`;
    axes[key] = { ...(grid[key] as object), anchor: panelAxes((rows - 1) * columns).xaxis };
  }
  return axes;
}

function curveTraces(curve: TrialCurvesData["curves"][number], name: string, colour: string, axes: object, first: boolean): Trace[] {
  const { steps, accuracy, accuracySd, twin, mechanism, task } = curve;
  const common = { type: "scatter", mode: "lines", name, legendgroup: name, meta: { mechanism, task, twin }, ...axes };
  const line: Trace = {
    ...common,
    x: steps,
    y: accuracy,
    showlegend: first,
    line: { color: colour, width: twin === null ? 2.4 : 1.5, dash: twin === null ? "solid" : "dash" },
  };
  if (twin !== null) return [line];
  const band: Trace = {
    ...common,
    x: [...steps, ...[...steps].reverse()],
    y: [...accuracy.map((a, i) => a + accuracySd[i]!), ...accuracy.map((a, i) => a - accuracySd[i]!).reverse()],
    fill: "toself",
    fillcolor: `${colour}26`,
    line: { width: 0 },
    hoverinfo: "skip",
    showlegend: false,
  };
  return [band, line];
}
