import { checkKeys, checkOneOf } from "../core/check";
import { ArgumentError } from "../core/errors";
import { matchedTableDim, qubitsFor, type EmbeddingConfig, type QuantumEmbeddingChoice } from "./embeddingConfig";
import { transformerConfig, type TransformerConfig } from "./transformerConfig";

/** `reference`: what the reference study's code does; `plan`: what its plan promised. */
export type PresetName = "reference" | "plan";

/** Table embedding, quantum embedding, or the classical control with as many parameters as the quantum one. */
export type PresetArm = "classical" | "hybrid" | "control";

/** Changes to a preset; `quantum` changes the options of the hybrid's circuit (and with it the size of the control). */
export type PresetChanges = Partial<Omit<TransformerConfig, "embedding">> & {
  readonly quantum?: Partial<Omit<QuantumEmbeddingChoice, "kind">>;
  /** Control only: width of its table; by default as many parameters as the hybrid, rounded up. */
  readonly tableDim?: number;
};

type Shape = Omit<TransformerConfig, "embedding">;

const REFERENCE: Shape = {
  vocabSize: 20,
  embedDim: 8,
  nClasses: 2,
  nHeads: 1,
  nBlocks: 1,
  ffnDim: 8,
  activation: "relu",
  norm: "none",
  residual: false,
  positions: "none",
  pooling: "mean",
  causal: false,
  paddingId: null,
};

const PLAN: Shape = {
  ...REFERENCE,
  embedDim: 16,
  nHeads: 8,
  ffnDim: 64,
  activation: "gelu",
  norm: "pre",
  residual: true,
  positions: "sinusoidal",
};

/** Circuits: the reference takes 4 qubits for 8 dimensions, the plan ceil(log2 embedDim). */
function quantumChoice(preset: PresetName, embedDim: number, changes: PresetChanges["quantum"]): QuantumEmbeddingChoice {
  const nQubits = preset === "reference" ? 4 : qubitsFor(embedDim);
  const nLayers = preset === "reference" ? 2 : 3;
  return { kind: "quantum", nQubits, nLayers, entangler: "chain", tanh: true, initialiser: "normal", shots: null, ...changes };
}

/**
 * The configuration of an arm of a preset, with changes.
 *
 * `reference`: V 20, D 8, one block, one head, ReLU, no residual, norm or positions, mean pooling; 610 parameters classical, 810 hybrid
 * (4 qubits, 2 layers, chain, tanh), 822 control. `plan`: D 16, 8 heads, pre-LN, GELU, residuals, sinusoidal positions, circuits of
 * ceil(log2 D) qubits and 3 layers. A changed `embedDim` of `plan` takes a feed-forward block of four times that.
 *
 * @throws ArgumentError for an unknown preset, arm or key, or a value out of range
 * @example
 * ```ts
 * const config = presetConfig("reference", "hybrid", { vocabSize: 50 });
 * console.log(config.embedDim, config.embedding.kind); // 8 quantum
 * ```
 */
export function presetConfig(preset: PresetName, arm: PresetArm, changes: PresetChanges = {}): TransformerConfig {
  checkOneOf("presetConfig", "preset", preset, ["reference", "plan"]);
  checkOneOf("presetConfig", "arm", arm, ["classical", "hybrid", "control"]);
  checkKeys("presetConfig", changes, [...Object.keys(REFERENCE), "quantum", "tableDim"]);
  const { quantum, tableDim, ...given } = changes;
  if (tableDim !== undefined && arm !== "control")
    throw new ArgumentError(`presetConfig: tableDim is for the control, this is the ${arm} arm; leave it out`);
  const base = preset === "reference" ? REFERENCE : PLAN;
  const embedDim = given.embedDim ?? base.embedDim;
  const shape = { ...base, ffnDim: preset === "reference" ? embedDim : 4 * embedDim, ...given };
  const circuit = quantumChoice(preset, embedDim, quantum);
  const embeddings: Readonly<Record<PresetArm, EmbeddingConfig>> = {
    classical: { kind: "table" },
    hybrid: circuit,
    control: { kind: "projected", tableDim: tableDim ?? matchedTableDim(circuit, shape.vocabSize, embedDim) },
  };
  return transformerConfig({ ...shape, embedding: embeddings[arm] });
}
