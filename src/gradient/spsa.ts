import { checkInteger, checkNumber } from "../core/check";
import type { Observable } from "../circuit/observable";
import type { ParamBatch } from "../simulator/engine";
import type { Contribute } from "./contribution";
import { expvalWith, requireRandom, type Evaluator } from "./evaluate";
import { perRowCircuit, perRowValues } from "./perRowCircuit";

/**
 * Gradients by simultaneous perturbation (Spall 1992): ĝ = [f(θ + cΔ) − f(θ − cΔ)]/(2c)·Δ with random signs Δ, averaged over
 * `directions` draws. Two circuits a draw whatever the number of parameters; the other parameters enter as noise of mean zero.
 */
export function spsa(
  evaluator: Evaluator,
  params: ParamBatch,
  observables: readonly Observable[],
  { step, directions }: { step: number; directions: number },
  contribute: Contribute,
): void {
  checkNumber("spsa", "step", step, 1e-12, 10);
  checkInteger("spsa", "directions", directions, 1);
  const random = requireRandom("spsa", evaluator.random);
  const { compiled, columns } = perRowCircuit(evaluator.compiled);
  const base = perRowValues(evaluator.compiled, columns, params);
  const { batchSize } = params;
  const width = columns.length;
  for (let draw = 0; draw < directions; draw++) {
    const signs = base.map(() => (random.uniform() < 0.5 ? -1 : 1));
    columns.forEach((column, index) => {
      if (column.isShared) for (let row = 1; row < batchSize; row++) signs[row * width + index] = signs[index]!;
    });
    const perRow = new Float64Array(2 * base.length);
    for (let i = 0; i < base.length; i++) {
      perRow[i] = base[i]! + step * signs[i]!;
      perRow[base.length + i] = base[i]! - step * signs[i]!;
    }
    const shifted = { batchSize: 2 * batchSize, perRow, shared: new Float64Array(0) };
    const values = expvalWith({ ...evaluator, compiled }, shifted, observables, "gradient");
    for (let row = 0; row < batchSize; row++)
      columns.forEach((column, index) => {
        const weight = signs[row * width + index]! / (2 * step * directions);
        contribute(row, column, weight, values, row * observables.length);
        contribute(row, column, -weight, values, (batchSize + row) * observables.length);
      });
  }
}
