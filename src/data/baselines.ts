import type { SequenceDataset } from "./dataset";
import { fitLogisticRegression, predictLogistic, type SparseRow } from "./logisticRegression";
import type { SplitName, Task } from "./task";
import { splitWords } from "./tokenizer";

/** The words of one row, in order; a feature list makes strings of them. */
type Row = readonly (string | number)[];

/**
 * Accuracy on a split of always answering the training split's most frequent class.
 *
 * @example
 * ```ts
 * const shareRight = majorityAccuracy(await loadTask("word-order", 1)); // about 0.5
 * ```
 */
export function majorityAccuracy(task: Task, split: SplitName = "test"): number {
  const counts = new Array<number>(task.train.nClasses).fill(0);
  for (const label of task.train.labels) counts[label]!++;
  const majority = counts.indexOf(Math.max(...counts));
  return accuracy(task[split], new Array<number>(task[split].size).fill(majority));
}

/**
 * Accuracy of logistic regression (L2, λ = 1) on which words a row contains, order and count forgotten. Texts are taken
 * whole, with every word of the training split; other tasks by their tokens.
 *
 * @example
 * ```ts
 * const task = await sentenceTask("yelp", 1);
 * const shareRight = bagOfWordsAccuracy(task); // about 0.8
 * ```
 */
export function bagOfWordsAccuracy(task: Task, split: SplitName = "test"): number {
  return linearAccuracy(task, split, (row) => row.map(String));
}

/**
 * Accuracy of logistic regression on which word stands at which position: linear, but it knows the order.
 *
 * @example
 * ```ts
 * const shareRight = wordAtPositionAccuracy(await loadTask("first-token", 1)); // 1
 * ```
 */
export function wordAtPositionAccuracy(task: Task, split: SplitName = "test"): number {
  return linearAccuracy(task, split, (row) => row.map((word, position) => `${position} ${word}`));
}

/**
 * Accuracy of logistic regression on which words, and which neighbouring pairs of words, a row contains.
 *
 * @example
 * ```ts
 * const shareRight = bigramAccuracy(await loadTask("rp", 1)); // 1: "that follows" tells the order
 * ```
 */
export function bigramAccuracy(task: Task, split: SplitName = "test"): number {
  return linearAccuracy(task, split, (row) => [...row.map(String), ...row.slice(1).map((word, i) => `${row[i]} ${word}`)]);
}

function linearAccuracy(task: Task, split: SplitName, features: (row: Row) => string[]): number {
  const columns = new Map<string, number>();
  const training = rowsOf(task, "train").map(features);
  for (const row of training) for (const feature of row) if (!columns.has(feature)) columns.set(feature, columns.size);
  const sparse = (row: string[]): SparseRow => {
    const known = [...new Set(row)].flatMap((feature) => columns.get(feature) ?? []);
    return { columns: known, values: known.map(() => 1) };
  };
  const model = fitLogisticRegression(training.map(sparse), task.train.labels, { nClasses: task.train.nClasses, nFeatures: columns.size });
  return accuracy(
    task[split],
    predictLogistic(
      model,
      rowsOf(task, split).map((row) => sparse(features(row))),
    ),
  );
}

function rowsOf(task: Task, split: SplitName): Row[] {
  if (task.texts !== null) return task.texts[split].map(splitWords);
  const { tokens, mask, seqLen, size } = task[split];
  return Array.from({ length: size }, (_, row) =>
    Array.from(tokens.subarray(row * seqLen, (row + 1) * seqLen)).filter((_token, t) => mask === null || mask[row * seqLen + t] === 1),
  );
}

function accuracy(dataset: SequenceDataset, predicted: readonly number[]): number {
  return predicted.filter((label, row) => label === dataset.labels[row]).length / dataset.size;
}
