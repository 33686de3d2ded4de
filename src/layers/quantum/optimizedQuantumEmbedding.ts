import * as tf from "@tensorflow/tfjs";
import type { Purpose } from "../../gradient/ledger";
import type { FloatArray } from "../../simulator/engine";
import { FeatureCache } from "./featureCache";
import { QuantumEmbedding, type QuantumEmbeddingArgs } from "./quantumEmbedding";
import type { TokenRuns } from "./runMemory";
import type { RunPlan } from "./tokenRuns";

/**
 * `QuantumEmbedding` with the same numbers for less: each distinct token of a batch runs once, and its result is kept until an
 * angle of that token changes, however it was changed.
 *
 * A batch of U distinct tokens costs U circuits forward (0 with unchanged weights) and, by parameter shift, U·2P for the gradient;
 * the adjoint method makes one sweep over U rows.
 *
 * @throws as `QuantumEmbedding`
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const layer = new OptimizedQuantumEmbedding({ vocabSize: 20, embedDim: 8, nQubits: 4, nLayers: 2 });
 * const ids = tf.tensor2d([[1, 2, 2]], [1, 3], "int32");
 * tf.dispose([layer.apply(ids) as tf.Tensor, layer.apply(ids) as tf.Tensor]);
 * console.log(layer.runner.ledger.of("forward").circuits); // 2
 * ```
 */
export class OptimizedQuantumEmbedding extends QuantumEmbedding {
  static override className = "OptimizedQuantumEmbedding";
  protected override readonly plan: RunPlan = "by-token";
  private readonly cache: FeatureCache;

  constructor(args: QuantumEmbeddingArgs) {
    super(args);
    this.cache = new FeatureCache(this.vocabSize, this.runner.circuit.nParams, this.settings.nQubits);
  }

  protected override evaluate(runs: TokenRuns, purpose: Purpose): FloatArray {
    const stale = this.cache.stale(runs, purpose);
    if (stale === null) return this.cache.read(runs.tokens);
    const values = super.evaluate(stale, purpose);
    this.cache.keep(stale, values, purpose);
    return stale === runs ? values : this.cache.read(runs.tokens);
  }
}
tf.serialization.registerClass(OptimizedQuantumEmbedding);
