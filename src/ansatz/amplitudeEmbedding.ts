import { checkAllFinite, checkLength } from "../core/check";
import { ArgumentError, ShapeError } from "../core/errors";
import { circuit, type Circuit } from "../circuit/circuit";

const grayCode = (i: number): number => i ^ (i >> 1);
const ones = (bits: number): number => bits.toString(2).replaceAll("0", "").length;

/**
 * A rotation of wire `target` by angles[j] where the wires before it hold j: 2^k rotations and CNOTs in Gray-code order
 * (Möttönen et al. quant-ph/0407010, section II).
 */
function multiplexed(to: Circuit, rotation: "RY" | "RZ", target: number, angles: readonly number[]): Circuit {
  if (angles.every((angle) => angle === 0)) return to;
  const count = angles.length;
  let result = to;
  for (let i = 0; i < count; i++) {
    const sum = angles.reduce((total, angle, j) => total + (ones(j & grayCode(i)) % 2 === 0 ? angle : -angle), 0);
    result = result.add(rotation, [target], [sum / count]);
    if (count === 1) break;
    const changed = i === count - 1 ? count / 2 : grayCode(i) ^ grayCode(i + 1);
    result = result.cnot(target - 1 - Math.log2(changed), target);
  }
  return result;
}

/**
 * A circuit that prepares Σ_k a_k |k⟩ from |0…0⟩, a = vector/‖vector‖, wire 0 the most significant bit of k. Real vectors come out
 * exactly, signs included; with imaginary parts the state has a global phase.
 *
 * `vector` has 2^n entries, n ≥ 1; `imaginary` (as many) makes it complex. RY rotations in a tree, controlled by Gray code, then RZ
 * for the phases: at most 2^(n+1) rotations and as many CNOTs. Source: Möttönen et al. quant-ph/0407010.
 *
 * @throws ShapeError when the length is not a power of two ≥ 2; ArgumentError for a zero vector; NonFiniteError for NaN
 *
 * @example
 * ```ts
 * const state = getEngine("reference").compile(amplitudeEmbedding([3, 0, 0, -4]));
 * const { re } = state.states({ batchSize: 1, perRow: new Float64Array(0), shared: new Float64Array(0) }); // 0.6, 0, 0, −0.8
 * ```
 */
export function amplitudeEmbedding(vector: ArrayLike<number>, imaginary?: ArrayLike<number>): Circuit {
  const nQubits = Math.log2(vector.length);
  if (!Number.isInteger(nQubits) || nQubits < 1)
    throw new ShapeError(`amplitudeEmbedding: the vector has ${vector.length} entries; pad it with zeros to a power of two from 2 on`, {
      length: vector.length,
    });
  checkAllFinite("amplitudeEmbedding", "vector", vector);
  if (imaginary) {
    checkLength("amplitudeEmbedding", "imaginary", imaginary, vector.length);
    checkAllFinite("amplitudeEmbedding", "imaginary", imaginary);
  }
  const im = imaginary && Array.from(imaginary).some((x) => x !== 0) ? imaginary : null;
  const amplitudes = im ? Array.from(vector, (x, k) => Math.hypot(x, im[k]!)) : Array.from(vector);
  if (amplitudes.every((a) => a === 0))
    throw new ArgumentError("amplitudeEmbedding: a zero vector is no state; pass one entry that is not 0", { length: vector.length });

  // From the leaves up: the angle between the two halves of every node, and the nodes' own sizes.
  const rotations: { ry: number[]; rz: number[] }[] = [];
  let sizes = amplitudes;
  let phases = im ? Array.from(vector, (x, k) => Math.atan2(im[k]!, x)) : amplitudes.map(() => 0);
  for (let wire = nQubits - 1; wire >= 0; wire--) {
    const nodes = Array.from({ length: sizes.length / 2 }, (_, j) => j);
    const [s, f] = [sizes, phases];
    rotations.unshift({
      ry: nodes.map((j) => 2 * Math.atan2(s[2 * j + 1]!, s[2 * j]!)),
      rz: nodes.map((j) => f[2 * j + 1]! - f[2 * j]!),
    });
    sizes = nodes.map((j) => Math.hypot(s[2 * j]!, s[2 * j + 1]!));
    phases = nodes.map((j) => (f[2 * j]! + f[2 * j + 1]!) / 2);
  }
  const magnitudes = rotations.reduce((result, { ry }, wire) => multiplexed(result, "RY", wire, ry), circuit(nQubits));
  return rotations.reduce((result, { rz }, wire) => multiplexed(result, "RZ", wire, rz), magnitudes);
}
