import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { activeKernels } from "../../layers/operations/kernels/activeKernels";
import type { PairShape } from "../../layers/operations/kernels/kernels";
import { compute } from "../../layers/operations/tensorMemory";

/** Re⟨q_i|k_j⟩, or |⟨q_i|k_j⟩|². */
export type GramKind = "overlap" | "fidelity";

/**
 * The Gram matrix of T query and T key states of every sequence and head, instead of T² circuits: [B, H, T, T].
 *
 * `overlap` is Re⟨q_i|k_j⟩, `fidelity` |⟨q_i|k_j⟩|². q and k hold rows (b, t, h) of S amplitudes; `complex` says that the imaginary
 * parts of all rows follow the real ones, as `circuitStates` gives them.
 */
export function stateGram(kind: GramKind, q: tf.Tensor, k: tf.Tensor, complex: boolean, { B, T, H }: PairShape): tf.Tensor4D {
  const planes = complex ? 2 : 1;
  const layout = { B, T, H, S: q.size / (planes * B * T * H), imaginary: complex ? q.size / 2 : 0 };
  const shape = [B, H, T, T];
  const kernels = activeKernels();
  const kept = Array.from({ length: kind === "fidelity" ? planes : 0 }, () => shape);
  return differentiable([q, k], (save) => {
    const [gram, ...parts] = compute([shape, ...kept], [q, k], ([out, re, im], [qs, ks]) =>
      kernels.stateGram(qs as Float32Array, ks as Float32Array, out!, re ?? null, im ?? null, layout),
    );
    save([q, k, ...parts]);
    return {
      value: gram!,
      gradients: (dy, saved) =>
        compute([q.shape, k.shape], [dy, ...saved], ([dq, dk], inputs) => {
          const [upstream, qs, ks, re, im] = inputs as Float32Array[];
          kernels.stateGramGrad(qs!, ks!, re ?? null, im ?? null, upstream!, dq!, dk!, layout);
        }),
    };
  }) as tf.Tensor4D;
}
