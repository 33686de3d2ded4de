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

/**
 * The plan's rule for the qubits of a quantum embedding: n = ⌈log₂ embedDim⌉, at least 1.
 *
 * @example
 * ```ts
 * const n = qubitsFor(12); // 4
 * ```
 */
export function qubitsFor(embedDim: number): number {
  return Math.max(1, Math.ceil(Math.log2(embedDim)));
}

/**
 * Trained parameters of an embedding: V·D (table), V·t + (t+1)·D (projected, t wide), V·n·L·(rotations, 2 unless given) + (n+1)·D (quantum).
 *
 * @example
 * ```ts
 * const count = embeddingParameters({ kind: "quantum", nQubits: 4, nLayers: 2 }, 20, 8); // 20·16 + 5·8 = 360
 * ```
 */
export function embeddingParameters(config: EmbeddingConfig, vocabSize: number, embedDim: number): number {
  if (config.kind === "table") return vocabSize * embedDim;
  if (config.kind === "projected") return vocabSize * config.tableDim + (config.tableDim + 1) * embedDim;
  const angles = config.nQubits * config.nLayers * (config.rotations?.length ?? 2);
  return vocabSize * angles + (config.nQubits + 1) * embedDim;
}

/**
 * The width t of the narrowest table whose projected embedding has at least as many parameters as a quantum one: a control that is not
 * smaller, V·t + (t+1)·D ≥ those of the quantum embedding.
 *
 * @example
 * ```ts
 * const t = matchedTableDim({ kind: "quantum", nQubits: 4, nLayers: 2 }, 20, 8); // 13: 20·13 + 14·8 = 372 parameters, not fewer than 360
 * ```
 */
export function matchedTableDim(quantum: QuantumEmbeddingChoice, vocabSize: number, embedDim: number): number {
  const wanted = embeddingParameters(quantum, vocabSize, embedDim) - embedDim;
  return Math.ceil(wanted / (vocabSize + embedDim));
}
