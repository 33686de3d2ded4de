import { mean } from "../core/mean";
import type { BatchSource, TrainableModel } from "./trainableModel";

/** Mean loss (mean of the means of batches, as the reference counts; of a language model, mean over all tokens) and share of right answers. */
export interface Evaluation {
  readonly loss: number;
  readonly accuracy: number;
}

/** Rows of one forward pass; the average over smaller batches is taken afterwards. */
const ROWS_A_PASS = 512;

/**
 * Evaluates a model on all rows of `data`, in order.
 *
 * The loss is the mean over batches of `batchSize` of their mean losses; a shorter last batch weighs as much as the others. Where rows
 * hold different numbers of predictions, as a language model's do, it is the mean over all predictions, so that its exp is the perplexity.
 * Leaves no tensor behind.
 *
 * @example
 * ```ts
 * await ready();
 * const model = new ClassicalTransformer(presetConfig("reference", "classical"), new Random(1));
 * const { loss, accuracy } = evaluateModel(sequenceModel(model), sequenceSource(syntheticSentiment(100, new Random(1))), 16);
 * model.dispose();
 * ```
 */
export function evaluateModel<Batch>(model: TrainableModel<Batch>, data: BatchSource<Batch>, batchSize: number): Evaluation {
  const losses = new Float32Array(data.size);
  let correct = 0;
  let counted = { loss: 0, count: 0 };
  for (let start = 0; start < data.size; start += ROWS_A_PASS) {
    const rows = Array.from({ length: Math.min(ROWS_A_PASS, data.size - start) }, (_, i) => start + i);
    const result = model.evaluate(data.batch(rows));
    losses.set(result.losses, start);
    for (const right of result.correct) correct += right;
    if (result.counts !== undefined) counted = addCounted(counted, result.losses, result.counts);
  }
  if (counted.count > 0) return { loss: counted.loss / counted.count, accuracy: correct / counted.count };
  const means: number[] = [];
  for (let start = 0; start < data.size; start += batchSize) means.push(mean(losses.subarray(start, start + batchSize)));
  return { loss: mean(means), accuracy: correct / data.size };
}

interface CountedLoss {
  readonly loss: number;
  readonly count: number;
}

function addCounted({ loss, count }: CountedLoss, losses: Float32Array, counts: Int32Array): CountedLoss {
  return { loss: losses.reduce((sum, each, i) => sum + each * counts[i]!, loss), count: counts.reduce((sum, each) => sum + each, count) };
}
