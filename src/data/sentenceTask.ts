import { Random } from "../core/random";
import { sequenceDataset, splitIndices, type SequenceDataset } from "./dataset";
import { loadSentences, type LabelledSentences, type SentenceSet } from "./sentences";
import type { Task } from "./task";
import { buildVocabulary, encodeTexts } from "./tokenizer";

/** Sizes of the sentence tasks: 600/200/200 rows, 24 words a sentence, 500 words with padding and unknown. */
export const SENTENCE_TASK = Object.freeze({ sizes: Object.freeze([600, 200, 200] as const), seqLen: 24, vocabSize: 500 });

/**
 * A set of review sentences as a task: split by seed, vocabulary from the training split alone, padded rows masked.
 *
 * @throws DataError when the data file is missing or has another checksum.
 *
 * @example
 * ```ts
 * const task = await sentenceTask("amazon", 42);
 * // task.train.tokens is [600, 24]; task.words[1] is "<unknown>"
 * ```
 */
export async function sentenceTask(name: SentenceSet, seed: number): Promise<Task> {
  return splitSentences(name, await loadSentences(name), new Random(seed).split("data"), SENTENCE_TASK.sizes);
}

/**
 * Any labelled sentences as a task: random splits of these sizes (training, validation, test), 500 words from the training
 * split, 24 words a row.
 *
 * @throws ArgumentError when there are fewer sentences than the sizes ask for.
 *
 * @example
 * ```ts
 * const sentences = { texts: ["so good", "so bad", "very good"], labels: [1, 0, 1] };
 * const task = splitSentences("mine", sentences, new Random(1), [1, 1, 1]);
 * ```
 */
export function splitSentences(name: string, sentences: LabelledSentences, random: Random, sizes: readonly [number, number, number]): Task {
  const rows = splitIndices(sentences.texts.length, sizes, random);
  const textsOf = (split: number): string[] => rows[split]!.map((row) => sentences.texts[row]!);
  const texts = { train: textsOf(0), validation: textsOf(1), test: textsOf(2) };
  const vocabulary = buildVocabulary(texts.train, SENTENCE_TASK.vocabSize);
  const dataset = (split: number, ofSplit: readonly string[]): SequenceDataset =>
    sequenceDataset({
      name,
      vocabSize: SENTENCE_TASK.vocabSize,
      seqLen: SENTENCE_TASK.seqLen,
      nClasses: 2,
      ...encodeTexts(ofSplit, vocabulary, SENTENCE_TASK.seqLen),
      labels: Int32Array.from(rows[split]!, (row) => sentences.labels[row]!),
    });
  return {
    name,
    train: dataset(0, texts.train),
    validation: dataset(1, texts.validation),
    test: dataset(2, texts.test),
    words: vocabulary.words,
    bayes: null,
    texts,
  };
}
