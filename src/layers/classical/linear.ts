import * as tf from "@tensorflow/tfjs";
import { checkInteger } from "../../core/check";
import { uniformValues } from "../initialValues";
import { checkLayerKeys, KernelLayer, lastAxis, type LayerArgs, onlyInput, weightRandom } from "../kernelLayer";
import { linear } from "../operations/linear";

/** What `Linear` is made from; plain JSON. */
export interface LinearConfig {
  /** Size of the output's last axis. */
  readonly units: number;
  /** Default true. */
  readonly useBias?: boolean;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * y = x·W + b over the last axis, W and b ~ U(±1/√inputs) as in PyTorch's `Linear`.
 *
 * x [..., K] to [..., units]. Weights: `weight` [K, units] (PyTorch keeps the transpose), `bias` [units].
 *
 * @throws ArgumentError for an unknown option or `units` below 1; ShapeError for an input of another width than at first
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const layer = new Linear({ units: 2, seed: 1 });
 * const y = layer.apply(tf.ones([4, 8])) as tf.Tensor;
 * console.log(y.shape); // [4, 2]
 * ```
 */
export class Linear extends KernelLayer {
  static readonly className = "Linear";
  readonly units: number;
  readonly useBias: boolean;
  readonly seed: number;
  private weight: tf.Variable | null = null;
  private bias: tf.Variable | null = null;

  constructor(config: LinearConfig & LayerArgs) {
    checkLayerKeys("Linear", config, ["units", "useBias", "seed"]);
    checkInteger("Linear", "units", config.units, 1);
    super(config);
    this.units = config.units;
    this.useBias = config.useBias ?? true;
    this.seed = config.seed ?? 0;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const inputs = lastAxis("Linear", inputShape);
    const bound = 1 / Math.sqrt(inputs);
    const draw = (name: string, n: number): Float32Array => uniformValues(weightRandom(this.seed, name), n, bound);
    this.weight = this.addNamedWeight("weight", [inputs, this.units], draw("weight", inputs * this.units), { transposed: true });
    if (this.useBias) this.bias = this.addNamedWeight("bias", [this.units], draw("bias", this.units));
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return linear(onlyInput(inputs), this.weight!, this.bias);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [...(inputShape as tf.Shape).slice(0, -1), this.units];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), units: this.units, useBias: this.useBias, seed: this.seed };
  }
}
tf.serialization.registerClass(Linear);
