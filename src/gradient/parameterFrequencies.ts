import type { Circuit } from "../circuit/circuit";
import { isSlot } from "../circuit/parameter";
import { gateRow, type Operation } from "../circuit/operation";
import { ArgumentError } from "../core/errors";
import { frequenciesOf, operationSpectrum } from "./shiftRule";

const TOLERANCE = 1e-9;

/** An operation as gates of one angle each. */
function oneAngleOperations(operation: Operation): readonly Operation[] {
  const parts = gateRow(operation)?.parts?.(operation.params);
  return parts?.map((part) => ({ ...operation, ...part })) ?? [operation];
}

/** The distinct sums a + b. */
function sums(a: readonly number[], b: readonly number[]): number[] {
  const found: number[] = [];
  for (const x of a) for (const y of b) if (!found.some((known) => Math.abs(known - x - y) < TOLERANCE)) found.push(x + y);
  return found;
}

/**
 * The frequencies that an expectation value can have in one parameter of a circuit, ascending, without 0.
 *
 * f(θ) = Σ_ω a_ω cos(ωθ) + b_ω sin(ωθ), ω the positive differences of Σ_gates s_g λ_g, where λ_g are the eigenvalues of the generator
 * of each gate that holds the parameter and s_g its scale there. What is read from the circuit may have fewer. (Schuld et al. 2008.08605)
 *
 * @throws ArgumentError when the circuit has no such parameter
 * @example
 * ```ts
 * const twice = circuit(2).rx(param("x"), 0).rx(param("x"), 1);
 * console.log(parameterFrequencies(twice, "x")); // [ 1, 2 ]
 * ```
 */
export function parameterFrequencies(circuit: Circuit, name: string): number[] {
  let eigenvalues = [0];
  let gates = 0;
  for (const operation of circuit.operations.flatMap(oneAngleOperations))
    for (const angle of operation.params) {
      if (!isSlot(angle) || angle.name !== name) continue;
      gates++;
      const own = operationSpectrum(operation).map((eigenvalue) => angle.scale * eigenvalue);
      eigenvalues = sums(eigenvalues, own);
    }
  if (gates === 0)
    throw new ArgumentError(`parameterFrequencies: the circuit has no parameter "${name}"; it has ${circuit.parameters.join(", ")}`, {
      name,
    });
  return frequenciesOf(eigenvalues);
}
