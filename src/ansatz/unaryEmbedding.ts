import { checkAllFinite } from "../core/check";
import { ArgumentError, ShapeError } from "../core/errors";
import { circuit, type Circuit } from "../circuit/circuit";
import { param, type Angle } from "../circuit/parameter";

/** RBS along the wires: what is on the first of them is spread over all. */
export function unarySpread(nQubits: number, angles: readonly Angle[]): Circuit {
  return angles.reduce((result: Circuit, angle, k) => result.rbs(angle, k, k + 1), circuit(nQubits));
}

/** The slots `prefix0 …` of `unarySpread` on so many qubits. */
export const unarySlots = (nQubits: number, prefix: string): Angle[] =>
  Array.from({ length: nQubits - 1 }, (_, k) => param(`${prefix}${k}`));

/** The angles of `unarySpread` that put the amplitude vector_k/‖vector‖ on wire k. */
export function unaryAngles(vector: ArrayLike<number>): number[] {
  const last = vector.length - 1;
  return Array.from({ length: last }, (_, k) => {
    if (k === last - 1) return Math.atan2(vector[last]!, vector[k]!);
    return Math.atan2(Math.hypot(...Array.from(vector).slice(k + 1)), vector[k]!);
  });
}

/**
 * A circuit that prepares Σ_k a_k |e_k⟩ from |0…0⟩, a = vector/‖vector‖, e_k the state whose wire k alone is 1 (unary encoding).
 *
 * One qubit an entry, X on wire 0 and d−1 RBS gates along the wires; signs included. Source: Cherrat et al. 2209.08167, section 2.2.
 *
 * @throws ShapeError for fewer than 2 entries; ArgumentError for a zero vector; NonFiniteError for NaN
 * @example
 * ```ts
 * const { re } = statevector(unaryEmbedding([0.6, 0, -0.8])); // 0.6 at |100⟩, −0.8 at |001⟩
 * ```
 */
export function unaryEmbedding(vector: ArrayLike<number>): Circuit {
  if (vector.length < 2)
    throw new ShapeError(`unaryEmbedding: the vector has ${vector.length} entries; pass at least 2, one a qubit`, {
      length: vector.length,
    });
  checkAllFinite("unaryEmbedding", "vector", vector);
  if (Array.from(vector).every((value) => value === 0))
    throw new ArgumentError("unaryEmbedding: a zero vector is no state; pass one entry that is not 0", { length: vector.length });
  return circuit(vector.length)
    .x(0)
    .compose(unarySpread(vector.length, unaryAngles(vector)));
}
