import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { activeKernels } from "../../layers/operations/kernels/activeKernels";
import { polynomialLayout } from "../../layers/operations/kernels/kernels";
import { compute } from "../../layers/operations/tensorMemory";

/**
 * A polynomial of a sum of unitaries, applied to |0…0⟩: ψ_b = Σ_k c_k M_b^k|0…0⟩ with M_b = Σ_j w_bj U(angles_bj).
 *
 * angles [B, T, P], weights [B, T, 2] (Re, Im), coefficients [degree + 1]; `program` (`planeProgram`) says what U is on n qubits. The
 * result is [B, 2^(n+1)]: Re and Im of each amplitude in turn, not normalised.
 */
export function unitaryPolynomial(
  angles: tf.Tensor3D,
  weights: tf.Tensor3D,
  coefficients: tf.Tensor1D,
  program: Int32Array,
  nQubits: number,
): tf.Tensor2D {
  const [B, T, P] = angles.shape;
  const shape = { B, T, P, degree: coefficients.size - 1, size: 2 ** (nQubits + 1), program };
  const kernels = activeKernels();
  const keptShape = [B, polynomialLayout(shape).row];
  return differentiable([angles, weights, coefficients], (save) => {
    const [y, kept] = compute([[B, shape.size], keptShape], [angles, weights, coefficients], ([out, keeping], inputs) => {
      const [a, w, c] = inputs as Float32Array[];
      kernels.unitaryPolynomial(a!, w!, c!, out!, keeping!, shape);
    });
    save([weights, coefficients, kept!]);
    return {
      value: y!,
      gradients: (dy, saved) =>
        compute([angles.shape, weights.shape, coefficients.shape], [...saved, dy], ([da, dw, dc], inputs) => {
          const [w, c, keeping, upstream] = inputs as Float32Array[];
          kernels.unitaryPolynomialGrad(w!, c!, keeping!, upstream!, da!, dw!, dc!, shape);
        }),
    };
  }) as tf.Tensor2D;
}
