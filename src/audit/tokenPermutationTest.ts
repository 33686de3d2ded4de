import * as tf from "@tensorflow/tfjs";
import { checkInteger, checkKeys } from "../core/check";
import { ShapeError } from "../core/errors";
import { Random } from "../core/random";

/** How often `tokenPermutationTest` permutes. */
export interface TokenPermutationOptions {
  /** Random orders of the tokens; default 8. The order in reverse always comes first. */
  readonly permutations?: number;
  /** Default 0. */
  readonly seed?: number;
}

/** How much the outputs change when the tokens change places; both relative to the outputs' root mean square. */
export interface PermutationErrors {
  /** Largest |pooled f(πx) − pooled f(x)|: about 0 (float32: below 10⁻⁴) when what is left after pooling knows no order. */
  readonly invariance: number;
  /** Largest |f(πx) − π f(x)|: about 0 when the outputs move with their tokens; null where f has no output for each token. */
  readonly equivariance: number | null;
}

/**
 * Whether a mechanism or model knows the order of its tokens: compares its outputs for sequences with those for the same tokens in other
 * orders. Outputs for each token, [B, T, D], are pooled by their mean; outputs [B, C] are taken as they are.
 *
 * A model whose invariance error is 0 gives all orders of the same words one answer, so that it cannot solve a task of word order whatever
 * its weights. Attention without positions or causal mask is equivariant, and invariant after pooling (Lee et al. 1810.00825).
 *
 * @param map - from [B, T] (int32 tokens) or [B, T, D] to [B, T, D'] or [B, C]; runs in a tidy
 * @param x - the sequences; a tensor stays the caller's, rows of token ids become one
 * @throws ShapeError when x or the outputs have other shapes; ArgumentError for an option out of range
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const x = tf.randomNormal([2, 5, 4], 0, 1, "float32", 1) as tf.Tensor3D;
 * const { invariance } = tokenPermutationTest((tokens) => tokens.square(), x); // about 0
 * x.dispose();
 * ```
 */
export function tokenPermutationTest<X extends tf.Tensor>(
  map: (x: X) => tf.Tensor,
  x: X,
  options?: TokenPermutationOptions,
): PermutationErrors;
export function tokenPermutationTest(
  map: (x: tf.Tensor2D) => tf.Tensor,
  x: readonly (readonly number[])[],
  options?: TokenPermutationOptions,
): PermutationErrors;
export function tokenPermutationTest(
  map: (x: never) => tf.Tensor,
  given: tf.Tensor | readonly (readonly number[])[],
  options: TokenPermutationOptions = {},
): PermutationErrors {
  if (given instanceof tf.Tensor) return permutationErrors(map as (x: tf.Tensor) => tf.Tensor, given, options);
  const rows = given.map((row) => [...row]);
  const tokens = tf.tensor2d(rows, [rows.length, rows[0]?.length ?? 0], "int32");
  try {
    return permutationErrors(map as (x: tf.Tensor) => tf.Tensor, tokens, options);
  } finally {
    tokens.dispose();
  }
}

function permutationErrors(map: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, options: TokenPermutationOptions): PermutationErrors {
  const where = "tokenPermutationTest";
  checkKeys(where, options, ["permutations", "seed"]);
  const { permutations = 8, seed = 0 } = options;
  checkInteger(where, "permutations", permutations, 1);
  if (x.rank < 2 || x.rank > 3 || x.shape[1]! < 2)
    throw new ShapeError(`${where}: x is [${x.shape.join()}]; pass [B, T] or [B, T, D], T ≥ 2`);
  const T = x.shape[1]!;
  const before = outputsOf(where, map, x);
  const perToken = before.tokens === T;
  const scale = Math.sqrt(before.values.reduce((sum, value) => sum + value * value, 0) / before.values.length) || 1;
  const random = new Random(seed);
  let [invariance, equivariance] = [0, 0];
  for (let i = 0; i < permutations; i++) {
    const order = i === 0 ? Array.from({ length: T }, (_, t) => T - 1 - t) : random.permutation(T);
    const permuted = tf.tidy(() => tf.gather(x, tf.tensor1d(order, "int32"), 1));
    const after = outputsOf(where, map, permuted);
    permuted.dispose();
    invariance = Math.max(invariance, largestDifference(pooled(before), pooled(after)));
    if (perToken) equivariance = Math.max(equivariance, largestDifference(inOrder(before, order), after.values));
  }
  return { invariance: invariance / scale, equivariance: perToken ? equivariance / scale : null };
}

interface Outputs {
  readonly values: Float64Array;
  readonly rows: number;
  /** 1 where there is one output a sequence. */
  readonly tokens: number;
  readonly width: number;
}

function outputsOf(where: string, map: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): Outputs {
  const [rows, T] = [x.shape[0], x.shape[1]!];
  const y = tf.tidy(() => map(x));
  try {
    const fits = y.shape[0] === rows && (y.rank === 2 || (y.rank === 3 && y.shape[1] === T));
    if (!fits)
      throw new ShapeError(`${where}: the outputs are [${y.shape.join()}] for x [${x.shape.join()}]; they must be [B, T, D] or [B, C]`);
    return { values: Float64Array.from(y.dataSync()), rows, tokens: y.rank === 3 ? T : 1, width: y.shape[y.rank - 1]! };
  } finally {
    if (y !== x) y.dispose();
  }
}

/** The mean over tokens, [B, D]. */
function pooled({ values, rows, tokens, width }: Outputs): Float64Array {
  const means = new Float64Array(rows * width);
  for (let i = 0; i < values.length; i++) means[Math.floor(i / (tokens * width)) * width + (i % width)]! += values[i]! / tokens;
  return means;
}

/** The outputs of every sequence with token order[t] at place t. */
function inOrder({ values, tokens, width }: Outputs, order: readonly number[]): Float64Array {
  return Float64Array.from({ length: values.length }, (_, i) => {
    const [row, t, c] = [Math.floor(i / (tokens * width)), Math.floor(i / width) % tokens, i % width];
    return values[(row * tokens + order[t]!) * width + c]!;
  });
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}
