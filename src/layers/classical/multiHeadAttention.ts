import * as tf from "@tensorflow/tfjs";
import { checkInteger } from "../../core/check";
import { ShapeError } from "../../core/errors";
import { uniformValues } from "../initialValues";
import { checkLayerKeys, KernelLayer, lastAxis, type LayerArgs, maskOf, onlyInput, weightRandom } from "../kernelLayer";
import { selfAttention } from "../operations/attention";
import { linear } from "../operations/linear";

/** What `MultiHeadAttention` is made from; plain JSON. */
export interface MultiHeadAttentionConfig {
  /** Default 1; must divide the input's last axis. */
  readonly nHeads?: number;
  /** Token i sees tokens 0 … i only. Default false. */
  readonly causal?: boolean;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Multi-head scaled dot-product self-attention with biases, as PyTorch's `MultiheadAttention`: softmax(QKᵀ/√d)·V by head, then a linear map.
 *
 * x [B, T, D] to [B, T, D]; mask bool [B, T], true = may be attended to. Weights: `in_proj_weight` [D, 3D] for q, k, v side by side
 * ~ U(±√(6/4D)), `in_proj_bias` = 0, `out_proj.weight` [D, D] ~ U(±1/√D), `out_proj.bias` = 0. (Vaswani et al. 1706.03762)
 *
 * @throws ArgumentError when a query may attend to no key; ShapeError when the heads do not divide D
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const layer = new MultiHeadAttention({ nHeads: 2 });
 * const y = layer.apply(tf.ones([1, 5, 8])) as tf.Tensor;
 * console.log(y.shape, layer.countParams()); // [1, 5, 8] 288
 * ```
 */
export class MultiHeadAttention extends KernelLayer {
  // tfjs has a MultiHeadAttention of its own in its registry.
  static readonly className = "MultiHeadSelfAttention";
  readonly nHeads: number;
  readonly causal: boolean;
  readonly seed: number;
  private inWeight: tf.Variable | null = null;
  private inBias: tf.Variable | null = null;
  private outWeight: tf.Variable | null = null;
  private outBias: tf.Variable | null = null;

  constructor(config: MultiHeadAttentionConfig & LayerArgs = {}) {
    checkLayerKeys("MultiHeadAttention", config, ["nHeads", "causal", "seed"]);
    checkInteger("MultiHeadAttention", "nHeads", config.nHeads ?? 1, 1);
    super(config);
    this.nHeads = config.nHeads ?? 1;
    this.causal = config.causal ?? false;
    this.seed = config.seed ?? 0;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const D = lastAxis("MultiHeadAttention", inputShape);
    if (D % this.nHeads !== 0)
      throw new ShapeError(`MultiHeadAttention: ${this.nHeads} heads do not divide the width ${D}; choose a divisor of ${D}`);
    const draw = (name: string, n: number, bound: number): Float32Array => uniformValues(weightRandom(this.seed, name), n, bound);
    const transposed = true;
    this.inWeight = this.addNamedWeight("in_proj_weight", [D, 3 * D], draw("in_proj_weight", 3 * D * D, Math.sqrt(6 / (4 * D))), {
      transposed,
    });
    this.inBias = this.addNamedWeight("in_proj_bias", [3 * D], new Float32Array(3 * D));
    this.outWeight = this.addNamedWeight("out_proj.weight", [D, D], draw("out_proj.weight", D * D, 1 / Math.sqrt(D)), { transposed });
    this.outBias = this.addNamedWeight("out_proj.bias", [D], new Float32Array(D));
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs?: { readonly mask?: tf.Tensor | tf.Tensor[] | null }): tf.Tensor {
    return tf.tidy(() => {
      const projected = linear(onlyInput(inputs), this.inWeight!, this.inBias);
      const mixed = selfAttention(projected, { nHeads: this.nHeads, mask: maskOf(kwargs), causal: this.causal });
      return linear(mixed, this.outWeight!, this.outBias);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), nHeads: this.nHeads, causal: this.causal, seed: this.seed };
  }
}
tf.serialization.registerClass(MultiHeadAttention);
