import { checkKeys, checkOneOf } from "../core/check";
import { ArgumentError } from "../core/errors";
import { circuit, type Circuit } from "../circuit/circuit";
import { param } from "../circuit/parameter";

/** How the RBS gates are laid out. */
export type OrthogonalShape = "pyramid" | "x" | "butterfly";

/** The layouts of RBS gates. */
export const ORTHOGONAL_SHAPES = ["pyramid", "x", "butterfly"] as const;

/** n(n−1)/2 gates on neighbours in a triangle of depth 2n−3: every rotation of SO(n). */
function pyramidPairs(n: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let step = 0; step <= 2 * n - 4; step++)
    for (let q = step % 2; q <= Math.min(step, 2 * n - 4 - step); q += 2) pairs.push([q, q + 1]);
  return pairs;
}

/** 2n−3 gates on neighbours along two crossing diagonals. */
function xPairs(n: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let step = 0; step <= n - 2; step++) for (const q of [step, n - 2 - step]) if (pairs.at(-1)?.[0] !== q) pairs.push([q, q + 1]);
  return pairs;
}

/** (n/2)·log₂ n gates, the pattern of the fast Fourier transform. */
function butterflyPairs(n: number): [number, number][] {
  if (!Number.isInteger(Math.log2(n)))
    throw new ArgumentError(`orthogonalLayer: a butterfly needs a power of two of qubits, got ${n}; use pyramid or x`, { nQubits: n });
  const pairs: [number, number][] = [];
  for (let stride = n / 2; stride >= 1; stride /= 2) for (let q = 0; q < n; q++) if ((q & stride) === 0) pairs.push([q, q + stride]);
  return pairs;
}

/**
 * The wires of each RBS gate of a layer, in the order of the gates.
 *
 * @throws ArgumentError for a butterfly on a number of qubits that is not a power of two
 */
export const rbsPairs = (nQubits: number, shape: OrthogonalShape): readonly (readonly [number, number])[] =>
  ({ pyramid: pyramidPairs, x: xPairs, butterfly: butterflyPairs })[shape](nQubits);

/**
 * A layer of RBS gates: on states of one excitation (unary encoding, e_i = the state whose wire i is 1) an orthogonal n×n matrix of
 * determinant 1.
 *
 * Parameters `theta0 …` in the order of the gates: n(n−1)/2 for a pyramid, 2n−3 for an X, (n/2)·log₂ n for a butterfly.
 * Source: Cherrat et al. 2209.08167, section 3; Landman et al. 2212.07389.
 *
 * @throws ArgumentError for an unknown shape, or a butterfly on a number of qubits that is not a power of two
 *
 * @example
 * ```ts
 * const layer = orthogonalLayer({ nQubits: 4, shape: "pyramid" }); // 6 RBS gates
 * ```
 */
export function orthogonalLayer(options: { readonly nQubits: number; readonly shape?: OrthogonalShape }): Circuit {
  checkKeys("orthogonalLayer", options, ["nQubits", "shape"]);
  const { nQubits, shape = "pyramid" } = options;
  checkOneOf("orthogonalLayer", "shape", shape, ORTHOGONAL_SHAPES);
  const empty = circuit(nQubits);
  return rbsPairs(nQubits, shape).reduce((result, [a, b], index) => result.rbs(param(index), a, b), empty);
}
