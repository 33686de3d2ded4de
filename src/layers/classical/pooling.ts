import * as tf from "@tensorflow/tfjs";
import { checkOneOf } from "../../core/check";
import { checkLayerKeys, KernelLayer, type LayerArgs, maskOf, onlyInput } from "../kernelLayer";
import { firstPool, meanPool } from "../operations/pool";

/** How a sequence becomes one vector: the mean over its real tokens, or its first token's vector. */
export type PoolingKind = "mean" | "first";

/** What `Pooling` is made from; plain JSON. */
export interface PoolingConfig {
  /** Default "mean". */
  readonly pooling?: PoolingKind;
}

/**
 * One vector a sequence: the mean over its real tokens, or the first token's vector.
 *
 * x [B, T, D] to [B, D]; mask bool [B, T], true = real token. @throws ArgumentError for a mean over no token
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const mean = new Pooling({}).apply(tf.tensor3d([[[1, 2], [3, 4]]])) as tf.Tensor;
 * console.log(mean.arraySync()); // [[2, 3]]
 * ```
 */
export class Pooling extends KernelLayer {
  static readonly className = "Pooling";
  readonly pooling: PoolingKind;

  constructor(config: PoolingConfig & LayerArgs = {}) {
    checkLayerKeys("Pooling", config, ["pooling"]);
    const pooling = config.pooling ?? "mean";
    checkOneOf("Pooling", "pooling", pooling, ["mean", "first"]);
    super(config);
    this.pooling = pooling;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs?: { readonly mask?: tf.Tensor | tf.Tensor[] | null }): tf.Tensor {
    const x = onlyInput(inputs);
    return this.pooling === "mean" ? meanPool(x, maskOf(kwargs)) : firstPool(x);
  }

  /** One vector is left of every sequence: nothing to mask. */
  override computeMask(): tf.Tensor {
    return null as unknown as tf.Tensor;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [B, , D] = inputShape as tf.Shape;
    return [B!, D!];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), pooling: this.pooling };
  }
}
tf.serialization.registerClass(Pooling);
