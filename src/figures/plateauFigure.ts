import { chartFigure, type Series } from "./chartFigure";
import { counted } from "./counted";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";
import { COLOURS } from "./theme";

/** Validation losses by epoch of models that differ in one thing. */
export interface PlateauData {
  readonly arms: readonly {
    readonly name: string;
    readonly runs: readonly { readonly seed: number; readonly startLoss: number; readonly valLosses: readonly number[] }[];
  }[];
}

/**
 * Validation loss over epochs, a thin line a seed and a thick one for the mean of each arm; dotted: ln 2, a coin's loss.
 *
 * @example
 * ```ts
 * const figure = plateauFigure({ arms: [{ name: "small angles", runs: [{ seed: 1, startLoss: 0.7, valLosses: [0.69, 0.5] }] }] });
 * ```
 */
export function plateauFigure({ arms }: PlateauData, options: StudyFigureOptions = {}): Figure {
  const epochs = arms[0]!.runs[0]!.valLosses.map((_, i) => i + 1);
  const series = arms.flatMap(({ name, runs }, place): Series[] => {
    const colour = COLOURS[place % COLOURS.length]!;
    const mean = epochs.map((_, i) => runs.reduce((sum, { valLosses }) => sum + valLosses[i]!, 0) / runs.length);
    const seeds = runs.map(({ valLosses }): Series => ({
      name: `${name}, one seed`,
      x: epochs,
      y: valLosses,
      mode: "lines",
      width: 0.8,
      colour,
    }));
    return [...seeds, { name: `${name}, mean`, x: epochs, y: mean, width: 3, colour }];
  });
  const coin: Series = { name: "ln 2, a coin", x: epochs, y: epochs.map(() => Math.LN2), mode: "lines", dash: "dot", colour: "reference" };
  const panel = { xTitle: "epoch", yTitle: "validation loss [nats]", xAxis: { dtick: 1 }, series: [...series, coin] };
  const facts = [`reference hybrid, synthetic task`, counted(arms[0]!.runs.length, "seed")];
  return chartFigure("Initialisation and the plateau", [panel], { facts, ...options });
}
