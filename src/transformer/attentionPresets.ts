import { attentionMechanism } from "../attention/attentionMechanisms";
import type { AttentionConfig } from "../attention/mechanism";
import { checkKeys, checkOneOf } from "../core/check";
import type { AttentionModelConfig } from "./attentionTransformer";
import { ATTENTION_PRESETS, presetCount, type AttentionPresetName, type PresetDifference } from "./presetCounts";
import { presetConfig } from "./presets";
import { transformerConfig, type TransformerConfig } from "./transformerConfig";

/** `published`: the source's sizes; `scaled`: small enough to be trained in seconds. */
export type AttentionPresetSize = "published" | "scaled";

/** What a task decides. */
export interface TaskSizes {
  readonly vocabSize?: number;
  readonly nClasses?: number;
  /** The longest sequence; for mechanisms that have the option. */
  readonly seqLen?: number;
}

/** A published model, with its parameters as its source counts them. */
export interface AttentionPreset {
  readonly name: AttentionPresetName;
  /** Authors, year, where. */
  readonly source: string;
  /** What `attentionTransformer` makes it from. */
  readonly model: AttentionModelConfig;
  /** The source's parameter formula. */
  readonly formula: string;
  /** Its value at the model's sizes. */
  readonly published: number;
  /** What the library has besides or in another form: `published` and all `parameters` here sum to `attentionModelParameters(model)`. */
  readonly differences: readonly PresetDifference[];
  /** Why the published size is constructed and counted but not trained; null when it can be trained. */
  readonly untrained: string | null;
}

type Sizes = Partial<TransformerConfig> & Pick<TransformerConfig, "vocabSize" | "embedDim">;

interface Model {
  readonly transformer: Sizes;
  readonly options: Partial<AttentionConfig>;
}

interface Recipe extends Readonly<Record<AttentionPresetSize, Model>> {
  readonly mechanism: string;
  readonly formula: string;
  readonly untrained: string | null;
}

/** Attention, a mean over the tokens, a linear readout. */
const BARE: Omit<TransformerConfig, "vocabSize" | "embedDim"> = {
  nClasses: 2,
  nHeads: 1,
  nBlocks: 1,
  ffnDim: 0,
  activation: "relu",
  norm: "none",
  residual: false,
  positions: "none",
  pooling: "mean",
  causal: false,
  paddingId: null,
  embedding: { kind: "table" },
};

const PRE_NORM = { norm: "pre", residual: true, positions: "sinusoidal" } as const;
const REFERENCE_SWAP = presetConfig("reference", "hybrid");

