import * as tf from "@tensorflow/tfjs";
import type { SequenceDataset } from "../data/dataset";
import type { NamedWeight } from "../layers/namedWeights";
import { crossEntropy } from "../layers/operations/crossEntropy";
import type { BatchSource, TrainableModel } from "../training/trainableModel";
import { isRight, rowLoss } from "./logitRows";

/** Labelled rows of tokens, gathered into one batch of B rows. */
export interface SequenceBatch {
  readonly size: number;
  readonly seqLen: number;
  /** [B·T] */
  readonly tokens: Int32Array;
  /** [B·T], 1 = real token; null when no row is padded. */
  readonly mask: Uint8Array | null;
  /** [B] */
  readonly labels: Int32Array;
}

/** A model that turns tokens [B, T] into logits [B, C]. */
export interface SequenceClassifier {
  forward(tokens: tf.Tensor2D, mask?: tf.Tensor2D, options?: { readonly training?: boolean }): tf.Tensor2D;
  namedWeights(): readonly NamedWeight[];
}

/**
 * The rows of a dataset as batches for `train` and `evaluateModel`.
 *
 * @example
 * ```ts
 * const rows = sequenceSource(syntheticSentiment(100, new Random(1)));
 * console.log(rows.batch([0, 5, 7]).tokens.length); // 18
 * ```
 */
export function sequenceSource(dataset: SequenceDataset): BatchSource<SequenceBatch> {
  const { seqLen, tokens, mask, labels } = dataset;
  return {
    size: dataset.size,
    batch: (rows) => {
      const size = rows.length;
      const batch = {
        size,
        seqLen,
        tokens: new Int32Array(size * seqLen),
        mask: mask && new Uint8Array(size * seqLen),
        labels: new Int32Array(size),
      };
      for (let i = 0; i < size; i++) {
        const row = rows[i]!;
        batch.tokens.set(tokens.subarray(row * seqLen, (row + 1) * seqLen), i * seqLen);
        if (mask !== null) batch.mask!.set(mask.subarray(row * seqLen, (row + 1) * seqLen), i * seqLen);
        batch.labels[i] = labels[row]!;
      }
      return batch;
    },
  };
}

/**
 * A token classifier as the training loop wants it: mean cross-entropy (nats) over the batch, and right answers.
 *
 * The classifier's own tensors stay its own; this adapter keeps none.
 *
 * @example
 * ```ts
 * await ready();
 * const model = new HybridQuantumEmbeddingTransformer(presetConfig("reference", "hybrid"), new Random(1));
 * const rows = sequenceSource(syntheticSentiment(100, new Random(1)));
 * console.log(evaluateModel(sequenceModel(model), rows, 16).loss); // near ln 2 before training
 * model.dispose();
 * ```
 */
export function sequenceModel(classifier: SequenceClassifier): TrainableModel<SequenceBatch> {
  return {
    namedWeights: () => classifier.namedWeights(),
    loss: (batch) => {
      const logits = forward(classifier, batch, true);
      const right = rightRows(logits.dataSync<"float32">(), batch.labels);
      return { loss: crossEntropy(logits, tf.tensor1d(batch.labels, "int32")), correct: right.reduce((sum, one) => sum + one, 0) };
    },
    evaluate: (batch) => {
      const logits = tf.tidy(() => forward(classifier, batch, false));
      const values = logits.dataSync<"float32">();
      const result = { losses: rowLosses(values, batch.labels), correct: rightRows(values, batch.labels) };
      logits.dispose();
      return result;
    },
  };
}

function forward(classifier: SequenceClassifier, { size, seqLen, tokens, mask }: SequenceBatch, training: boolean): tf.Tensor2D {
  const shape: [number, number] = [size, seqLen];
  const real = mask === null ? undefined : tf.tensor2d(mask, shape, "bool");
  return classifier.forward(tf.tensor2d(tokens, shape, "int32"), real, { training });
}

const rowLosses = (logits: Float32Array, labels: Int32Array): Float32Array => {
  const C = logits.length / labels.length;
  return Float32Array.from(labels, (label, row) => rowLoss(logits, row * C, C, label));
};

const rightRows = (logits: Float32Array, labels: Int32Array): Uint8Array => {
  const C = logits.length / labels.length;
  return Uint8Array.from(labels, (label, row) => Number(isRight(logits, row * C, C, label)));
};
