import type * as tf from "@tensorflow/tfjs";
import type { Ledger } from "../gradient/ledger";
import type { NamedWeight, WeightedLayer } from "./namedWeights";

/** Whether a pass trains or evaluates: circuits are counted apart. */
export interface MixOptions {
  /** Default true. */
  readonly training?: boolean;
}

/** Anything that mixes the tokens of a sequence: what a transformer block calls attention. */
export interface AttentionMechanism {
  /** x [B, T, D] to [B, T, D]; mask bool [B, T], true = may be attended to, null = all. Called inside a tidy; differentiable. */
  mix(x: tf.Tensor3D, mask: tf.Tensor2D | null, options?: MixOptions): tf.Tensor3D;
  /** Names relative to the mechanism, always in the same order. */
  namedWeights(): readonly NamedWeight[];
  /** Names of single parameters that no output depends on, such as `quantum_params.rz_l1_q0`. */
  deadParameters(): readonly string[];
  /** Of a mechanism that runs circuits: what they cost. A model puts its own in place, so that its parts count together. */
  ledger?: Ledger;
  dispose(): void;
}

/**
 * A layer that takes its mask as a keyword, such as `MultiHeadAttention`, as an attention mechanism. The layer must be built; disposing
 * the mechanism disposes it.
 *
 * @example
 * ```ts
 * await ready();
 * const layer = new MultiHeadAttention({ nHeads: 2 });
 * layer.build([null, null, 8]);
 * const attention = attentionFromLayer(layer);
 * console.log(attention.namedWeights().length); // 8
 * attention.dispose();
 * ```
 */
export function attentionFromLayer(layer: WeightedLayer, deadParameters: () => readonly string[] = () => []): AttentionMechanism {
  return {
    mix: (x, mask) => layer.call(x, mask === null ? {} : { mask }) as tf.Tensor3D,
    namedWeights: () => layer.namedWeights(),
    deadParameters,
    dispose: () => {
      layer.dispose();
    },
  };
}
