import { Random } from "../../core/random";
import { sequenceDataset, type SequenceDataset } from "../dataset";
import { CERTAIN, type Task } from "../task";
import { encodeTexts, splitWords, vocabularyOf } from "../tokenizer";

/** A sentence and its class, 0 or 1. */
export interface LabelledText {
  readonly text: string;
  readonly label: number;
}

const SUBJECTS = ["man", "woman", "person"];
const TOPICS = [
  { verbs: ["prepares", "cooks", "bakes"], nouns: ["sauce", "dinner", "meal"], adjective: "tasty" },
  { verbs: ["prepares", "debugs", "runs"], nouns: ["program", "application", "software"], adjective: "useful" },
];

/**
 * The 162 sentences of the meaning-classification grammar: label 0 food, 1 information technology; patterns
 * "S V N", "skillful S V N" and "S V adjective N". Source: Lorenz et al., arXiv:2102.12846.
 *
 * @example
 * ```ts
 * const { text, label } = meaningSentences()[0]!; // "man prepares sauce", 0
 * ```
 */
export function meaningSentences(): LabelledText[] {
  return TOPICS.flatMap(({ verbs, nouns, adjective }, label) =>
    SUBJECTS.flatMap((subject) =>
      verbs.flatMap((verb) =>
        nouns.flatMap((noun) =>
          [`${subject} ${verb} ${noun}`, `skillful ${subject} ${verb} ${noun}`, `${subject} ${verb} ${adjective} ${noun}`].map((text) => ({
            text,
            label,
          })),
        ),
      ),
    ),
  );
}

const CLAUSE_NOUNS = ["device", "observer", "teacher", "student", "planet", "team", "doctor", "program"];
const CLAUSE_VERBS = ["detects", "helps", "uses", "follows"];

/**
 * The 448 noun phrases of the relative-clause grammar: label 1 for "N that N V", 0 for "N that V N". Both orders of the same
 * words occur, so only their order tells the classes apart. Source of the task: RP in Lorenz et al., arXiv:2102.12846.
 *
 * @example
 * ```ts
 * const { text, label } = relativeClauses()[0]!; // "device that observer detects", 1
 * ```
 */
export function relativeClauses(): LabelledText[] {
  return CLAUSE_NOUNS.flatMap((head) =>
    CLAUSE_NOUNS.filter((noun) => noun !== head).flatMap((noun) =>
      CLAUSE_VERBS.flatMap((verb) => [
        { text: `${head} that ${noun} ${verb}`, label: 1 },
        { text: `${head} that ${verb} ${noun}`, label: 0 },
      ]),
    ),
  );
}

/** Meaning classification at its published size: 130 balanced sentences of the grammar's 162, split 70/30/30 by seed. */
export function meaningTask(seed: number): Task {
  return grammarTask("mc", meaningSentences(), [65, 65], [70, 30, 30], seed);
}

/**
 * Relative clauses at their published size: 105 phrases, 74 for training and 31 for the test. The published protocol has no
 * validation split; here 31 further phrases of the grammar are one. All 136 together are balanced.
 */
export function relativeClauseTask(seed: number): Task {
  return grammarTask("rp", relativeClauses(), [68, 68], [74, 31, 31], seed);
}

/** Draws so many sentences of each class, shuffles them, splits and encodes them; words of the whole grammar are known. */
function grammarTask(
  name: string,
  sentences: readonly LabelledText[],
  perClass: readonly [number, number],
  sizes: readonly [number, number, number],
  seed: number,
): Task {
  const random = new Random(seed).split("data");
  const drawn = perClass.flatMap((count, label) =>
    random
      .split(label)
      .shuffleInPlace(sentences.filter((sentence) => sentence.label === label))
      .slice(0, count),
  );
  const order = random.shuffleInPlace(drawn);
  const words = [...new Set(sentences.flatMap(({ text }) => splitWords(text)))].sort();
  const vocabulary = vocabularyOf(words);
  const seqLen = Math.max(...sentences.map(({ text }) => splitWords(text).length));
  const part = (start: number, size: number): LabelledText[] => order.slice(start, start + size);
  const splits = {
    train: part(0, sizes[0]),
    validation: part(sizes[0], sizes[1]),
    test: part(sizes[0] + sizes[1], sizes[2]),
  };
  const textsOf = (rows: readonly LabelledText[]): string[] => rows.map(({ text }) => text);
  const dataset = (rows: readonly LabelledText[]): SequenceDataset =>
    sequenceDataset({
      name,
      vocabSize: vocabulary.words.length,
      seqLen,
      nClasses: 2,
      ...encodeTexts(textsOf(rows), vocabulary, seqLen),
      labels: Int32Array.from(rows, ({ label }) => label),
    });
  return {
    name,
    train: dataset(splits.train),
    validation: dataset(splits.validation),
    test: dataset(splits.test),
    words: vocabulary.words,
    bayes: CERTAIN,
    texts: { train: textsOf(splits.train), validation: textsOf(splits.validation), test: textsOf(splits.test) },
  };
}
