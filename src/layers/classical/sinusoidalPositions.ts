import * as tf from "@tensorflow/tfjs";
import { checkLayerKeys, KernelLayer, type LayerArgs, onlyInput } from "../kernelLayer";
import { addPositions } from "../operations/addPositions";

/**
 * sin and cos of t/10000^(2i/D) in columns 2i and 2i+1 (Vaswani et al. 1706.03762, section 3.5), [seqLen, D] row-major.
 *
 * @example
 * ```ts
 * const table = sinusoidalTable(2, 4); // [0, 1, 0, 1, sin 1, cos 1, sin 0.01, cos 0.01]
 * ```
 */
export function sinusoidalTable(seqLen: number, embedDim: number): Float32Array {
  return Float32Array.from({ length: seqLen * embedDim }, (_, i) => {
    const column = i % embedDim;
    const angle = Math.floor(i / embedDim) / 10000 ** ((column - (column % 2)) / embedDim);
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}

/**
 * Adds the sinusoidal position vectors of Vaswani et al. to every sequence; nothing to train.
 *
 * x [B, T, D] to [B, T, D], for any T.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const y = new SinusoidalPositions({}).apply(tf.zeros([1, 4, 8])) as tf.Tensor;
 * console.log(y.dataSync().slice(0, 4)); // position 0 is 0, 1, 0, 1, …
 * ```
 */
export class SinusoidalPositions extends KernelLayer {
  static readonly className = "SinusoidalPositions";
  private table: tf.Tensor | null = null;

  constructor(config: LayerArgs = {}) {
    checkLayerKeys("SinusoidalPositions", config, []);
    super(config);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = onlyInput(inputs);
    return addPositions(x, this.tableFor(x.shape[1]!, x.shape[2]!));
  }

  /** The table of the longest sequence seen so far. */
  private tableFor(seqLen: number, embedDim: number): tf.Tensor {
    if (this.table !== null && this.table.shape[0] >= seqLen && !this.table.isDisposed) return this.table;
    this.table?.dispose();
    this.table = tf.keep(tf.tensor2d(sinusoidalTable(seqLen, embedDim), [seqLen, embedDim]));
    return this.table;
  }

  protected override disposeWeights(): number {
    this.table?.dispose();
    this.table = null;
    return super.disposeWeights();
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }
}
tf.serialization.registerClass(SinusoidalPositions);
