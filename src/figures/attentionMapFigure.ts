import type { Figure } from "./figure";
import { heatMapFigure } from "./heatMapFigure";
import type { StudyFigureOptions } from "./smallLayout";

/** Attention maps over the same words. */
export interface AttentionMapData {
  readonly words: readonly string[];
  /** Under the title; default "one head, untrained". */
  readonly facts?: readonly string[];
  readonly maps: readonly {
    readonly title: string;
    /** [query][key]; each row sums to 1. */
    readonly weights: readonly (readonly number[])[];
    /** Mean of the rows' entropies over ln T: 1 is uniform. */
    readonly entropy: number;
    readonly circuits: number;
    /** Test accuracy of the trained model, a share; shown beside the entropy. */
    readonly accuracy?: number;
  }[];
}

/**
 * Attention maps side by side under one colour scale from 0: rows are queries, columns keys.
 *
 * @example
 * ```ts
 * const maps = [{ title: "uniform", weights: [[0.5, 0.5], [0.5, 0.5]], entropy: 1, circuits: 0 }];
 * const figure = attentionMapFigure({ words: ["a", "b"], maps });
 * ```
 */
export function attentionMapFigure(
  { words, maps, facts = ["one head, untrained"] }: AttentionMapData,
  options: StudyFigureOptions = {},
): Figure {
  const names = words.map((word, i) => `${i + 1} ${word}`);
  const under = ({ entropy, accuracy }: AttentionMapData["maps"][number]): string =>
    `entropy ${entropy.toFixed(3)}${accuracy === undefined ? "" : `, test accuracy ${(100 * accuracy).toFixed(1)} %`}`;
  const heatMaps = maps.map((map) => ({
    title: `${map.title}<br><span style="font-size:11px;font-weight:normal">${under(map)}</span>`,
    values: map.weights,
    x: names,
    y: names,
  }));
  const columns = maps.length === 4 ? 2 : Math.min(3, maps.length);
  const height = 150 + 280 * Math.ceil(maps.length / columns);
  const largest = Math.max(...maps.flatMap(({ weights }) => weights.flat()));
  const labels = { xTitle: "key", yTitle: "query", valueTitle: "weight", range: [0, largest] as const };
  return heatMapFigure("Attention maps", heatMaps, {
    ...labels,
    facts: [...facts, "entropy 1 = uniform"],
    columns,
    matrix: true,
    height,
    ...options,
  });
}
