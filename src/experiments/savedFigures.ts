import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DataError } from "../core/errors";
import { silentProgress, type Progress } from "../core/progress";
import { attentionMapFigure } from "../figures/attentionMapFigure";
import { comparisonFigure } from "../figures/comparisonFigure";
import { concentrationFigure } from "../figures/concentrationFigure";
import { differenceStepFigure } from "../figures/differenceStepFigure";
import { effectiveDimensionFigure } from "../figures/effectiveDimensionFigure";
import { enginePeersFigure } from "../figures/enginePeersFigure";
import { engineScalingFigure } from "../figures/engineScalingFigure";
import { entanglementFigure } from "../figures/entanglementFigure";
import { saveFigure } from "../figures/export/exportFigure";
import { expressibilityFigure } from "../figures/expressibilityFigure";
import { featureFigure, projectionFigure } from "../figures/featureFigure";
import { figureJson, type Figure } from "../figures/figure";
import { withFigureExporter } from "../figures/export/figureExporter";
import { gradientCostFigure } from "../figures/gradientCostFigure";
import { gradientErrorFigure } from "../figures/gradientErrorFigure";
import { gradientVarianceFigure } from "../figures/gradientVarianceFigure";
import { halfChainEntropyFigure } from "../figures/halfChainEntropyFigure";
import { initialisationFigure } from "../figures/initialisationFigure";
import { landscapeFigure } from "../figures/landscapeFigure";
import { pairedFigure } from "../figures/pairedFigure";
import { permutationFigure } from "../figures/permutationFigure";
import { plateauFigure } from "../figures/plateauFigure";
import { scoreErrorFigure } from "../figures/scoreErrorFigure";
import { sentencesFigure } from "../figures/sentencesFigure";
import { shiftRuleFigure } from "../figures/shiftRuleFigure";
import { shotAccuracyFigure } from "../figures/shotAccuracyFigure";
import { trainingStepFigure } from "../figures/trainingStepFigure";
import { trialCurvesFigure } from "../figures/trialCurvesFigure";
import { trialFigure } from "../figures/trialFigure";

/** How a saved result becomes a figure. */
type Draw = (result: never, options: { readonly note?: string }) => Figure;

/** Which function draws the figure of which file. */
const DRAWN_BY: Readonly<Record<string, Draw>> = {
  landscape: landscapeFigure,
  entanglement: entanglementFigure,
  expressibility: expressibilityFigure,
  half_chain_entropy: halfChainEntropyFigure,
  gradient_variance: gradientVarianceFigure,
  effective_dimension: effectiveDimensionFigure,
  permutation_invariance: permutationFigure,
  engine_peers: enginePeersFigure,
  engine_scaling: engineScalingFigure,
  training_step: trainingStepFigure,
  gradient_errors: gradientErrorFigure,
  difference_steps: differenceStepFigure,
  shift_rules: shiftRuleFigure,
  gradient_costs: gradientCostFigure,
  initialisation: initialisationFigure,
  initialisation_plateau: plateauFigure,
  features: featureFigure,
  feature_projection: projectionFigure,
  attention_maps: attentionMapFigure,
  score_concentration: concentrationFigure,
  score_errors: scoreErrorFigure,
  quantum_embedding_comparison: comparisonFigure,
  paired_seeds: pairedFigure,
  yelp_comparison: comparisonFigure,
  imdb_comparison: comparisonFigure,
  amazon_comparison: comparisonFigure,
  sentences_comparison: sentencesFigure,
  trained_attention_maps: attentionMapFigure,
  shot_accuracy: shotAccuracyFigure,
  attention_trial: trialFigure,
  attention_trial_curves: trialCurvesFigure,
};

/** The figure of a file from its result; null when no function is known for that name. */
export function drawSavedFigure(name: string, result: object, options: { readonly note?: string | undefined } = {}): Figure | null {
  const note = options.note === undefined ? {} : { note: options.note };
  return DRAWN_BY[name]?.(result as never, note) ?? null;
}

/** A figure that was drawn again from what its JSON file holds. */
export interface RedrawnFigure {
  readonly name: string;
  readonly figure: Figure;
  /** What makes its result anew; null when its file does not say. */
  readonly command: string | null;
  /** From the result by the study's own function, or (where none is known) from the stored Plotly figure. */
  readonly drawnFrom: "result" | "stored figure";
  /** Whether the new figure is equal to the stored one. */
  readonly unchanged: boolean;
}

interface Sidecar extends Figure {
  readonly result?: object;
  readonly note?: string;
  readonly command?: string;
}

/**
 * Draws every figure of a folder again from the results in its `.json` files, without training anything, and writes PNG, SVG and JSON to
 * another folder or the same one.
 *
 * @param from - folder of the saved figures; files without `data` and `layout` are left alone.
 * @param to - folder of the new ones; default `from`.
 * @throws DataError when the folder cannot be read or a file is no JSON; FigureError when plotly cannot draw a figure; OutputError
 * when a file cannot be written.
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * const figures = await redrawFigures(mkdtempSync(`${tmpdir()}/empty-`));
 * console.log(figures.length); // 0
 * ```
 */
export async function redrawFigures(from: string, to: string = from, progress: Progress = silentProgress): Promise<RedrawnFigure[]> {
  const found = jsonFiles(from).flatMap((name) => {
    const sidecar = readSidecar(join(from, `${name}.json`));
    return sidecar === null ? [] : [{ name, sidecar }];
  });
  if (found.length === 0) return [];
  progress.start("drawing figures", found.length);
  const redrawn = await withFigureExporter(async (exporter) => {
    const done: RedrawnFigure[] = [];
    for (const { name, sidecar } of found) {
      const { data, layout, ...rest } = sidecar;
      const drawn = rest.result === undefined ? null : drawSavedFigure(name, rest.result, { note: rest.note });
      const figure = drawn ?? { data, layout };
      await saveFigure(figure, join(to, name), { exporter, sidecar: rest });
      const unchanged = figureJson(figure) === figureJson({ data, layout });
      done.push({ name, figure, command: rest.command ?? null, drawnFrom: drawn === null ? "stored figure" : "result", unchanged });
      progress.update(done.length, name);
    }
    return done;
  });
  progress.finish();
  return redrawn;
}

function jsonFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(".json") && !file.startsWith("."))
      .map((file) => file.slice(0, -".json".length))
      .sort();
  } catch (error) {
    throw new DataError(`redrawFigures: cannot read ${folder} (${(error as Error).message}); run the notebooks that save figures first`, {
      folder,
    });
  }
}

function readSidecar(path: string): Sidecar | null {
  try {
    const sidecar = JSON.parse(readFileSync(path, "utf8")) as Partial<Sidecar>;
    return Array.isArray(sidecar.data) && sidecar.layout !== undefined ? (sidecar as Sidecar) : null;
  } catch (error) {
    throw new DataError(`redrawFigures: ${path} is no JSON (${(error as Error).message}); save that figure again`, { path });
  }
}
