import * as tf from "@tensorflow/tfjs";
import { checkInteger } from "../../core/check";
import { normalValues, uniformValues } from "../initialValues";
import { checkLayerKeys, KernelLayer, type LayerArgs, onlyInput, weightRandom } from "../kernelLayer";
import { embed } from "../operations/embed";
import { linear } from "../operations/linear";

/** What `ProjectedEmbedding` is made from; plain JSON. */
export interface ProjectedEmbeddingConfig {
  readonly vocabSize: number;
  /** Width of the table. */
  readonly tableDim: number;
  /** Width of what comes out. */
  readonly embedDim: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * The classical stand-in for a quantum embedding, e_t = tanh(W[token_t]·A + b): bounded like one, and with as many parameters.
 *
 * ids [B, T] to [B, T, embedDim]. Weights: `0.weight` [vocabSize, tableDim] ~ N(0, 1), `1.weight` [tableDim, embedDim] and
 * `1.bias` [embedDim] ~ U(±1/√tableDim).
 *
 * @throws ArgumentError for a token id outside the vocabulary
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const control = new ProjectedEmbedding({ vocabSize: 20, tableDim: 13, embedDim: 8 });
 * control.build();
 * console.log(control.countParams()); // 372
 * ```
 */
export class ProjectedEmbedding extends KernelLayer {
  static readonly className = "ProjectedEmbedding";
  readonly vocabSize: number;
  readonly tableDim: number;
  readonly embedDim: number;
  readonly seed: number;
  private table: tf.Variable | null = null;
  private weight: tf.Variable | null = null;
  private bias: tf.Variable | null = null;

  constructor(config: ProjectedEmbeddingConfig & LayerArgs) {
    checkLayerKeys("ProjectedEmbedding", config, ["vocabSize", "tableDim", "embedDim", "seed"]);
    for (const key of ["vocabSize", "tableDim", "embedDim"] as const) checkInteger("ProjectedEmbedding", key, config[key], 1);
    super({ inputDType: "int32", ...config });
    this.vocabSize = config.vocabSize;
    this.tableDim = config.tableDim;
    this.embedDim = config.embedDim;
    this.seed = config.seed ?? 0;
  }

  override build(): void {
    const { vocabSize, tableDim, embedDim } = this;
    const random = (name: string) => weightRandom(this.seed, name);
    const bound = 1 / Math.sqrt(tableDim);
    this.table = this.addNamedWeight("0.weight", [vocabSize, tableDim], normalValues(random("0.weight"), vocabSize * tableDim));
    const weights = uniformValues(random("1.weight"), tableDim * embedDim, bound);
    this.weight = this.addNamedWeight("1.weight", [tableDim, embedDim], weights, { transposed: true });
    this.bias = this.addNamedWeight("1.bias", [embedDim], uniformValues(random("1.bias"), embedDim, bound));
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const ids = onlyInput(inputs);
    return tf.tidy(() => {
      const rows = embed(this.table!, ids.dtype === "int32" ? ids : tf.cast(ids, "int32"));
      return linear(rows, this.weight!, this.bias, "tanh");
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [...(inputShape as tf.Shape), this.embedDim];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { vocabSize, tableDim, embedDim, seed } = this;
    return { ...super.getConfig(), vocabSize, tableDim, embedDim, seed };
  }
}
tf.serialization.registerClass(ProjectedEmbedding);
