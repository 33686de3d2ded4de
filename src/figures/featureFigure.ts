import type { Figure } from "./figure";
import { chartFigure, type ChartPanel, type Series } from "./chartFigure";
import { heatMapFigure } from "./heatMapFigure";
import { panelAxes } from "./panelGrid";
import { principalComponents } from "./principalComponents";
import type { StudyFigureOptions } from "./smallLayout";

/** Features of every token, several times. */
export interface FeatureData {
  /** Of each token: what it speaks for. */
  readonly groups: readonly string[];
  readonly maps: readonly {
    readonly title: string;
    /** ⟨Z_i⟩, [tokens][qubits]. */
    readonly features: readonly (readonly number[])[];
  }[];
}

/**
 * The features as heat maps: a column a token, a row a qubit, white at 0.
 *
 * @example
 * ```ts
 * const figure = featureFigure({ groups: ["a", "b"], maps: [{ title: "before", features: [[1, 0.9], [0.8, 1]] }] });
 * ```
 */
export function featureFigure({ groups, maps }: FeatureData, options: StudyFigureOptions = {}): Figure {
  const heatMaps = maps.map(({ title, features }) => ({
    title,
    values: features[0]!.map((_, qubit) => features.map((row) => row[qubit]!)),
  }));
  const labels = { xTitle: "token", yTitle: "qubit", valueTitle: "⟨Z⟩", signed: true, range: [-1, 1] as const };
  const facts = ["⟨Z<sub>i</sub>⟩ of every token's circuit", `lines divide the groups: ${[...new Set(groups)].join(" | ")}`];
  const height = 130 + 180 * Math.ceil(maps.length / 2);
  const figure = heatMapFigure("What a quantum embedding sees", heatMaps, {
    ...labels,
    facts,
    columns: 2,
    matrix: true,
    height,
    ...options,
  });
  return { ...figure, layout: { ...figure.layout, shapes: maps.flatMap((_, index) => dividers(groups, index)) } };
}

/** A line across panel `index` wherever the next token is of another group. */
function dividers(groups: readonly string[], index: number): Record<string, unknown>[] {
  const { xaxis, yaxis } = panelAxes(index);
  const borders = groups.flatMap((group, token) => (token > 0 && group !== groups[token - 1] ? [token - 0.5] : []));
  const line = { color: "#1a1a1a", width: 1.5 };
  return borders.map((x) => ({ type: "line", x0: x, x1: x, y0: 0, y1: 1, xref: xaxis, yref: `${yaxis} domain`, line }));
}

/**
 * The features projected on their two principal components, a panel a map, a colour a group of tokens.
 *
 * @example
 * ```ts
 * const figure = projectionFigure({ groups: ["a", "b"], maps: [{ title: "before", features: [[1, 0.9], [0.8, 1]] }] });
 * ```
 */
export function projectionFigure({ groups, maps }: FeatureData, options: StudyFigureOptions = {}): Figure {
  const panels = maps.map(({ title, features }): ChartPanel => {
    const { points, shares } = principalComponents(features);
    const percent = (share: number | undefined): string => `${(100 * (share ?? 0)).toFixed(0)} %`;
    const series = [...new Set(groups)].map((group): Series => {
      const members = points.flatMap((point, token) => (groups[token] === group ? [{ point, token }] : []));
      return {
        name: group,
        mode: "markers",
        x: members.map(({ point }) => point[0]),
        y: members.map(({ point }) => point[1]),
        text: members.map(({ token }) => `token ${token}`),
      };
    });
    return { title, xTitle: `component 1 (${percent(shares[0])})`, yTitle: `component 2 (${percent(shares[1])})`, series };
  });
  const facts = ["share of the variance in brackets; the panels have different scales"];
  return chartFigure("Features of the tokens on their two principal components", panels, { facts, columns: 2, ...options });
}
