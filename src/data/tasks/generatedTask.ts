import { Random } from "../../core/random";
import { sequenceDataset, type SequenceDataset } from "../dataset";
import { CERTAIN, type Task } from "../task";

/** Sizes of the generated tasks: training, validation and test rows. */
export const GENERATED_SIZES = Object.freeze([600, 200, 200] as const);

/** One row: its words by id, and its class. */
interface GeneratedRow {
  readonly tokens: readonly number[];
  readonly label: number;
}

/** What a generator of rows is: a name, its words, the shape, and one draw. Rows must follow from their tokens for certain. */
export interface RowGenerator {
  readonly name: string;
  readonly words: readonly string[];
  readonly seqLen: number;
  readonly nClasses: number;
  readonly draw: (random: Random) => GeneratedRow;
}

/** A task whose rows are drawn one by one from a generator, each split from its own random source. */
export function generatedTask(generator: RowGenerator, seed: number): Task {
  const { name, words, seqLen, nClasses, draw } = generator;
  const random = new Random(seed).split("data");
  const dataset = (split: string, size: number): SequenceDataset => {
    const source = random.split(split);
    const rows = Array.from({ length: size }, () => draw(source));
    return sequenceDataset({
      name,
      vocabSize: words.length,
      seqLen,
      nClasses,
      tokens: Int32Array.from(rows.flatMap((row) => row.tokens)),
      mask: null,
      labels: Int32Array.from(rows, (row) => row.label),
    });
  };
  const [train, validation, test] = GENERATED_SIZES;
  return {
    name,
    train: dataset("train", train),
    validation: dataset("validation", validation),
    test: dataset("test", test),
    words,
    bayes: CERTAIN,
    texts: null,
  };
}
