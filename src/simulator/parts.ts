import type { Circuit } from "../circuit/circuit";
import { controlledMatrix, type ComplexMatrix } from "../circuit/matrix";
import { gateRow, type Operation } from "../circuit/operation";

/**
 * The same circuit with every gate of several parameters (U2, U3) written as its parts of one parameter each. Extra controls go
 * to every part, which is exact: C(AB) = C(A)C(B).
 */
export function singleParameterOperations(circuit: Circuit): Operation[] {
  return circuit.operations.flatMap((operation): Operation[] => {
    const parts = gateRow(operation)?.parts;
    return parts ? parts(operation.params).map((part) => ({ ...operation, ...part })) : [operation];
  });
}

/** G of U(θ) = exp(−iθG) on the operation's wires, controls first: diag(0, G) for each control. `null` without a parameter. */
export function operationGenerator(operation: Operation): ComplexMatrix | null {
  let generator = gateRow(operation)?.generator ?? null;
  for (let i = 0; generator && i < operation.controls.length; i++) {
    const half = generator.size;
    generator = controlledMatrix(generator);
    for (let k = 0; k < half; k++) generator.re[k * generator.size + k] = 0;
  }
  return generator;
}
