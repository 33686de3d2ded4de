import { DiffMethodError } from "../core/errors";
import { checkCotangent, checkParamBatch } from "../simulator/engine";
import type { CompiledCircuit, ParamBatch, ParamGradients, StateBatch } from "../simulator/engine";
import { vjpSink } from "./contribution";
import { occurrenceAngles, occurrenceCircuit } from "./occurrenceCircuit";

/** Re⟨a_b|other_b⟩ of each row. */
function realOverlaps(a: StateBatch, other: StateBatch, batchSize: number): Float64Array {
  const size = a.re.length / batchSize;
  const overlaps = new Float64Array(batchSize);
  for (let i = 0; i < a.re.length; i++) overlaps[Math.floor(i / size)]! += a.re[i]! * other.re[i]! + a.im[i]! * other.im[i]!;
  return overlaps;
}

/**
 * Re⟨a(θ)|b⟩ of every row, as a Hadamard test reads it, and its gradient by the overlap's own shift rule:
 *
 *   f(θ) = Re⟨a(θ)|b⟩,  f'(θ) = ½ f(θ + π).
 *
 * An overlap is linear in the state, so a Pauli rotation enters with frequency ½. The two-term rule of expectation values,
 * ½[f(θ+π/2) − f(θ−π/2)], gives √2 times the gradient here.
 *
 * `other` holds the states b, [batchSize, 2^n]; `values` is [batchSize].
 *
 * @throws DiffMethodError when a parameter is in a gate that is no Pauli rotation; ShapeError when `other` has the wrong length
 *
 * @example
 * ```ts
 * const a = getEngine("plain").compile(circuit(1).ry(param("theta"), 0));
 * const params = { batchSize: 1, perRow: Float64Array.of(0.6), shared: new Float64Array(0) };
 * const zero = { re: Float64Array.of(1, 0), im: new Float64Array(2) };
 * const { values, gradients } = overlapGradient(a, params, zero); // cos 0.3 and −½ sin 0.3
 * ```
 */
export function overlapGradient(
  compiled: CompiledCircuit,
  params: ParamBatch,
  other: StateBatch,
): { readonly values: Float64Array; readonly gradients: ParamGradients } {
  checkParamBatch("overlapGradient", compiled, params);
  const { batchSize } = params;
  const length = batchSize * 2 ** compiled.circuit.nQubits;
  checkCotangent("overlapGradient", other.re, length);
  checkCotangent("overlapGradient", other.im, length);
  const { compiled: separated, occurrences } = occurrenceCircuit(compiled);
  const unfit = occurrences.find(({ spectrum }) => !spectrum.every((eigenvalue) => Math.abs(eigenvalue) === 0.5));
  if (unfit)
    throw new DiffMethodError(
      `overlapGradient: a parameterised gate's generator has the eigenvalues ${unfit.spectrum.join(", ")}; ` +
        "the rule holds for ±½, Pauli rotations, use statesVjp for other gates",
      { spectrum: unfit.spectrum },
    );
  const angles = occurrenceAngles(compiled, occurrences, params);
  const shared = new Float64Array(0);
  const overlapsAt = (perRow: Float64Array) => realOverlaps(separated.states({ batchSize, perRow, shared }), other, batchSize);
  const { contribute, gradients } = vjpSink(compiled, batchSize, new Float64Array(batchSize).fill(1));
  occurrences.forEach(({ column, scale }, index) => {
    const shifted = angles.map((angle, i) => (i % occurrences.length === index ? angle + Math.PI : angle));
    const values = overlapsAt(shifted);
    for (let row = 0; row < batchSize; row++) contribute(row, column, scale / 2, values, row);
  });
  return { values: overlapsAt(angles), gradients };
}
