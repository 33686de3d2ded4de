import { chartFigure, type Series } from "./chartFigure";
import { counted } from "./counted";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";
import { COLOURS } from "./theme";

/** Test accuracy by the number of shots; a row a mechanism. */
export interface ShotAccuracyData {
  readonly task: string;
  readonly nSeeds: number;
  readonly shots: readonly number[];
  readonly rows: readonly {
    readonly mechanism: string;
    readonly exact: number;
    readonly accuracies: readonly number[];
    /** Of the differences from exact values, over the seeds. */
    readonly sds: readonly number[];
  }[];
}

/**
 * Test accuracy over the shots of each circuit, with standard deviations of the paired differences from exact values, which are dotted.
 *
 * @example
 * ```ts
 * const rows = [{ mechanism: "swap-test", exact: 0.9, accuracies: [0.7, 0.88], sds: [0.05, 0.01] }];
 * const figure = shotAccuracyFigure({ task: "word-order", nSeeds: 3, shots: [10, 1000], rows });
 * if (figure.data.length !== 2) throw new Error("points and the exact line");
 * ```
 */
export function shotAccuracyFigure(data: ShotAccuracyData, options: StudyFigureOptions = {}): Figure {
  const { task, nSeeds, shots, rows } = data;
  const series = rows.flatMap(({ mechanism, exact, accuracies, sds }, place): Series[] => {
    const colour = COLOURS[place % COLOURS.length]!;
    const ends = [shots[0]!, shots.at(-1)!];
    return [
      { name: mechanism, x: shots, y: accuracies, error: sds, colour },
      { name: `${mechanism}, exact`, x: ends, y: ends.map(() => exact), mode: "lines", dash: "dot", colour, inLegend: false, width: 1.5 },
    ];
  });
  const panel = {
    xTitle: "shots of each circuit",
    yTitle: `test accuracy on ${task}`,
    xScale: "log" as const,
    yAxis: { tickformat: ".0%" },
    series,
  };
  const facts = [`trained exactly, mean of ${counted(nSeeds, "seed")}`, "error bars: sd of the difference from exact", "dotted: exact"];
  return chartFigure("Accuracy against shots", [panel], { facts, height: 480, ...options });
}
