import { ArgumentError } from "../core/errors";
import { commandLayout, type Made } from "./commandLayout";
import { counted } from "./counted";
import type { Figure, Trace } from "./figure";
import { SIGNED_COLOURS } from "./heatMapFigure";
import { panelAxes, panelGrid } from "./panelGrid";
import type { StudyFigureOptions } from "./smallLayout";

/** What a trial's heat map is drawn from: paired differences of test accuracy (shares), mechanism − twin. */
export interface TrialFigureData extends Made {
  readonly seeds: readonly number[];
  readonly config: { readonly tasks: readonly string[]; readonly mechanisms: readonly string[]; readonly steps: number };
  readonly cells: readonly {
    readonly mechanism: string;
    readonly task: string;
    readonly twins: readonly {
      readonly name: string;
      readonly difference: number;
      readonly interval: readonly [number, number];
      readonly verdict: string;
    }[];
  }[];
}

const ROW = 40;
const MARGIN = { l: 150, r: 24, t: 116, b: 84 };
const WORDS: Readonly<Record<string, string>> = { ahead: "<b>ahead</b>", behind: "<b>behind</b>", "no evidence": "no evidence" };

/**
 * The trial at a glance: mechanism × task, one panel a twin. The colour is the mean paired difference of test accuracy in points (red: the
 * mechanism is better), with its 95 % interval and the verdict in the cell. An empty cell was dropped.
 *
 * @throws ArgumentError when no pair was compared
 * @example
 * ```ts
 * const twins = [{ name: "parameter-matched", difference: 0.01, interval: [-0.01, 0.03] as [number, number], verdict: "no evidence" }];
 * const cells = [{ mechanism: "qsann", task: "rp", twins }];
 * const config = { tasks: ["rp"], mechanisms: ["qsann"], steps: 400 };
 * const made = { command: "npx quantum-attention trial", versions: { "quantum-attention": "0.1.0" }, timing: { date: "2026-01-01" } };
 * const figure = trialFigure({ ...made, seeds: [42], config, cells });
 * if (figure.data.length !== 1) throw new Error("one twin, one panel");
 * ```
 */
export function trialFigure(result: TrialFigureData, options: StudyFigureOptions = {}): Figure {
  const { cells, config, seeds } = result;
  const twins = [...new Set(cells.flatMap((cell) => cell.twins.map(({ name }) => name)))];
  if (twins.length === 0) throw new ArgumentError("trialFigure: no pair was compared; run a trial with twins");
  const mechanisms = config.mechanisms.filter((name) => cells.some((cell) => cell.mechanism === name));
  const pairOf = (twin: string, mechanism: string, task: string) =>
    cells.find((cell) => cell.mechanism === mechanism && cell.task === task)?.twins.find(({ name }) => name === twin);
  const largest = Math.max(2, ...cells.flatMap((cell) => cell.twins.map(({ difference }) => Math.abs(100 * difference))));
  const data = twins.map((twin, index): Trace => {
    const rows = mechanisms.map((mechanism) => config.tasks.map((task) => pairOf(twin, mechanism, task)));
    return {
      type: "heatmap",
      x: config.tasks,
      y: mechanisms,
      z: rows.map((row) => row.map((pair) => (pair ? 100 * pair.difference : null))),
      text: rows.map((row) => row.map((pair) => (pair ? cellText(pair) : ""))),
      texttemplate: "%{text}",
      textfont: { size: 10.5 },
      coloraxis: "coloraxis",
      hoverongaps: false,
      xgap: 2,
      ygap: 2,
      meta: { twin },
      ...panelAxes(index),
    };
  });
  const panel = ROW * mechanisms.length;
  const gap = 62;
  const inside = panel * twins.length + gap * (twins.length - 1);
  const panels = twins.map((twin) => ({
    title: `against the ${twin} twin`,
    xTitle: "",
    yTitle: "",
    xAxis: { type: "category", showgrid: false },
    yAxis: { type: "category", autorange: "reversed", showgrid: false },
  }));
  const layout = commandLayout(
    {
      title: "Quantum attention against its twins: difference of test accuracy in points",
      facts: [
        counted(seeds.length, "paired seed"),
        counted(config.steps, "step"),
        "at these sizes, on a simulator<br>mean difference [95 % bootstrap-t interval]",
        "verdict after Holm's correction",
        "grey: there is no such twin",
      ],
      note: options.note,
      made: result,
      width: 800,
      height: inside + MARGIN.t + MARGIN.b,
      margin: MARGIN,
    },
    panelGrid(panels, 1, { x: 0, y: gap / inside }),
  );
  const colorbar = { title: { text: "points" }, thickness: 14, len: Math.min(1, 360 / inside) };
  return {
    data,
    layout: { ...layout, plot_bgcolor: "#eeeeee", coloraxis: { colorscale: SIGNED_COLOURS, cmin: -largest, cmax: largest, colorbar } },
  };
}

/** `+1.2 [−0.3, 2.7]`, and the verdict under it. */
function cellText({ difference, interval, verdict }: TrialFigureData["cells"][number]["twins"][number]): string {
  const points = (share: number): string =>
    (100 * share)
      .toFixed(1)
      .replace("-", "−")
      .replace(/^−0\.0$/, "0.0");
  const sign = points(difference).startsWith("−") || points(difference) === "0.0" ? "" : "+";
  return `${sign}${points(difference)} [${points(interval[0])}, ${points(interval[1])}]<br>${WORDS[verdict] ?? verdict}`;
}
