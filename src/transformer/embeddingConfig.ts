import { checkInteger, checkKeys, checkOneOf } from "../core/check";
import type { QuantumLayerOptions } from "../layers/quantum/quantumLayerOptions";

/** One trainable vector a token. */
export interface TableEmbeddingConfig {
  readonly kind: "table";
}

/** tanh(W[token]·A + b): the classical control of a quantum embedding. */
export interface ProjectedEmbeddingChoice {
  readonly kind: "projected";
  /** Width of the table. */
  readonly tableDim: number;
}

/** ⟨Z_i⟩ of a circuit with its own angles a token, then a linear layer: the options of `QuantumEmbedding`. */
export interface QuantumEmbeddingChoice extends Omit<QuantumLayerOptions, "seed"> {
  readonly kind: "quantum";
  readonly nQubits: number;
  readonly nLayers: number;
  /** True (default): each distinct token of a batch runs once, `OptimizedQuantumEmbedding`; false: one circuit a position. */
  readonly optimized?: boolean;
}

/** How tokens become vectors. */
export type EmbeddingConfig = TableEmbeddingConfig | ProjectedEmbeddingChoice | QuantumEmbeddingChoice;

const QUANTUM_KEYS = ["nQubits", "nLayers", "rotations", "entangler", "tanh", "shots", "diffMethod", "initialiser", "engine", "optimized"];
const KEYS: Readonly<Record<EmbeddingConfig["kind"], readonly string[]>> = {
  table: ["kind"],
  projected: ["kind", "tableDim"],
  quantum: ["kind", ...QUANTUM_KEYS],
};

/** Throws unless the embedding is known, complete and without unknown keys. */
export function checkEmbeddingConfig(where: string, config: EmbeddingConfig): void {
  checkOneOf(where, "embedding.kind", config.kind, ["table", "projected", "quantum"]);
  checkKeys(`${where}, embedding`, config, KEYS[config.kind]);
  if (config.kind === "projected") checkInteger(where, "embedding.tableDim", config.tableDim, 1);
  if (config.kind !== "quantum") return;
  checkInteger(where, "embedding.nQubits", config.nQubits, 1);
  checkInteger(where, "embedding.nLayers", config.nLayers, 1);
}

/** The plan's rule: n_q = ceil(log2 embedDim), at least 1. */
export function qubitsFor(embedDim: number): number {
  return Math.max(1, Math.ceil(Math.log2(embedDim)));
}

/** Parameters of an embedding of this kind. */
export function embeddingParameters(config: EmbeddingConfig, vocabSize: number, embedDim: number): number {
  if (config.kind === "table") return vocabSize * embedDim;
  if (config.kind === "projected") return vocabSize * config.tableDim + (config.tableDim + 1) * embedDim;
  const angles = config.nQubits * config.nLayers * (config.rotations?.length ?? 2);
  return vocabSize * angles + (config.nQubits + 1) * embedDim;
}

/** The narrowest table whose projected embedding has at least as many parameters as a quantum one: a control that is not smaller. */
export function matchedTableDim(quantum: QuantumEmbeddingChoice, vocabSize: number, embedDim: number): number {
  const wanted = embeddingParameters(quantum, vocabSize, embedDim) - embedDim;
  return Math.ceil(wanted / (vocabSize + embedDim));
}
