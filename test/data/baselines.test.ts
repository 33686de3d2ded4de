import { describe, expect, it } from "vitest";
import {
  bagOfWordsAccuracy,
  bigramAccuracy,
  majorityAccuracy,
  sequenceDataset,
  wordAtPositionAccuracy,
  type SequenceDataset,
  type Task,
} from "quantum-attention";
import { difficultyOf } from "../../src/data/difficulty";

type Rows = readonly (readonly [tokens: readonly number[], label: number])[];

/** A task of three words a row, by its rows. */
function planted(train: Rows, test: Rows): Task {
  const dataset = (rows: Rows): SequenceDataset =>
    sequenceDataset({
      name: "planted",
      vocabSize: 10,
      seqLen: 3,
      nClasses: 2,
      tokens: Int32Array.from(rows.flatMap(([tokens]) => tokens)),
      mask: null,
      labels: Int32Array.from(rows, ([, label]) => label),
    });
  const words = Array.from({ length: 10 }, (_, id) => String(id));
  return { name: "planted", train: dataset(train), validation: dataset(test), test: dataset(test), words, bayes: null, texts: null };
}

/** The word 1 decides, whatever stands beside it; the test rows have no pair of words in common with the others. */
const WORD = planted(
  [[[1, 2, 3], 1], [[4, 1, 2], 1], [[3, 4, 1], 1], [[2, 3, 4], 0], [[4, 2, 3], 0], [[3, 4, 2], 0]],
  [[[1, 3, 2], 1], [[4, 3, 1], 1], [[3, 2, 4], 0], [[2, 4, 3], 0]],
); // prettier-ignore
/** The first word decides, the others take every value; of a row with both words the bag tells nothing. */
const FIRST = planted(
  [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => [[4, 2, 1].map((bit) => ((bits & bit) === 0 ? 1 : 2)), bits < 4 ? 1 : 0]),
  [[[1, 2, 1], 1], [[2, 1, 2], 0]],
); // prettier-ignore
/** "1 2" or "2 1", at either place, decides. */
const PAIR = planted(
  [[[1, 2, 3], 1], [[3, 1, 2], 1], [[2, 1, 3], 0], [[3, 2, 1], 0]],
  [[[1, 2, 4], 1], [[4, 1, 2], 1], [[2, 1, 4], 0], [[4, 2, 1], 0]],
); // prettier-ignore
/** The more frequent class of the training rows is the rarer one of the test rows. */
const UNEVEN = planted(
  [[[1, 1, 1], 1], [[1, 1, 1], 1], [[1, 1, 1], 0]],
  [[[1, 1, 1], 1], [[1, 1, 1], 0], [[1, 1, 1], 0], [[1, 1, 1], 0]],
); // prettier-ignore

describe("accuracies without attention", () => {
  it("majority: of the class that the training rows have most", () => {
    expect(majorityAccuracy(UNEVEN)).toBe(1 / 4);
    expect(majorityAccuracy(UNEVEN, "train")).toBe(2 / 3);
  });

  it("bag of words: finds a word, not a place", () => {
    expect([bagOfWordsAccuracy(WORD), bagOfWordsAccuracy(FIRST), bagOfWordsAccuracy(PAIR)]).toEqual([1, 1 / 2, 1 / 2]);
  });

  it("word at position: finds a place", () => {
    expect(wordAtPositionAccuracy(FIRST)).toBe(1);
  });

  it("bigrams: finds a word, where no pair of it was seen, and a pair, where words are alike", () => {
    expect([bigramAccuracy(WORD), bigramAccuracy(PAIR)]).toEqual([1, 1]);
  });

  it("a report holds each as the mean over the drawn tasks", () => {
    const mean = (of: (task: Task) => number): number => (of(UNEVEN) + of(PAIR)) / 2;
    expect(difficultyOf("planted", [UNEVEN, PAIR])).toEqual({
      task: "planted",
      majority: mean(majorityAccuracy),
      bagOfWords: mean(bagOfWordsAccuracy),
      wordAtPosition: mean(wordAtPositionAccuracy),
      bigrams: mean(bigramAccuracy),
    });
    expect(mean(bigramAccuracy)).toBe((1 / 4 + 1) / 2);
  });
});
