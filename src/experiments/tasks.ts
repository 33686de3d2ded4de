import { Random } from "../core/random";
import type { SequenceDataset } from "../data/dataset";
import { bagOfWordsAccuracy, bigramAccuracy, majorityAccuracy, wordAtPositionAccuracy } from "../data/baselines";
import { SENTENCE_TASK, sentenceTask } from "../data/sentenceTask";
import { SENTENCE_SETS, type SentenceSet } from "../data/sentences";
import { SYNTHETIC_SENTIMENT, syntheticSentiment } from "../data/syntheticSentiment";

/** The labelled tasks that models are trained on; `synthetic` is the generator of the reference study, the others are review sentences. */
export type TaskName = "synthetic" | SentenceSet;

export const LABELLED_TASKS: readonly TaskName[] = ["synthetic", ...SENTENCE_SETS];

/** The rows of one task for one seed. */
export interface TaskRows {
  readonly train: SequenceDataset;
  readonly validation: SequenceDataset;
  /** Looked at once, after training; null where the task keeps none. */
  readonly test: SequenceDataset | null;
  /** Fits what needs no attention, some tenths of a second; null for the synthetic task, whose Bayes rate is known. */
  readonly baseline: (() => Baseline) | null;
}

/**
 * Validation accuracies that need no attention: the majority class, and logistic regression on words, on words and their positions, on
 * words and neighbouring pairs.
 */
export interface Baseline {
  readonly majority: number;
  readonly bagOfWords: number;
  readonly wordAtPosition: number;
  readonly bigrams: number;
}

/** What models of a task look like: shapes that every arm shares. */
export interface TaskShape {
  readonly vocabSize: number;
  readonly seqLen: number;
  readonly embedDim: number;
  readonly nClasses: number;
}

const SYNTHETIC_ROWS = { train: 800, validation: 200 };

/** The shapes of a task's models: the reference's, and wider for sentences. */
export function taskShape(task: TaskName): TaskShape {
  if (task !== "synthetic") return { vocabSize: SENTENCE_TASK.vocabSize, seqLen: SENTENCE_TASK.seqLen, embedDim: 16, nClasses: 2 };
  return { vocabSize: SYNTHETIC_SENTIMENT.vocabSize, seqLen: SYNTHETIC_SENTIMENT.seqLen, embedDim: 8, nClasses: 2 };
}

const drawn = new Map<string, Promise<TaskRows>>();

/**
 * The rows of a task, drawn or split by seed: every arm of a seed sees the same. Kept, because arms follow one another.
 *
 * @throws DataError when a data file is missing or damaged.
 */
export function taskRows(task: TaskName, seed: number): Promise<TaskRows> {
  const key = `${task}/${seed}`;
  const found = drawn.get(key) ?? (task === "synthetic" ? Promise.resolve(syntheticRows(seed)) : sentenceRows(task, seed));
  drawn.set(key, found);
  return found;
}

function syntheticRows(seed: number): TaskRows {
  const random = new Random(seed).split("data");
  return {
    train: syntheticSentiment(SYNTHETIC_ROWS.train, random.split("train")),
    validation: syntheticSentiment(SYNTHETIC_ROWS.validation, random.split("validation")),
    test: null,
    baseline: null,
  };
}

async function sentenceRows(name: SentenceSet, seed: number): Promise<TaskRows> {
  const task = await sentenceTask(name, seed);
  const baseline = (): Baseline => ({
    majority: majorityAccuracy(task, "validation"),
    bagOfWords: bagOfWordsAccuracy(task, "validation"),
    wordAtPosition: wordAtPositionAccuracy(task, "validation"),
    bigrams: bigramAccuracy(task, "validation"),
  });
  return { train: task.train, validation: task.validation, test: task.test, baseline };
}
