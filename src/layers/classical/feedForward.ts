import * as tf from "@tensorflow/tfjs";
import { checkInteger, checkOneOf } from "../../core/check";
import { uniformValues } from "../initialValues";
import { checkLayerKeys, KernelLayer, lastAxis, type LayerArgs, onlyInput, weightRandom } from "../kernelLayer";
import { gelu } from "../operations/gelu";
import { linear } from "../operations/linear";

/** Between the two linear maps of a feed-forward block. */
export type Activation = "relu" | "gelu";

/** What `FeedForward` is made from; plain JSON. */
export interface FeedForwardConfig {
  readonly hiddenDim: number;
  /** Default "gelu", exact by erf. */
  readonly activation?: Activation;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * y = f(x·W₀ + b₀)·W₂ + b₂ token by token, f ReLU or GELU; the output is as wide as the input.
 *
 * x [..., D] to [..., D]. Weights: `0.weight` [D, hiddenDim], `0.bias`, `2.weight` [hiddenDim, D], `2.bias`, each ~ U(±1/√inputs).
 *
 * @throws ArgumentError for an unknown option or activation, or `hiddenDim` below 1; ShapeError for an input of another width than at first
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const layer = new FeedForward({ hiddenDim: 32 });
 * const y = layer.apply(tf.ones([1, 5, 8])) as tf.Tensor;
 * console.log(y.shape); // [1, 5, 8]
 * ```
 */
export class FeedForward extends KernelLayer {
  static readonly className = "FeedForward";
  readonly hiddenDim: number;
  readonly activation: Activation;
  readonly seed: number;
  private first: { weight: tf.Variable; bias: tf.Variable } | null = null;
  private second: { weight: tf.Variable; bias: tf.Variable } | null = null;

  constructor(config: FeedForwardConfig & LayerArgs) {
    checkLayerKeys("FeedForward", config, ["hiddenDim", "activation", "seed"]);
    checkInteger("FeedForward", "hiddenDim", config.hiddenDim, 1);
    const activation = config.activation ?? "gelu";
    checkOneOf("FeedForward", "activation", activation, ["relu", "gelu"]);
    super(config);
    this.hiddenDim = config.hiddenDim;
    this.activation = activation;
    this.seed = config.seed ?? 0;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const D = lastAxis("FeedForward", inputShape);
    this.first = this.addLinear("0", D, this.hiddenDim);
    this.second = this.addLinear("2", this.hiddenDim, D);
    this.built = true;
  }

  private addLinear(name: string, inputs: number, outputs: number): { weight: tf.Variable; bias: tf.Variable } {
    const draw = (what: string, n: number): Float32Array =>
      uniformValues(weightRandom(this.seed, `${name}.${what}`), n, 1 / Math.sqrt(inputs));
    return {
      weight: this.addNamedWeight(`${name}.weight`, [inputs, outputs], draw("weight", inputs * outputs), { transposed: true }),
      bias: this.addNamedWeight(`${name}.bias`, [outputs], draw("bias", outputs)),
    };
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x, { weight, bias }] = [onlyInput(inputs), this.first!];
      const hidden = this.activation === "relu" ? linear(x, weight, bias, "relu") : gelu(linear(x, weight, bias));
      return linear(hidden, this.second!.weight, this.second!.bias);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), hiddenDim: this.hiddenDim, activation: this.activation, seed: this.seed };
  }
}
tf.serialization.registerClass(FeedForward);
