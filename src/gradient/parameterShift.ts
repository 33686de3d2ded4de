import type { Observable } from "../circuit/observable";
import type { ParamBatch } from "../simulator/engine";
import type { Contribute } from "./contribution";
import { expvalWith, type Evaluator } from "./evaluate";
import { occurrenceAngles, occurrenceCircuit } from "./occurrenceCircuit";

/** Rows of shifted angles that are run at once. */
const MAX_ROWS = 4096;

/**
 * Gradients by the parameter-shift rule: ∂f/∂θ = Σ_gates scale · Σ_i c_i f(gate's angle + s_i), the rule read from each gate's
 * spectrum. Exact without shots, unbiased with.
 */
export function parameterShift(evaluator: Evaluator, params: ParamBatch, observables: readonly Observable[], contribute: Contribute): void {
  const { compiled, occurrences, runs } = occurrenceCircuit(evaluator.compiled);
  const base = occurrenceAngles(evaluator.compiled, occurrences, params);
  const width = occurrences.length;
  const runsAtOnce = Math.max(1, Math.floor(MAX_ROWS / params.batchSize));
  for (let first = 0; first < runs.length; first += runsAtOnce) {
    const block = runs.slice(first, first + runsAtOnce);
    const perRow = new Float64Array(block.length * base.length);
    block.forEach(({ index, shift }, run) => {
      perRow.set(base, run * base.length);
      for (let row = 0; row < params.batchSize; row++) perRow[run * base.length + row * width + index]! += shift;
    });
    const shifted = { batchSize: block.length * params.batchSize, perRow, shared: new Float64Array(0) };
    const values = expvalWith({ ...evaluator, compiled }, shifted, observables, "gradient");
    block.forEach(({ column, weight }, run) => {
      for (let row = 0; row < params.batchSize; row++)
        contribute(row, column, weight, values, (run * params.batchSize + row) * observables.length);
    });
  }
}
