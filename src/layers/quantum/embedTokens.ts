import * as tf from "@tensorflow/tfjs";
import type { QuantumEmbedding } from "./quantumEmbedding";

/**
 * The vectors of some token sequences as plain numbers, [B][T][D]: a layer's forward pass without tensors to look after. Counted in the
 * ledger as a forward pass.
 *
 * @throws ArgumentError for an id outside the vocabulary
 * @example
 * ```ts
 * await ready();
 * const layer = new OptimizedQuantumEmbedding({ vocabSize: 20, embedDim: 8 });
 * const vectors = embedTokens(layer, [[1, 2, 2]]);
 * console.log(vectors[0]!.length, vectors[0]![0]!.length); // 3 8
 * ```
 */
export function embedTokens(layer: QuantumEmbedding, rows: readonly (readonly number[])[]): number[][][] {
  return tf.tidy(() => {
    const ids = tf.tensor2d(
      rows.map((row) => [...row]),
      undefined,
      "int32",
    );
    return (layer.apply(ids) as tf.Tensor3D).arraySync();
  });
}
