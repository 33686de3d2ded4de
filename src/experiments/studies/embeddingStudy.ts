import * as tf from "@tensorflow/tfjs";
import { checkInteger } from "../../core/check";
import { silentProgress, type Progress } from "../../core/progress";
import { Random } from "../../core/random";
import type { FeatureData } from "../../figures/featureFigure";
import type { PlateauData } from "../../figures/plateauFigure";
import { QuantumEmbedding } from "../../layers/quantum/quantumEmbedding";
import { train } from "../../training/train";
import { trainingConfig } from "../../training/trainingConfig";
import { presetConfig } from "../../transformer/presets";
import { Transformer } from "../../transformer/transformer";
import { sequenceModel, sequenceSource } from "../sequenceModel";
import { studyConfig, type Given } from "../studyConfig";
import { taskRows } from "../tasks";

/** What `embeddingStudy` trains. */
export interface EmbeddingStudyConfig {
  /** Paired seeds of each initialisation; default 3. */
  readonly nSeeds: number;
  /** Default 42. */
  readonly seed: number;
  /** Default 10. */
  readonly epochs: number;
}

/** The reference hybrid with two initialisations: its loss by epoch, and its features before and after training (of the first seed). */
export interface EmbeddingStudy extends PlateauData {
  readonly kind: "embedding-study";
  readonly formatVersion: 1;
  readonly config: EmbeddingStudyConfig;
  readonly features: FeatureData;
}

const INITIALISERS = ["normal", "uniform"] as const;
const LABELS = { normal: "angles N(0, 0.1²)", uniform: "angles U(0, 2π)" } as const;

/**
 * Trains the reference hybrid on the synthetic task from small angles, N(0, 1)·0.1, and from angles all round, U(0, 2π), with paired
 * seeds, and reads the features ⟨Z_i⟩ of every token before and after.
 *
 * Small angles leave every ⟨Z⟩ near 1, where its derivative −sin θ is near 0: the loss stays on a plateau for some epochs.
 *
 * @throws ArgumentError for an unknown option or a value out of range; call `ready()` first
 * @example
 * ```ts
 * await ready();
 * const study = await embeddingStudy({ nSeeds: 1, epochs: 1 });
 * console.log(study.arms.map(({ name, runs }) => [name, runs[0]!.valLosses[0]]));
 * ```
 */
export async function embeddingStudy(
  given: Given<EmbeddingStudyConfig> = {},
  progress: Progress = silentProgress,
): Promise<EmbeddingStudy> {
  const where = "embeddingStudy";
  const config = studyConfig<EmbeddingStudyConfig>(where, { nSeeds: 3, seed: 42, epochs: 10 }, given);
  checkInteger(where, "nSeeds", config.nSeeds, 1);
  checkInteger(where, "epochs", config.epochs, 1);
  const { nSeeds, epochs } = config;
  progress.start("training hybrids", INITIALISERS.length * nSeeds * epochs);
  let done = 0;
  const maps: FeatureData["maps"][number][] = [];
  const arms: PlateauData["arms"][number][] = [];
  for (const initialiser of INITIALISERS) {
    const runs: PlateauData["arms"][number]["runs"][number][] = [];
    for (let seed = config.seed; seed < config.seed + nSeeds; seed++) {
      const run = await trainOne(initialiser, seed, epochs, (loss) => progress.update(++done, `loss ${loss.toFixed(3)}`));
      runs.push({ seed, startLoss: run.startLoss, valLosses: run.valLosses });
      if (seed !== config.seed) continue;
      maps.push({ title: `${LABELS[initialiser]}, before`, features: run.before });
      maps.push({ title: `${LABELS[initialiser]}, after`, features: run.after });
    }
    arms.push({ name: LABELS[initialiser], runs });
  }
  progress.finish();
  return { kind: "embedding-study", formatVersion: 1, config, arms, features: { groups: tokenGroups(), maps } };
}

/** Ids 10 … 19 speak for label 1, 1 … 9 for label 0, id 0 never occurs. */
function tokenGroups(): string[] {
  return Array.from({ length: 20 }, (_, token) => (token === 0 ? "never occurs" : token < 10 ? "tokens 1–9" : "tokens 10–19"));
}

interface TrainedRun {
  readonly startLoss: number;
  readonly valLosses: readonly number[];
  readonly before: number[][];
  readonly after: number[][];
}

async function trainOne(
  initialiser: "normal" | "uniform",
  seed: number,
  epochs: number,
  onEpoch: (valLoss: number) => void,
): Promise<TrainedRun> {
  const rows = await taskRows("synthetic", seed);
  const transformer = new Transformer(presetConfig("reference", "hybrid", { quantum: { initialiser } }), new Random(seed).split("init"));
  try {
    const embedding = transformer.embedding as QuantumEmbedding;
    const before = tokenFeatures(embedding);
    const data = { train: sequenceSource(rows.train), validation: sequenceSource(rows.validation) };
    const config = trainingConfig({ seed, epochs });
    const history = await train(sequenceModel(transformer), data, config, { onEpoch: ({ valLoss }) => onEpoch(valLoss) });
    const valLosses = history.epochs.map(({ valLoss }) => valLoss);
    return { startLoss: history.stepLosses[0]!, valLosses, before, after: tokenFeatures(embedding) };
  } finally {
    transformer.dispose();
  }
}

/** ⟨Z_i⟩ of every token, [V][n], rounded to what float32 knows. */
function tokenFeatures(embedding: QuantumEmbedding): number[][] {
  return tf.tidy(() => {
    const features = embedding.features(tf.range(0, embedding.vocabSize, 1, "int32")) as tf.Tensor2D;
    return features.arraySync().map((row) => row.map((value) => Number(value.toFixed(6))));
  });
}
