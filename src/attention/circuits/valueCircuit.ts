import { amplitudeEmbedding } from "../../ansatz/amplitudeEmbedding";
import { Circuit } from "../../circuit/circuit";
import type { Operation } from "../../circuit/operation";
import { checkAllFinite, checkLength } from "../../core/check";
import { ArgumentError } from "../../core/errors";

const gate = (name: "X" | "RY", wires: readonly number[], params: readonly number[], controls: readonly number[] = []): Operation => ({
  gate: name,
  controls,
  wires,
  params,
  matrix: null,
});

/** RY(angle) on the wire after `n` where the first n wires hold the number j, wire 0 the most significant bit. */
function rotationAt(j: number, n: number, angle: number): Operation[] {
  const index = Array.from({ length: n }, (_, q) => q);
  const flips = index.filter((q) => ((j >> (n - 1 - q)) & 1) === 0).map((q) => gate("X", [q], []));
  return [...flips, gate("RY", [n], [angle], index), ...flips];
}

/**
 * The circuit that sums values by weights: Σ_j √α_j |j⟩ ⊗ RY(arccos v_j)|0⟩, whose last qubit has ⟨Z⟩ = Σ_j α_j v_j.
 *
 * ceil(log2 T) index qubits (at least one), then the value qubit; `weights` and `values` have T entries.
 *
 * @throws ShapeError when the lengths differ; NonFiniteError for NaN; ArgumentError for a value outside [−1, 1] or weights that are
 * negative or do not sum to 1
 * @example
 * ```ts
 * const [sum] = expval(valueCircuit([0.25, 0.75], [1, -0.5]), [parseObservable("IZ")]); // 0.25 − 0.375
 * ```
 */
export function valueCircuit(weights: ArrayLike<number>, values: ArrayLike<number>): Circuit {
  const where = "valueCircuit";
  checkLength(where, "values", values, weights.length);
  checkAllFinite(where, "weights", weights);
  checkAllFinite(where, "values", values);
  const [alphas, vs] = [Array.from(weights), Array.from(values)];
  const large = vs.findIndex((v) => Math.abs(v) > 1);
  if (large >= 0)
    throw new ArgumentError(
      `${where}: values[${large}] is ${vs[large]} and ⟨Z⟩ lies in [−1, 1]; scale the values, or put them through tanh`,
      {
        index: large,
        value: vs[large],
      },
    );
  const sum = alphas.reduce((total, alpha) => total + alpha, 0);
  if (alphas.some((alpha) => alpha < 0) || Math.abs(sum - 1) > 1e-5)
    throw new ArgumentError(`${where}: the weights sum to ${sum} or one is negative; pass attention weights, which are a distribution`, {
      sum,
    });
  const n = Math.max(1, Math.ceil(Math.log2(alphas.length)));
  const amplitudes = Array.from({ length: 2 ** n }, (_, j) => Math.sqrt(alphas[j] ?? 0));
  const rotations = vs.flatMap((v, j) => rotationAt(j, n, Math.acos(v)));
  return Circuit.of(n + 1, [...amplitudeEmbedding(amplitudes).operations, ...rotations]);
}
