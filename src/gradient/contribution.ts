import { columnsOf, type Column } from "../simulator/columns";
import type { CompiledCircuit, FloatArray, ParamGradients } from "../simulator/engine";

/**
 * Takes one evaluated row: the expectation values `values[at … at + K)` enter the derivative of row `row` by the parameter in
 * `column` with `weight`.
 */
export type Contribute = (row: number, column: Column, weight: number, values: FloatArray, at: number) => void;

/** Sums contributions into the gradient of Σ_bk v_bk ⟨O_k⟩_b; `cotangent` is v, [B, K]. */
export function vjpSink(
  compiled: CompiledCircuit,
  batchSize: number,
  cotangent: ArrayLike<number>,
): { contribute: Contribute; gradients: ParamGradients } {
  const count = cotangent.length / batchSize;
  const nPerRow = compiled.perRow.length;
  const gradients = { perRow: new Float64Array(batchSize * nPerRow), shared: new Float64Array(compiled.shared.length) };
  const contribute: Contribute = (row, { isShared, index }, weight, values, at) => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += cotangent[row * count + k]! * values[at + k]!;
    if (isShared) gradients.shared[index]! += weight * sum;
    else gradients.perRow[row * nPerRow + index]! += weight * sum;
  };
  return { contribute, gradients };
}

/** Collects the Jacobian ∂⟨O_k⟩/∂θ_p of a batch of one row without shared parameters, [K, P] row-major. */
export function jacobianSink(compiled: CompiledCircuit, count: number): { contribute: Contribute; jacobian: Float64Array } {
  const nParams = columnsOf(compiled).size;
  const jacobian = new Float64Array(count * nParams);
  const contribute: Contribute = (_row, { index }, weight, values, at) => {
    for (let k = 0; k < count; k++) jacobian[k * nParams + index]! += weight * values[at + k]!;
  };
  return { contribute, jacobian };
}
