import {
  probs,
  statevector,
  unaryEmbedding,
  orthogonalLayer,
  type AttentionConfig,
  type Circuit,
  type OrthogonalShape,
} from "quantum-attention";
import { orthogonalScoreCircuit } from "../../src/attention/circuits/unaryCircuits";
import { unaryAngles } from "../../src/ansatz/unaryEmbedding";
import type { Weights } from "./assertValidAttention";
import { betaOf, headOf, mapOf, rowsOf, softmax, summed } from "./oracles";

/** Fills slots `prefix0 …` of a circuit. */
export const filledSlots = (circuit: Circuit, values: Readonly<Record<string, ArrayLike<number>>>): Circuit =>
  circuit.bind(
    Object.fromEntries(Object.entries(values).flatMap(([prefix, list]) => Array.from(list, (value, i) => [`${prefix}${i}`, value]))),
  );

const norm = (vector: number[]): number => Math.hypot(...vector);

/** The index of the state whose wire k alone is 1. */
export const excited = (k: number, nQubits: number): number => 2 ** (nQubits - 1 - k);

/** V x by the statevector of all 2^d amplitudes. */
function turned(vector: number[], shape: OrthogonalShape, angles: ArrayLike<number>): number[] {
  const d = vector.length;
  const { re } = statevector(filledSlots(unaryEmbedding(vector).compose(orthogonalLayer({ nQubits: d, shape })), { theta: angles }));
  return vector.map((_, k) => norm(vector) * re[excited(k, d)]!);
}

/** Orthogonal attention by its literal circuits. */
export function orthogonalOracle(flat: Float64Array, weights: Weights, config: Readonly<AttentionConfig>): Float64Array {
  const { embedDim, nHeads: H = 1, causal = false } = config;
  const shape = config.variant as OrthogonalShape;
  const x = rowsOf(flat, embedDim);
  const anglesOf = (name: string, h: number): Float64Array => {
    const all = weights[name]!;
    return all.slice((h * all.length) / H, ((h + 1) * all.length) / H);
  };
  const heads = Array.from({ length: H }, (_, h) => h);
  const score = (h: number, i: number, j: number): number => {
    const [q, k] = [headOf(x[i]!, h, H), headOf(x[j]!, h, H)].map(unaryAngles);
    const test = orthogonalScoreCircuit(embedDim / H, shape);
    return probs(filledSlots(test, { q: q!, k: k!, theta: anglesOf("score_params", h) }))[excited(0, embedDim / H)]!;
  };
  const maps = heads.map((h) => mapOf(x.length, causal, (i, j) => score(h, i, j), softmax(betaOf(config, weights))));
  const values = x.map((row) => heads.flatMap((h) => turned(headOf(row, h, H), shape, anglesOf("value_params", h))));
  return Float64Array.from(summed(maps, values).flat());
}

/** By expansion along the first row. */
export function determinant(rows: number[][]): number {
  if (rows.length === 1) return rows[0]![0]!;
  return rows[0]!.reduce(
    (sum, value, c) => sum + (c % 2 === 0 ? 1 : -1) * value * determinant(rows.slice(1).map((row) => row.filter((_, i) => i !== c))),
    0,
  );
}
