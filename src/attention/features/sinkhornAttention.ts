import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../../core/errors";
import { uniformValues } from "../../layers/initialValues";
import { reshape } from "../../layers/operations/reshape";
import type { Attendable } from "../attendable";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { injectedAngles } from "../operations/injectedAngles";
import { sinkhorn } from "../operations/sinkhorn";
import { stateGram } from "../operations/stateGram";
import { doublyStochastic } from "../scores/doublyStochasticAttention";
import { project, ScoreAttention, type LinearMap } from "../scoreAttention";

/** Name of the mechanism whose circuit `SinkhornAttention` stands for. */
export const TRANSPORT = doublyStochastic.name;

const DEFAULT_LENGTH = doublyStochastic.options.find(({ name }) => name === "seqLen")!.default as number;

/** Parameters of `SinkhornAttention`. */
export function sinkhornParameters({
  embedDim: D,
  nHeads: H = 1,
  seqLen = DEFAULT_LENGTH,
  trainableBeta = false,
}: AttentionConfig): number {
  return H * seqLen ** 2 + 4 * D * D + 4 * D + (trainableBeta ? 1 : 0);
}

/**
 * A classical map in the place of the circuit of doubly stochastic attention: a = sinkhorn(θ ⊙ β·QKᵀ), as many numbers as the circuit gives,
 * in [0, 1], rows and (nearly) columns summing to 1, from the same scores with a trained factor each.
 *
 * Weights `q_proj`, `k_proj`, `transport_params` θ [H·seqLen²], U(−1, 1), `beta` where trained, `v_proj`, `out_proj`.
 *
 * @throws ShapeError for a sequence longer than seqLen
 */
export class SinkhornAttention extends ScoreAttention {
  private readonly maps: readonly [LinearMap, LinearMap];
  private readonly theta: tf.Variable;
  private readonly beta: number | tf.Variable;
  private readonly length: number;

  constructor(row: Mechanism, config: AttentionConfig) {
    const { embedDim, nHeads = 1, seqLen = DEFAULT_LENGTH } = config;
    super(row, config, { beta: 1 / Math.sqrt(embedDim / nHeads) });
    this.length = seqLen;
    this.maps = [this.addInputMap("q_proj"), this.addInputMap("k_proj")];
    const name = "transport_params";
    const count = nHeads * seqLen ** 2;
    this.theta = this.weights.add(name, [count], uniformValues(this.weights.random(name), count, 1));
    this.beta = this.addBeta();
    this.addValueMaps();
  }

  protected override weightsOf(x: tf.Tensor3D, keys: Attendable): tf.Tensor4D {
    const { nHeads: H = 1 } = this.config;
    const { B, T } = keys;
    const S = this.length;
    if (T > S)
      throw new ShapeError(`${this.mechanism.name}: a sequence of ${T} tokens and a matrix for ${S}; set seqLen to the longest`, {
        seqLen: S,
        T,
      });
    const [q, k] = this.maps.map((map) => project(x, map));
    const scores = stateGram("overlap", q!, k!, false, { ...keys, H });
    const [scaled, scale] = typeof this.beta === "number" ? [scores, this.beta] : [tf.mul<tf.Tensor4D>(scores, this.beta), 1];
    const factors = reshape(injectedAngles(scaled, this.theta, S, keys, scale), [B, H, S, S]);
    return sinkhorn(tf.slice<tf.Rank.R4, tf.Tensor4D>(factors as tf.Tensor4D, [0, 0, 0, 0], [B, H, T, T]), keys);
  }
}
