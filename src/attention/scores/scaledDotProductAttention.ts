import * as tf from "@tensorflow/tfjs";
import { attention } from "../../layers/operations/attention";
import type { Attendable } from "../attendable";
import type { AttentionConfig, Mechanism } from "../mechanism";
import type { MixOptions } from "../../layers/attentionMechanism";
import { OPTION } from "../mechanismOptions";
import { scoreSoftmax } from "../operations/scoreSoftmax";
import { stateGram } from "../operations/stateGram";
import { project, ScoreAttention, type LinearMap } from "../scoreAttention";

/**
 * Scaled dot-product attention, the classical control: softmax_j(β·q_i·k_j)v_j by head, β = 1/√(D/H) unless given.
 *
 * Weights: `q_proj`, `k_proj`, `v_proj`, `out_proj`, and `beta` where it is trained: 4D² + 4D (+ 1). (Vaswani et al. 1706.03762)
 *
 * @throws ArgumentError for an unknown option; ShapeError when the heads do not divide the width
 */
class ScaledDotProductAttention extends ScoreAttention {
  private readonly maps: readonly [LinearMap, LinearMap];
  private readonly beta: number | tf.Variable;
  private readonly standard: boolean;

  constructor(config: AttentionConfig) {
    const standardBeta = 1 / Math.sqrt(config.embedDim / (config.nHeads ?? 1));
    super(scaledDotProduct, config, { beta: standardBeta });
    this.maps = [this.addInputMap("q_proj"), this.addInputMap("k_proj")];
    this.beta = this.addBeta();
    this.standard = this.beta === standardBeta;
    this.addValueMaps();
  }

  override mix(x: tf.Tensor3D, mask: tf.Tensor2D | null, options: MixOptions = {}): tf.Tensor3D {
    if (!this.standard) return super.mix(x, mask, options);
    return tf.tidy(() => {
      this.keysOf(x, mask);
      const [q, k] = this.maps.map((map) => project(x, map));
      const { nHeads, causal } = this.config;
      return this.projectedValues(x, (v) => attention(q!, k!, v, { nHeads: nHeads!, causal: causal!, mask }));
    });
  }

  /** The key's bias adds the same to all scores of a query, which the softmax takes away. */
  override deadParameters(): readonly string[] {
    return Array.from({ length: this.config.embedDim }, (_, c) => `k_proj.bias[${c}]`);
  }

  protected override weightsOf(x: tf.Tensor3D, keys: Attendable): tf.Tensor4D {
    const [q, k] = this.maps.map((map) => project(x, map));
    const { nHeads = 1 } = this.config;
    return scoreSoftmax(stateGram("overlap", q!, k!, false, { ...keys, H: nHeads }), this.beta, keys);
  }
}

/** Registry row of `ScaledDotProductAttention`. */
export const scaledDotProduct: Mechanism = {
  name: "scaled-dot-product",
  kind: "score",
  source: "Vaswani et al. 2017, arXiv:1706.03762",
  parameterFormula: "4D² + 4D, + 1 with trainableBeta",
  options: [
    OPTION.nHeads,
    OPTION.causal,
    { ...OPTION.beta, default: null, description: "factor of the scores in the softmax, null = 1/√(D/H)" },
    OPTION.trainableBeta,
    OPTION.seed,
  ],
  parameters: ({ embedDim: D, trainableBeta = false }) => 4 * D * D + 4 * D + (trainableBeta ? 1 : 0),
  circuit: () => null,
  create: (config) => new ScaledDotProductAttention(config),
};
