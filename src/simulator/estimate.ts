import type { Observable } from "../circuit/observable";
import { checkObservables, checkParamBatch, type CompiledCircuit, type ParamBatch } from "./engine";
import { measuredIn, measurementPlan } from "./measurement";
import { parity } from "./pauliMask";
import { checkShots, DEFAULT_SHOTS, drawCounts, type SampleOptions } from "./sampling";

/**
 * ⟨O_k⟩ estimated from finite shots, [batchSize, K] row-major: unbiased, Var⟨P⟩ = (1 − ⟨P⟩²)/shots for a Pauli string P.
 *
 * Strings that commute qubit by qubit share one measurement setting and its shots; each setting gets `shots` of its own.
 *
 * @throws ArgumentError when shots is not an integer from 1 to 10⁶; ShapeError when an observable has another number of qubits
 *
 * @example
 * ```ts
 * const tilted = getEngine("plain").compile(circuit(1).ry(0.5, 0));
 * const none = { batchSize: 1, perRow: new Float64Array(0), shared: new Float64Array(0) };
 * const z = estimateExpval(tilted, none, allZ(1), { shots: 1000, random: new Random(1) }); // near cos 0.5
 * ```
 */
export function estimateExpval(
  compiled: CompiledCircuit,
  params: ParamBatch,
  observables: readonly Observable[],
  options: SampleOptions,
): Float64Array {
  const { shots = DEFAULT_SHOTS, random } = options;
  checkShots("estimateExpval", shots);
  checkObservables("estimateExpval", observables, compiled.circuit.nQubits);
  checkParamBatch("estimateExpval", compiled, params);
  const { settings, constants } = measurementPlan(observables);
  const count = constants.length;
  const size = 2 ** compiled.circuit.nQubits;
  const values = new Float64Array(params.batchSize * count);
  for (let at = 0; at < values.length; at += count) values.set(constants, at);
  const counts = new Uint32Array(size);
  for (const { basis, terms } of settings) {
    const probs = measuredIn(compiled, basis).probs(params);
    for (let row = 0; row < params.batchSize; row++) {
      counts.fill(0);
      drawCounts(probs, row * size, size, shots, random, counts, 0);
      for (const { observable, coefficient, mask } of terms) {
        let sum = 0;
        for (let k = 0; k < size; k++) if (counts[k] !== 0) sum += parity(k & mask) * counts[k]!;
        values[row * count + observable]! += (coefficient * sum) / shots;
      }
    }
  }
  return values;
}
