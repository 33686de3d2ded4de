import {
  probs,
  statevector,
  unaryEmbedding,
  orthogonalLayer,
  type AttentionConfig,
  type Circuit,
  type OrthogonalShape,
} from "quantum-attention";
import { compoundCircuit } from "../../src/attention/circuits/compoundCircuits";
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

/** The angles that `compoundCircuit` takes to load a matrix. */
export const matrixAngles = (rows: number[][]): Record<string, number[]> => ({
  n: unaryAngles(rows.map(norm)),
  ...Object.fromEntries(rows.map((row, i) => [`x${i}_`, unaryAngles(row)])),
});

/** The index of the state with excitations on wires i and S + j alone. */
export const excitedPair = (i: number, j: number, S: number, d: number): number => excited(i, S + d) + excited(S + j, S + d);

/** The compound transformer's mixing by the statevector of all 2^(S+d) amplitudes. */
export function compoundOracle(flat: Float64Array, weights: Weights, config: Readonly<AttentionConfig>): Float64Array {
  const { embedDim, nHeads: H = 1, seqLen } = config;
  const [S, d] = [seqLen!, embedDim / H];
  const x = rowsOf(flat, embedDim);
  const all = weights["mixing_params"]!;
  const y = x.map(() => new Array<number>(embedDim).fill(0));
  for (let h = 0; h < H; h++) {
    const matrix = Array.from({ length: S }, (_, t) => (t < x.length ? headOf(x[t]!, h, H) : new Array<number>(d).fill(0)));
    const theta = all.slice((h * all.length) / H, ((h + 1) * all.length) / H);
    const { re } = statevector(filledSlots(compoundCircuit(S, d, config.variant as OrthogonalShape), { ...matrixAngles(matrix), theta }));
    const scale = norm(matrix.flat());
    y.forEach((row, t) => {
      for (let c = 0; c < d; c++) row[h * d + c] = scale * re[excitedPair(t, c, S, d)]!;
    });
  }
  return Float64Array.from(y.flat());
}
