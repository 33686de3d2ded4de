import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { activeKernels } from "../../layers/operations/kernels/activeKernels";
import { compute } from "../../layers/operations/tensorMemory";

/** cos and sin of 2πj/K, over √K, for j < K. */
export const wavesOf = (K: number): Float32Array =>
  Float32Array.from({ length: 2 * K }, (_, i) => (i % 2 === 0 ? Math.cos : Math.sin)((2 * Math.PI * Math.floor(i / 2)) / K) / Math.sqrt(K));

/**
 * y = Re(F⁻¹ U F x): F is the quantum Fourier transform over the tokens of each channel, U_k a circuit on the channels of mode k.
 *
 * x [B, T, D], places behind the last token up to K are empty; angles [K, P]; `program` (`planeProgram`) is the circuit on n qubits,
 * 2^n ≥ D; the result is [B, T, D]. A linear map of x: with x as amplitudes it gives their real parts times ‖x‖.
 */
export function spectralMix(x: tf.Tensor3D, angles: tf.Tensor2D, program: Int32Array, waves: Float32Array, nQubits: number): tf.Tensor3D {
  const [B, T, D] = x.shape;
  const [K, P] = angles.shape;
  const shape = { B, T, D, K, P, size: 2 ** (nQubits + 1), program, waves };
  const keptShape = [4 * Math.ceil(B / 4), K, shape.size];
  const kernels = activeKernels();
  return differentiable([x, angles], (save) => {
    const [y, kept] = compute([x.shape, keptShape], [x, angles], ([out, keeping], inputs) => {
      const [values, theta] = inputs as Float32Array[];
      kernels.spectralMix(values!, theta!, out!, keeping!, shape);
    });
    save([angles, kept!]);
    return {
      value: y!,
      gradients: (dy, saved) =>
        compute([x.shape, angles.shape], [...saved, dy], ([dx, dAngles], inputs) => {
          const [theta, keeping, upstream] = inputs as Float32Array[];
          kernels.spectralMixGrad(theta!, keeping!, upstream!, dx!, dAngles!, shape);
        }),
    };
  }) as tf.Tensor3D;
}
