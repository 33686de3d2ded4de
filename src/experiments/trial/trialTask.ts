import type { SequenceDataset } from "../../data/dataset";
import type { Task } from "../../data/task";
import { loadTask } from "../../data/taskRegistry";
import { splitWords } from "../../data/tokenizer";

/** How many drawn tasks are kept: arms of one seed follow one another. */
const KEPT = 8;
const kept = new Map<string, Promise<Task>>();

/**
 * A task as the trial sees it: its rows, and the texts behind them, cut to their first `maxSeqLen` tokens.
 *
 * @throws ArgumentError for an unknown task; DataError when a data file is missing or changed
 */
export function trialTask(name: string, seed: number, maxSeqLen: number): Promise<Task> {
  const key = `${name}/${seed}/${maxSeqLen}`;
  const found = kept.get(key) ?? loadTask(name, seed).then((task) => shortened(task, maxSeqLen));
  kept.delete(key);
  kept.set(key, found);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return found;
}

function shortened(task: Task, maxSeqLen: number): Task {
  if (task.train.seqLen <= maxSeqLen) return task;
  const cutText = (text: string): string => splitWords(text).slice(0, maxSeqLen).join(" ");
  const { texts } = task;
  return {
    ...task,
    train: cut(task.train, maxSeqLen),
    validation: cut(task.validation, maxSeqLen),
    test: cut(task.test, maxSeqLen),
    texts: texts && { train: texts.train.map(cutText), validation: texts.validation.map(cutText), test: texts.test.map(cutText) },
  };
}

function cut(dataset: SequenceDataset, maxSeqLen: number): SequenceDataset {
  const { seqLen, size } = dataset;
  const columns = <Values extends Int32Array | Uint8Array>(values: Values): Values => {
    const out = values.slice(0, size * maxSeqLen) as Values;
    for (let row = 0; row < size; row++) out.set(values.subarray(row * seqLen, row * seqLen + maxSeqLen), row * maxSeqLen);
    return out;
  };
  return Object.freeze({
    ...dataset,
    seqLen: maxSeqLen,
    tokens: columns(dataset.tokens),
    mask: dataset.mask && columns(dataset.mask),
  });
}
