import * as tf from "@tensorflow/tfjs";
import type { Attendable } from "../attendable";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { OPTION, refusedBeta } from "../mechanismOptions";
import { ScoreAttention } from "../scoreAttention";

/**
 * Identity attention, a control: every token attends to itself alone, a = I, so that tokens are never mixed.
 *
 * A masked token keeps its own value; no other sees it. Weights: `v_proj` and `out_proj`, 2D² + 2D.
 *
 * @throws ArgumentError for an unknown option
 */
class IdentityAttention extends ScoreAttention {
  constructor(config: AttentionConfig) {
    super(identity, config);
    this.addValueMaps();
  }

  protected override weightsOf(_x: tf.Tensor3D, { B, T }: Attendable): tf.Tensor4D {
    const { nHeads: H = 1 } = this.config;
    const weights = new Float32Array(B * H * T * T);
    for (let row = 0; row < B * H * T; row++) weights[row * T + (row % T)] = 1;
    return tf.tensor4d(weights, [B, H, T, T]);
  }
}

/** Registry row of `IdentityAttention`. */
export const identity: Mechanism = {
  name: "identity",
  kind: "score",
  source: "control: no attention",
  parameterFormula: "2D² + 2D",
  options: [OPTION.nHeads, OPTION.causal, OPTION.seed],
  refused: refusedBeta("there are no scores"),
  parameters: ({ embedDim: D }) => 2 * D * D + 2 * D,
  circuit: () => null,
  create: (config) => new IdentityAttention(config),
};
