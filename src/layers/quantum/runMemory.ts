/** Sizes of one pass: N positions, at most `most` runs of P angles, n readouts and D numbers of a vector. */
export interface PassShape {
  readonly N: number;
  readonly most: number;
  readonly P: number;
  readonly n: number;
  readonly D: number;
}

/** The circuits that a batch needs: the token and the angles of each run, and the run of each position. */
export interface TokenRuns {
  /** [R] */
  readonly tokens: Int32Array;
  /** [N], indices into `tokens`. */
  readonly runOf: Int32Array;
  /** [R, P] */
  readonly angles: Float32Array;
}

/** Numbers of positions, tokens and angles, which come first. */
export const runsSize = ({ N, most, P }: PassShape): number => N + most * (1 + P);

/** Numbers that a pass works with, in one block of memory: a tensor each would cost more than the arithmetic in it. */
export const passSize = (shape: PassShape): number => runsSize(shape) + 2 * shape.most * (shape.n + shape.D);

const integersAt = ({ buffer, byteOffset }: Float32Array, start: number, length: number): Int32Array =>
  new Int32Array(buffer, byteOffset + 4 * start, length);
const floatsAt = ({ buffer, byteOffset }: Float32Array, start: number, length: number): Float32Array =>
  new Float32Array(buffer, byteOffset + 4 * start, length);

/** The run of each position; integers in the memory of floats, as the tokens. */
export const runOfIn = (memory: Float32Array, { N }: PassShape): Int32Array => integersAt(memory, 0, N);

/** Tokens, positions and angles of R runs. */
export const runsIn = (memory: Float32Array, shape: PassShape, R: number): TokenRuns => ({
  runOf: runOfIn(memory, shape),
  tokens: integersAt(memory, shape.N, R),
  angles: floatsAt(memory, shape.N + shape.most, R * shape.P),
});

/** What the circuits give, z [R, n], and what becomes of it, e [R, D]. */
export function valuesIn(memory: Float32Array, shape: PassShape, R: number): { z: Float32Array; e: Float32Array } {
  const { most, n, D } = shape;
  const start = runsSize(shape);
  return { z: floatsAt(memory, start, R * n), e: floatsAt(memory, start + most * n, R * D) };
}

/** Room for the gradients of both. */
export function gradientsIn(memory: Float32Array, shape: PassShape, R: number): { dz: Float32Array; de: Float32Array } {
  const { most, n, D } = shape;
  const start = runsSize(shape) + most * (n + D);
  return { dz: floatsAt(memory, start, R * n), de: floatsAt(memory, start + most * n, R * D) };
}