const RECIPES: Readonly<Record<AttentionPresetName, Recipe>> = {
  qsann: {
    mechanism: "qsann",
    formula: "3n(L+2) + D + 1: circuits and readout (the paper's 3n(D+2) + d + 1)",
    untrained: null,
    published: { transformer: { vocabSize: 500, embedDim: 12 }, options: { nQubits: 4, nLayers: 1 } },
    scaled: { transformer: { vocabSize: 20, embedDim: 6 }, options: { nQubits: 2, nLayers: 1 } },
  },
  qmsan: {
    mechanism: "qmsan",
    formula: "3·2nL + D + 1: circuits and readout (n as the source has it, L and D are ours)",
    untrained: null,
    published: { transformer: { vocabSize: 500, embedDim: 12 }, options: { nQubits: 4, nLayers: 3, residual: true } },
    scaled: { transformer: { vocabSize: 20, embedDim: 8 }, options: { nQubits: 4, nLayers: 2, residual: true } },
  },
  quixer: {
    mechanism: "quixer",
    formula: "VD + (D+1)·4nL + 2T + degree+1 + 4nL + (3n+1)D + (D+1)C",
    untrained: "the Penn Treebank is licensed: there is no offline data for these sizes",
    published: {
      transformer: { vocabSize: 10_000, embedDim: 512, nClasses: 10_000 },
      options: { nQubits: 6, nLayers: 4, degree: 3, seqLen: 32, variant: "released" },
    },
    scaled: {
      transformer: { vocabSize: 20, embedDim: 8 },
      options: { nQubits: 3, nLayers: 1, degree: 3, seqLen: 16, variant: "released" },
    },
  },
  "di-sipio": {
    mechanism: "pqc-projections",
    formula: "VD + 4nL + 4D + (2D+1)F + D + D+1: embedding, circuits, norms, feed-forward, readout",
    untrained: "the 50 000 IMDb reviews are not among the offline data",
    published: { transformer: { vocabSize: 20_000, embedDim: 8, nHeads: 2, ffnDim: 8, ...PRE_NORM }, options: { nQubits: 8, nLayers: 1 } },
    scaled: { transformer: { vocabSize: 20, embedDim: 8, nHeads: 2, ffnDim: 8, ...PRE_NORM }, options: { nQubits: 4, nLayers: 1 } },
  },
  smaldone: {
    mechanism: "smaldone",
    formula: "(V+T)·nL/2 + 2nL + 2D² + D + (V+T)D + 8D² + 11D + (D+1)C",
    untrained: "the QM9 molecules are not among the offline data",
    published: {
      transformer: { vocabSize: 33, embedDim: 64, nClasses: 33, ffnDim: 256, activation: "gelu", causal: true, ...PRE_NORM },
      options: { nQubits: 6, nLayers: 1, seqLen: 24 },
    },
    scaled: {
      transformer: { vocabSize: 20, embedDim: 8, ffnDim: 32, activation: "gelu", causal: true, ...PRE_NORM },
      options: { nQubits: 4, nLayers: 1, seqLen: 16 },
    },
  },
  "reference-swap-test": {
    mechanism: "swap-test",
    formula: "2VnL + (n+1)D + 4D² + 4D + 2D² + 2D + (D+1)C, n and L of the embedding's circuits",
    untrained: null,
    published: { transformer: REFERENCE_SWAP, options: { variant: "reference" } },
    scaled: {
      transformer: presetConfig("reference", "hybrid", { quantum: { nQubits: 3, initialiser: "uniform" } }),
      options: { variant: "reference" },
    },
  },
};

function presetModel(recipe: Recipe, size: AttentionPresetSize, { seqLen, ...task }: TaskSizes): AttentionModelConfig {
  const { transformer, options } = recipe[size];
  return {
    transformer: transformerConfig({ ...BARE, ...transformer, ...task }),
    mechanism: recipe.mechanism,
    options: { ...options, ...(seqLen !== undefined && options.seqLen !== undefined && { seqLen }) },
  };
}

/**
 * A published model with quantum attention: QSANN, QMSAN, Quixer, Di Sipio's transformer, Smaldone's, and the reference study's SWAP-test
 * attention behind its quantum embedding.
 *
 * `published` takes the source's sizes and is counted without being built; `scaled` trains in seconds. `task` sets what a task decides.
 * Each names its formula, the number that the source counts, and where this library differs from it, parameter by parameter.
 *
 * @throws ArgumentError for an unknown name, size or key, or a size out of range
 * @example
 * ```ts
 * const { published, formula, model } = attentionPreset("qsann");
 * console.log(published, formula); // 49
 * await ready();
 * attentionTransformer(model, new Random(1)).dispose();
 * ```
 */
export function attentionPreset(name: AttentionPresetName, size: AttentionPresetSize = "published", task: TaskSizes = {}): AttentionPreset {
  const where = "attentionPreset";
  checkOneOf(where, "name", name, ATTENTION_PRESETS);
  checkOneOf(where, "size", size, ["published", "scaled"]);
  checkKeys(where, task, ["vocabSize", "nClasses", "seqLen"]);
  const recipe = RECIPES[name];
  const model = presetModel(recipe, size, task);
  const { source } = attentionMechanism(recipe.mechanism);
  return { name, source, model, formula: recipe.formula, ...presetCount(name, model), untrained: recipe.untrained };
}
