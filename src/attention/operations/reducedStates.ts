import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { activeKernels } from "../../layers/operations/kernels/activeKernels";
import { compute } from "../../layers/operations/tensorMemory";

/**
 * Density matrices of the first `keptQubits` qubits of states, the others traced out, as real vectors with tr(ρσ) = r·s.
 *
 * states [2, R, 2^n] as `circuitStates` gives them; the result is [R, 4^m]: by row a of ρ its diagonal entry, then √2·Re and √2·Im of
 * the entries right of it.
 */
export function reducedStates(states: tf.Tensor3D, keptQubits: number): tf.Tensor2D {
  const [, rows, size] = states.shape;
  const kept = 2 ** keptQubits;
  const shape = { rows, kept, traced: size / kept };
  const kernels = activeKernels();
  return differentiable([states], (save) => {
    const [reduced] = compute([[rows, kept * kept]], [states], ([out], [psi]) => kernels.reducedStates(psi as Float32Array, out!, shape));
    save([states]);
    return {
      value: reduced!,
      gradients: (dy, saved) =>
        compute([states.shape], [...saved, dy], ([d], [psi, upstream]) =>
          kernels.reducedStatesGrad(psi as Float32Array, upstream as Float32Array, d!, shape),
        ),
    };
  }) as tf.Tensor2D;
}
