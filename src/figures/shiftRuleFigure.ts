import { chartFigure, type ChartPanel } from "./chartFigure";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";

/** Derivatives of several functions of one angle: exact, by the right shift rule, by the two-term rule. */
export interface ShiftRuleData {
  /** Radians. */
  readonly thetas: readonly number[];
  readonly cases: readonly {
    /** The gate, or "overlap". */
    readonly name: string;
    /** What is differentiated. */
    readonly of: string;
    readonly frequencies: readonly number[];
    readonly exact: readonly number[];
    readonly rule: readonly number[];
    readonly twoTerm: readonly number[];
  }[];
}

const HALF = 0.5;

/**
 * The derivatives over a turn, a panel a case: exact as a line, the right rule as points on it, the two-term rule dashed.
 *
 * @example
 * ```ts
 * const figure = shiftRuleFigure(shiftRuleStudy({ points: 9 }));
 * ```
 */
export function shiftRuleFigure(data: ShiftRuleData, options: StudyFigureOptions = {}): Figure {
  const { thetas, cases } = data;
  const panels = cases.map(({ name, of, frequencies, exact, rule, twoTerm }, index): ChartPanel => {
    const omegas = frequencies.map((omega) => (omega === HALF ? "½" : String(omega))).join(", ");
    return {
      title: `${name}, ω = ${omegas}`,
      xTitle: index >= cases.length - 2 ? "θ [rad]" : "",
      yTitle: `∂${of}/∂θ`,
      series: [
        { name: "exact (adjoint)", x: thetas, y: exact, mode: "lines", width: 5, colour: "#bdbdbd" },
        { name: "rule from the spectrum", x: thetas, y: rule, mode: "lines", width: 1.8, colour: "#0072B2" },
        { name: "two-term rule, ±π/2", x: thetas, y: twoTerm, mode: "lines", dash: "dash", width: 1.8, colour: "#D55E00" },
      ],
    };
  });
  return chartFigure("Where the two-term shift rule is wrong", panels, { columns: 2, height: 680, ...options });
}
