import { chartFigure, type Series } from "./chartFigure";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";
import { COLOURS } from "./theme";

/** Errors of several tests by shots. */
export interface ScoreErrorData {
  readonly config: { readonly repeats: number };
  readonly shots: readonly number[];
  readonly tests: readonly {
    readonly name: string;
    /** What is estimated. */
    readonly exact: number;
    readonly qubits: number;
    /** Gates on two and more qubits. */
    readonly entanglingGates: number;
    readonly rmsErrors: readonly number[];
    /** By the test's law. */
    readonly expected: readonly number[];
  }[];
}

/** Forms that stay visible on top of each other. */
const MARKERS = [{ symbol: "circle-open", size: 12, line: { width: 2 } }, {}, { symbol: "diamond" }];

/**
 * Measured errors as points and each test's law as a dashed line over the shots, both axes logarithmic.
 *
 * @example
 * ```ts
 * const figure = scoreErrorFigure(scoreErrors({ shots: [10, 100], repeats: 10 }));
 * ```
 */
export function scoreErrorFigure({ config, shots, tests }: ScoreErrorData, options: StudyFigureOptions = {}): Figure {
  const series = tests.flatMap(({ name, exact, rmsErrors, expected }, place): Series[] => {
    const colour = COLOURS[place % COLOURS.length]!;
    return [
      { name: `${name} = ${exact.toFixed(3)}`, x: shots, y: rmsErrors, mode: "markers", marker: MARKERS[place], colour },
      { name: `${name}: its law`, x: shots, y: expected, mode: "lines", dash: "dash", width: 1.4, colour, inLegend: false },
    ];
  });
  const axes = { xTitle: "shots of each circuit", yTitle: "rms error of the score", xScale: "log", yScale: "log" } as const;
  return chartFigure("What a score costs in shots", [{ ...axes, series }], {
    facts: [`rms over ${config.repeats} repeats`, "dashed: what each test's variance says"],
    ...options,
  });
}
