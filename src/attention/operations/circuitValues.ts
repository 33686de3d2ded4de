import type * as tf from "@tensorflow/tfjs";
import { Random } from "../../core/random";
import type { Ledger, Purpose } from "../../gradient/ledger";
import { differentiable } from "../../layers/operations/differentiable";
import { tanh } from "../../layers/operations/tanh";
import { compute, copyValues } from "../../layers/operations/tensorMemory";
import { shotSeed } from "../../layers/quantum/shotSeed";
import { drawBinomial } from "../../simulator/binomial";
import { weightedValues } from "./weightedValues";

/** How value circuits are run. */
export interface ValueCircuitOptions {
  readonly shots: number | null;
  readonly seed: number;
  readonly ledger: Ledger;
  readonly purpose: Purpose;
}

/**
 * Values summed by a circuit: ⟨Z⟩ = Σ_j a_ij v_j of Σ_j √a_ij |j⟩ ⊗ RY(arccos v_j)|0⟩, v = tanh(values) so that |v| ≤ 1.
 *
 * One circuit a query and component; with shots each ⟨Z⟩ is drawn from its exact distribution, the gradient is that of the exact sum.
 * weights [B, H, T, T], values [B, T, D]; the result is [B, T, D].
 */
export function circuitValues(weights: tf.Tensor4D, values: tf.Tensor, options: ValueCircuitOptions): tf.Tensor3D {
  const { shots, seed, ledger, purpose } = options;
  const exact = weightedValues(weights, tanh(values));
  ledger.add(purpose, { circuits: exact.size, settings: exact.size, shots: exact.size * (shots ?? 0) });
  if (shots === null) return exact;
  const random = new Random(
    shotSeed(seed, "values", { batchSize: 1, perRow: copyValues(exact) as Float32Array, shared: new Float32Array(0) }),
  );
  return differentiable([exact], () => {
    const [drawn] = compute([exact.shape], [exact], ([out], [z]) => {
      for (let i = 0; i < z!.length; i++) out![i] = (2 * drawBinomial(shots, (1 + z![i]!) / 2, random)) / shots - 1;
    });
    return { value: drawn!, gradients: (dy) => [dy] };
  }) as tf.Tensor3D;
}
