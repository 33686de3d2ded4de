import * as tf from "@tensorflow/tfjs";
import { attention } from "../../layers/operations/attention";
import type { Attendable } from "../attendable";
import type { AttentionConfig, Mechanism } from "../mechanism";
import type { MixOptions } from "../../layers/attentionMechanism";
import { OPTION } from "../mechanismOptions";
import { scoreSoftmax } from "../operations/scoreSoftmax";
import { stateGram } from "../operations/stateGram";
import { project, ScoreAttention, type LinearMap } from "../scoreAttention";

const headDimOf = ({ embedDim, nHeads = 1, headDim }: AttentionConfig): number => headDim ?? embedDim / nHeads;

/**
 * Scaled dot-product attention, the classical control: softmax_j(β·q_i·k_j)v_j by head, β = 1/√headDim unless given.
 *
 * Weights: `q_proj`, `k_proj`, `v_proj` [D, w], `out_proj` [w, D], w = H·headDim, and `beta` where it is trained: 4Dw + 3w + D (+ 1),
 * which is 4D² + 4D for the usual headDim D/H. (Vaswani et al. 1706.03762)
 *
 * @throws ArgumentError for an unknown option; ShapeError when the heads do not divide the width
 */
class ScaledDotProductAttention extends ScoreAttention {
  private readonly maps: readonly [LinearMap, LinearMap];
  private readonly beta: number | tf.Variable;
  private readonly standard: boolean;

  constructor(config: AttentionConfig) {
    const headDim = headDimOf(config);
    const standardBeta = 1 / Math.sqrt(headDim);
    super(scaledDotProduct, config, { beta: standardBeta, headDim });
    const width = headDim * this.config.nHeads!;
    this.maps = [this.addInputMap("q_proj", width), this.addInputMap("k_proj", width)];
    this.beta = this.addBeta();
    this.standard = this.beta === standardBeta;
    this.addValueMaps(width);
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
    return Array.from({ length: this.config.headDim! * this.config.nHeads! }, (_, c) => `k_proj.bias[${c}]`);
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
  parameterFormula: "4Dw + 3w + D with w = H·headDim, which is 4D² + 4D for the default; + 1 with trainableBeta",
  options: [
    OPTION.nHeads,
    { name: "headDim", values: "integer ≥ 1", default: null, description: "width of a head's queries, keys and values, null = D/H" },
    OPTION.causal,
    { ...OPTION.beta, default: null, description: "factor of the scores in the softmax, null = 1/√headDim" },
    OPTION.trainableBeta,
    OPTION.seed,
  ],
  parameters: (config) => {
    const { embedDim: D, nHeads = 1, trainableBeta = false } = config;
    const width = nHeads * headDimOf(config);
    return 4 * D * width + 3 * width + D + (trainableBeta ? 1 : 0);
  },
  circuit: () => null,
  create: (config) => new ScaledDotProductAttention(config),
};
