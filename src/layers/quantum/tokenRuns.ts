import { ArgumentError } from "../../core/errors";
import type { FloatArray } from "../../simulator/engine";
import type { TensorValues } from "../operations/tensorMemory";
import { runsIn, type PassShape, type TokenRuns } from "./runMemory";
import { gatherRows, placeRows } from "./tokenRows";

/** Whether every position is a run of its own, or every distinct token. */
export type RunPlan = "by-position" | "by-token";

function checkId(where: string, ids: TensorValues, position: number, vocabSize: number): number {
  const id = ids[position]!;
  if (id >= 0 && id < vocabSize && Number.isInteger(id)) return id;
  throw new ArgumentError(
    `${where}: token id ${id} at position ${position} is outside the vocabulary; ids run from 0 to ${vocabSize - 1}`,
    { id, position, vocabSize },
  );
}

let runOfEachToken = new Int32Array(0);

/** Distinct ids in ascending order, so that sums over runs do not depend on where a token stands; and the run of each position. */
function planByToken(where: string, ids: TensorValues, vocabSize: number, { tokens, runOf }: TokenRuns): number {
  if (runOfEachToken.length < vocabSize) runOfEachToken = new Int32Array(vocabSize);
  const runOfToken = runOfEachToken.fill(-1, 0, vocabSize);
  for (let i = 0; i < ids.length; i++) runOfToken[checkId(where, ids, i, vocabSize)] = 0;
  let R = 0;
  for (let id = 0; id < vocabSize; id++) {
    if (runOfToken[id]! < 0) continue;
    tokens[R] = id;
    runOfToken[id] = R++;
  }
  for (let i = 0; i < ids.length; i++) runOf[i] = runOfToken[ids[i]!]!;
  return R;
}

function planByPosition(where: string, ids: TensorValues, vocabSize: number, { tokens, runOf }: TokenRuns): number {
  for (let i = 0; i < ids.length; i++) {
    tokens[i] = checkId(where, ids, i, vocabSize);
    runOf[i] = i;
  }
  return ids.length;
}

/** The most runs that a batch of N positions can need. */
export const mostRuns = (plan: RunPlan, N: number, vocabSize: number): number => (plan === "by-token" ? Math.min(N, vocabSize) : N);

/**
 * Plans the runs for token ids (integers, of any numeric type) and fetches their angles from the table [V, P], all into `memory`.
 * @throws ArgumentError for an id outside the vocabulary
 */
export function planRuns(
  where: string,
  plan: RunPlan,
  [table, ids]: readonly [Float32Array, TensorValues],
  shape: PassShape,
  memory: Float32Array,
): TokenRuns {
  const { most, P } = shape;
  const all = runsIn(memory, shape, most);
  const R = (plan === "by-token" ? planByToken : planByPosition)(where, ids, table.length / P, all);
  const runs = R === most ? all : runsIn(memory, shape, R);
  gatherRows(table, runs.tokens, P, runs.angles);
  return runs;
}

/** values [R, n] to positions [N, n]. */
export function spreadRuns(values: ArrayLike<number>, runOf: Int32Array, n: number, out: Float32Array): void {
  for (let i = 0; i < runOf.length; i++) for (let k = 0; k < n; k++) out[i * n + k] = values[runOf[i]! * n + k]!;
}

/** The transpose: gradients of positions [N, n] summed by run, [R, n]. */
export function sumByRun(upstream: ArrayLike<number>, runs: TokenRuns, n: number): Float32Array {
  const sums = new Float32Array(runs.tokens.length * n);
  for (let i = 0; i < runs.runOf.length; i++) for (let k = 0; k < n; k++) sums[runs.runOf[i]! * n + k]! += upstream[i * n + k]!;
  return sums;
}

/** Gradients of runs [R, P] added up in the rows of their tokens, [V, P]; all else zero. */
export function scatterRuns(plan: RunPlan, gradients: FloatArray, tokens: Int32Array, P: number, out: Float32Array): void {
  out.fill(0);
  if (plan === "by-token") return placeRows(gradients, tokens, P, out);
  for (let r = 0, from = 0; r < tokens.length; r++) {
    const to = tokens[r]! * P;
    for (let p = 0; p < P; p++) out[to + p]! += gradients[from++]!;
  }
}
