import type * as tf from "@tensorflow/tfjs";
import { ArgumentError } from "../../core/errors";
import { newFloats, newIntegers } from "../../core/slab";
import { compute, type TensorValues } from "../operations/tensorMemory";

/** The circuits that a batch needs: the token and the angles of each run, and the run of each position. */
export interface TokenRuns {
  /** [R] */
  readonly tokens: Int32Array;
  /** [N], indices into `tokens`. */
  readonly runOf: Int32Array;
  /** [R, P] */
  readonly angles: Float32Array;
}

/** Whether every position is a run of its own, or every distinct token. */
export type RunPlan = "by-position" | "by-token";

function checkIds(where: string, ids: TensorValues, vocabSize: number): void {
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (id >= 0 && id < vocabSize && Number.isInteger(id)) continue;
    throw new ArgumentError(`${where}: token id ${id} at position ${i} is outside the vocabulary; ids run from 0 to ${vocabSize - 1}`, {
      id,
      position: i,
      vocabSize,
    });
  }
}

type Lookup = Pick<TokenRuns, "tokens" | "runOf">;

let runOfEachToken = new Int32Array(0);

/** Distinct ids in ascending order, so that sums over runs do not depend on where a token stands; and the run of each position. */
function distinct(ids: TensorValues, vocabSize: number): Lookup {
  if (runOfEachToken.length < vocabSize) runOfEachToken = new Int32Array(vocabSize);
  const runOfToken = runOfEachToken.fill(-1, 0, vocabSize);
  for (let i = 0; i < ids.length; i++) runOfToken[ids[i]!] = 0;
  const most = Math.min(ids.length, vocabSize);
  const [tokens, runOf] = [newIntegers(most), newIntegers(ids.length)];
  let count = 0;
  for (let id = 0; id < vocabSize; id++) {
    if (runOfToken[id]! < 0) continue;
    tokens[count] = id;
    runOfToken[id] = count++;
  }
  for (let i = 0; i < ids.length; i++) runOf[i] = runOfToken[ids[i]!]!;
  return { tokens: count === most ? tokens : tokens.subarray(0, count), runOf };
}

function everyPosition(ids: TensorValues): Lookup {
  const runOf = new Int32Array(ids.length);
  for (let i = 0; i < ids.length; i++) runOf[i] = i;
  return { tokens: new Int32Array(ids), runOf };
}

/** Rows of the table for these tokens, [R, P]. */
function anglesOf(table: Float32Array, tokens: Int32Array, P: number): Float32Array {
  const angles = newFloats(tokens.length * P);
  for (let r = 0, at = 0; r < tokens.length; r++) for (let p = 0, from = tokens[r]! * P; p < P; p++) angles[at++] = table[from++]!;
  return angles;
}

/**
 * Reads token ids (integers in an int32 or float32 tensor) and the angles they need from the table [V, P].
 * @throws ArgumentError for an id outside the vocabulary
 */
export function readTokenRuns(where: string, table: tf.Tensor, ids: tf.Tensor, plan: RunPlan): TokenRuns {
  const [V, P] = table.shape as [number, number];
  let runs: TokenRuns | null = null;
  compute([], [table, ids], (_, [rows, positions]) => {
    checkIds(where, positions!, V);
    const { tokens, runOf } = plan === "by-token" ? distinct(positions!, V) : everyPosition(positions!);
    runs = { tokens, runOf, angles: anglesOf(rows as Float32Array, tokens, P) };
  });
  return runs!;
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
export function scatterRuns(gradients: ArrayLike<number>, tokens: Int32Array, P: number, out: Float32Array): void {
  out.fill(0);
  for (let r = 0, from = 0; r < tokens.length; r++) {
    const to = tokens[r]! * P;
    for (let p = 0; p < P; p++) out[to + p]! += gradients[from++]!;
  }
}
