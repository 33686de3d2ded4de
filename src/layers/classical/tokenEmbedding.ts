import * as tf from "@tensorflow/tfjs";
import { checkInteger } from "../../core/check";
import { normalValues } from "../initialValues";
import { checkLayerKeys, KernelLayer, type LayerArgs, onlyInput, weightRandom } from "../kernelLayer";
import { embed } from "../operations/embed";

/** What `TokenEmbedding` is made from; plain JSON. */
export interface TokenEmbeddingConfig {
  readonly vocabSize: number;
  readonly embedDim: number;
  /** A token whose row starts at 0 and is never trained, and that is masked for later layers; null (default) for none. */
  readonly paddingId?: number | null;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * A table of one trainable vector a token, e_t = W[token_t], W ~ N(0, 1) as in PyTorch's `Embedding`.
 *
 * ids [B, T] to [B, T, embedDim]. Weight: `weight` [vocabSize, embedDim].
 * The caller disposes what `apply` and `call` return, here as in every layer.
 *
 * @throws ArgumentError for a token id outside the vocabulary
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const layer = new TokenEmbedding({ vocabSize: 20, embedDim: 8, seed: 1 });
 * const vectors = layer.apply(tf.tensor2d([[3, 1, 4]], [1, 3], "int32")) as tf.Tensor;
 * console.log(vectors.shape); // [1, 3, 8]
 * ```
 */
export class TokenEmbedding extends KernelLayer {
  static readonly className = "TokenEmbedding";
  readonly vocabSize: number;
  readonly embedDim: number;
  readonly paddingId: number | null;
  readonly seed: number;
  private table: tf.Variable | null = null;

  constructor(config: TokenEmbeddingConfig & LayerArgs) {
    checkLayerKeys("TokenEmbedding", config, ["vocabSize", "embedDim", "paddingId", "seed"]);
    checkInteger("TokenEmbedding", "vocabSize", config.vocabSize, 1);
    checkInteger("TokenEmbedding", "embedDim", config.embedDim, 1);
    super({ inputDType: "int32", ...config });
    this.vocabSize = config.vocabSize;
    this.embedDim = config.embedDim;
    this.paddingId = config.paddingId ?? null;
    if (this.paddingId !== null) checkInteger("TokenEmbedding", "paddingId", this.paddingId, 0, this.vocabSize - 1);
    this.seed = config.seed ?? 0;
  }

  override build(): void {
    const values = normalValues(weightRandom(this.seed, "weight"), this.vocabSize * this.embedDim);
    if (this.paddingId !== null) values.fill(0, this.paddingId * this.embedDim, (this.paddingId + 1) * this.embedDim);
    this.table = this.addNamedWeight("weight", [this.vocabSize, this.embedDim], values);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const ids = onlyInput(inputs);
    return tf.tidy(() => embed(this.table!, ids.dtype === "int32" ? ids : tf.cast(ids, "int32"), this.paddingId));
  }

  override computeMask(inputs: tf.Tensor | tf.Tensor[], mask?: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    return this.paddingId === null ? super.computeMask(inputs, mask) : tf.notEqual(onlyInput(inputs), this.paddingId);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [...(inputShape as tf.Shape), this.embedDim];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { vocabSize, embedDim, paddingId, seed } = this;
    return { ...super.getConfig(), vocabSize, embedDim, paddingId, seed };
  }
}
tf.serialization.registerClass(TokenEmbedding);
