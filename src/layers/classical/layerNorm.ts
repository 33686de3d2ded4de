import * as tf from "@tensorflow/tfjs";
import { checkNumber } from "../../core/check";
import { checkLayerKeys, KernelLayer, lastAxis, type LayerArgs, onlyInput } from "../kernelLayer";
import { layerNorm } from "../operations/layerNorm";

/** What `LayerNorm` is made from; plain JSON. */
export interface LayerNormConfig {
  /** Added to the variance; default 1e-5, PyTorch's. */
  readonly epsilon?: number;
}

/**
 * y = (x − mean)/√(variance + ε)·g + b over the last axis (Ba et al. 1607.06450), g starting at 1 and b at 0.
 *
 * x [..., D] to [..., D]. Weights: `weight` [D] (the gain g), `bias` [D].
 *
 * @throws ArgumentError for an unknown option or a negative `epsilon`; ShapeError for an input of another width than at first
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const y = new LayerNorm({}).apply(tf.tensor2d([[1, 2, 3, 4]])) as tf.Tensor;
 * console.log(y.arraySync()); // about −1.34, −0.45, 0.45, 1.34
 * ```
 */
export class LayerNorm extends KernelLayer {
  static readonly className = "LayerNorm";
  readonly epsilon: number;
  private gain: tf.Variable | null = null;
  private bias: tf.Variable | null = null;

  constructor(config: LayerNormConfig & LayerArgs = {}) {
    checkLayerKeys("LayerNorm", config, ["epsilon"]);
    checkNumber("LayerNorm", "epsilon", config.epsilon ?? 1e-5, 0);
    super(config);
    this.epsilon = config.epsilon ?? 1e-5;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const D = lastAxis("LayerNorm", inputShape);
    this.gain = this.addNamedWeight("weight", [D], new Float32Array(D).fill(1));
    this.bias = this.addNamedWeight("bias", [D], new Float32Array(D));
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return layerNorm(onlyInput(inputs), this.gain!, this.bias!, this.epsilon);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), epsilon: this.epsilon };
  }
}
tf.serialization.registerClass(LayerNorm);
