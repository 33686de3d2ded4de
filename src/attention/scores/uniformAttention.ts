import * as tf from "@tensorflow/tfjs";
import { mayAttend, type Attendable } from "../attendable";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { OPTION, refusedBeta } from "../mechanismOptions";
import { ScoreAttention } from "../scoreAttention";

/**
 * Uniform attention, a control: every query weighs all the keys it may attend to alike, a_ij = 1/S.
 *
 * Weights: `v_proj` and `out_proj`, 2D² + 2D.
 *
 * @throws ArgumentError for an unknown option
 */
class UniformAttention extends ScoreAttention {
  constructor(config: AttentionConfig) {
    super(uniform, config);
    this.addValueMaps();
  }

  protected override weightsOf(_x: tf.Tensor3D, keys: Attendable): tf.Tensor4D {
    const { nHeads: H = 1 } = this.config;
    const { B, T } = keys;
    const weights = new Float32Array(B * H * T * T);
    for (let row = 0; row < B * H * T; row++) {
      const [b, i] = [Math.floor(row / (H * T)), row % T];
      let count = 0;
      for (let j = 0; j < T; j++) if (mayAttend(keys, b, i, j)) count++;
      for (let j = 0; j < T; j++) weights[row * T + j] = mayAttend(keys, b, i, j) ? 1 / count : 0;
    }
    return tf.tensor4d(weights, [B, H, T, T]);
  }
}

/** Registry row of `UniformAttention`. */
export const uniform: Mechanism = {
  name: "uniform",
  kind: "score",
  source: "control: attention without scores",
  parameterFormula: "2D² + 2D",
  options: [OPTION.nHeads, OPTION.causal, OPTION.seed],
  refused: refusedBeta("there are no scores"),
  parameters: ({ embedDim: D }) => 2 * D * D + 2 * D,
  circuit: () => null,
  create: (config) => new UniformAttention(config),
};
