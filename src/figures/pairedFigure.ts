import { chartFigure, type Series } from "./chartFigure";
import { checkArms } from "./comparisonFigure";
import type { ArmCurves } from "./curves";
import type { Figure } from "./figure";
import type { StudyFigureOptions } from "./smallLayout";
import { armColour } from "./theme";

/**
 * Paired seeds: the last epoch's validation loss of every arm, seed by seed, and the differences hybrid − other. A seed gives every arm the
 * same data and the same batches, so that the difference is what counts.
 *
 * @throws ArgumentError when there is no arm, no run or no arm named hybrid.
 * @example
 * ```ts
 * const run = (valLoss: number) => ({ seed: 42, epochs: [{ trainLoss: 0.1, valLoss, trainAccuracy: 0.9, valAccuracy: 0.9 }] });
 * const arms = [{ name: "classical", parameters: 610, runs: [run(0.15)] }, { name: "hybrid", parameters: 810, runs: [run(0.1)] }];
 * const figure = pairedFigure({ arms });
 * ```
 */
export function pairedFigure(result: { readonly arms: readonly ArmCurves[] }, options: StudyFigureOptions = {}): Figure {
  const { arms } = result;
  checkArms("pairedFigure", arms);
  const seeds = arms[0]!.runs.map(({ seed }) => String(seed));
  const lossesOf = ({ runs }: ArmCurves): number[] => runs.map(({ epochs }) => epochs.at(-1)!.valLoss);
  const losses = arms.map((arm, place): Series => ({
    name: `${arm.name} (${arm.parameters} parameters)`,
    x: seeds,
    y: lossesOf(arm),
    colour: armColour(arm.name, place),
    mode: "markers",
  }));
  const hybrid = arms.find(({ name }) => name === "hybrid") ?? arms[0]!;
  const ofHybrid = lossesOf(hybrid);
  const differences = arms.flatMap((arm, place): Series[] => {
    if (arm === hybrid) return [];
    const y = lossesOf(arm).map((loss, i) => ofHybrid[i]! - loss);
    return [{ name: `${hybrid.name} − ${arm.name}`, x: seeds, y, colour: armColour(arm.name, place), mode: "bars" }];
  });
  const yTitle = "validation loss [nats]";
  const panels = [
    { title: "Each arm", xTitle: "seed", yTitle, series: losses, xScale: "category" as const },
    {
      title: "Paired differences",
      xTitle: "seed",
      yTitle: "difference [nats]",
      series: differences,
      xScale: "category" as const,
    },
  ];
  const facts = ["the same data and batches for every arm of a seed", `difference below 0: ${hybrid.name} ahead`];
  return chartFigure("Final validation loss, seed by seed", panels, { columns: 2, height: 470, facts, ...options });
}
