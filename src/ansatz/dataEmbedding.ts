import { checkInteger, checkKeys, checkOneOf } from "../core/check";
import { circuit, type Circuit } from "../circuit/circuit";
import { param } from "../circuit/parameter";
import { addEntangler, type Entangler, type Rotation } from "./hardwareEfficient";

/**
 * Angle embedding: feature x_q as the angle of a rotation of qubit q. Parameters `x0 … x{n−1}`.
 *
 * @throws ArgumentError for an unknown rotation
 *
 * @example
 * ```ts
 * const embedded = angleEmbedding({ nQubits: 3 }).compose(basicEntangler({ nQubits: 3, nLayers: 1 }));
 * console.log(embedded.parameters); // x0 x1 x2 theta0 theta1 theta2
 * ```
 */
export function angleEmbedding(options: { readonly nQubits: number; readonly rotation?: Rotation }): Circuit {
  checkKeys("angleEmbedding", options, ["nQubits", "rotation"]);
  const { nQubits, rotation = "RX" } = options;
  checkOneOf("angleEmbedding", "rotation", rotation, ["RX", "RY", "RZ"]);
  let result = circuit(nQubits);
  for (let q = 0; q < nQubits; q++) result = result.add(rotation, [q], [param(`x${q}`)]);
  return result;
}

/**
 * IQP embedding: `repeats` times H on every qubit, RZ(x_q), and RZZ(x_a·x_b) on every pair. Source: Havlíček et al. 1804.11326.
 *
 * A slot is linear in its parameter, so that the products are parameters of their own: `x0 … x{n−1}`, then `x0_x1`, `x0_x2` … ;
 * `iqpFeatures` computes them all from the features.
 *
 * @throws ArgumentError when `repeats` is below 1
 *
 * @example
 * ```ts
 * const embedded = iqpEmbedding({ nQubits: 2 });
 * const { values } = gradient(embedded, allZ(2), iqpFeatures([0.3, -1]));
 * ```
 */
export function iqpEmbedding(options: { readonly nQubits: number; readonly repeats?: number }): Circuit {
  checkKeys("iqpEmbedding", options, ["nQubits", "repeats"]);
  const { nQubits, repeats = 1 } = options;
  checkInteger("iqpEmbedding", "repeats", repeats, 1);
  let result = circuit(nQubits);
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (let q = 0; q < nQubits; q++) result = result.h(q);
    for (let q = 0; q < nQubits; q++) result = result.rz(param(`x${q}`), q);
    for (let a = 0; a < nQubits; a++) for (let b = a + 1; b < nQubits; b++) result = result.rzz(param(`x${a}_x${b}`), a, b);
  }
  return result;
}

/**
 * The parameters of `iqpEmbedding` for the features x: x_0 …, then all products x_a·x_b with a < b.
 *
 * @example
 * ```ts
 * const params = iqpFeatures([2, 3, 5]); // [2, 3, 5, 6, 10, 15]
 * ```
 */
export function iqpFeatures(x: ArrayLike<number>): Float64Array {
  const features = Array.from(x);
  return Float64Array.from([...features, ...features.flatMap((a, i) => features.slice(i + 1).map((b) => a * b))]);
}

/**
 * Data re-uploading: in every layer RX(x_q) and then RY, RZ with weights of their own on every qubit; CNOTs between layers.
 * Parameters `x0 … x{n−1}`, then `theta0 …` by layer, qubit, rotation: 2 · nLayers · nQubits weights.
 * Source: Pérez-Salinas et al. 1907.02085.
 *
 * @throws ArgumentError when a number is below 1 or the entangler is unknown
 *
 * @example
 * ```ts
 * const model = reuploading({ nQubits: 2, nLayers: 3, entangler: "ring" });
 * console.log(model.nParams); // 2 + 12
 * ```
 */
export function reuploading(options: { readonly nQubits: number; readonly nLayers: number; readonly entangler?: Entangler }): Circuit {
  checkKeys("reuploading", options, ["nQubits", "nLayers", "entangler"]);
  const { nQubits, nLayers, entangler = "chain" } = options;
  checkInteger("reuploading", "nLayers", nLayers, 1);
  checkOneOf("reuploading", "entangler", entangler, ["chain", "ring", "none"]);
  const data = angleEmbedding({ nQubits });
  let result = data;
  for (let layer = 0, index = 0; layer < nLayers; layer++) {
    if (layer > 0) result = addEntangler(result, entangler).compose(data);
    for (let q = 0; q < nQubits; q++) result = result.ry(param(index++), q).rz(param(index++), q);
  }
  return result;
}
