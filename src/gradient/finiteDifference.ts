import { checkNumber } from "../core/check";
import type { Observable } from "../circuit/observable";
import type { ParamBatch } from "../simulator/engine";
import type { Contribute } from "./contribution";
import { expvalWith, type Evaluator } from "./evaluate";
import { perRowCircuit, perRowValues } from "./perRowCircuit";

/** Rows of shifted parameters that are run at once. */
const MAX_ROWS = 4096;

/**
 * Gradients by central differences, [f(θ + h) − f(θ − h)]/(2h) for each parameter; error h²/6·f''' plus rounding, or plus shot
 * noise of sd 1/(h√(2N)).
 */
export function finiteDifference(
  evaluator: Evaluator,
  params: ParamBatch,
  observables: readonly Observable[],
  step: number,
  contribute: Contribute,
): void {
  checkNumber("finite-difference", "step", step, 1e-12, 10);
  const { compiled, columns } = perRowCircuit(evaluator.compiled);
  const base = perRowValues(evaluator.compiled, columns, params);
  const runs = columns.flatMap((column, index) => [1, -1].map((sign) => ({ column, index, sign })));
  const runsAtOnce = Math.max(1, Math.floor(MAX_ROWS / params.batchSize));
  for (let first = 0; first < runs.length; first += runsAtOnce) {
    const block = runs.slice(first, first + runsAtOnce);
    const perRow = new Float64Array(block.length * base.length);
    block.forEach(({ index, sign }, run) => {
      perRow.set(base, run * base.length);
      for (let row = 0; row < params.batchSize; row++) perRow[run * base.length + row * columns.length + index]! += sign * step;
    });
    const shifted = { batchSize: block.length * params.batchSize, perRow, shared: new Float64Array(0) };
    const values = expvalWith({ ...evaluator, compiled }, shifted, observables, "gradient");
    block.forEach(({ column, sign }, run) => {
      for (let row = 0; row < params.batchSize; row++)
        contribute(row, column, sign / (2 * step), values, (run * params.batchSize + row) * observables.length);
    });
  }
}
