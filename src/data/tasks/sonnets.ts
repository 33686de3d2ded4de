import { Random } from "../../core/random";
import type { LanguageCorpus, TokenRows } from "../languageCorpus";
import { manifestRow, readDataFiles } from "../manifest";
import { encodeWords, vocabularyOf } from "../tokenizer";

/** Windows of the text corpus: T letters to predict, rows of each split, and the shares of the text that the splits are cut from. */
const SONNETS_CORPUS = Object.freeze({
  seqLen: 32,
  sizes: Object.freeze([600, 200, 200] as const),
  shares: Object.freeze([0.7, 0.85]),
});

/**
 * Five sonnets of Shakespeare, letter by letter in lower case: windows of 33 letters at random places of three disjoint
 * stretches of the text (70/15/15 %).
 *
 * @throws DataError when the file is missing or has another checksum.
 */
export function sonnetsCorpus(seed: number): LanguageCorpus {
  const text = readDataFiles(manifestRow("sonnets"))[0]!.toLowerCase();
  const vocabulary = vocabularyOf([...new Set(text)].sort());
  const { seqLen, sizes, shares } = SONNETS_CORPUS;
  const cuts = [0, ...shares.map((share) => Math.floor(share * text.length)), text.length];
  const random = new Random(seed).split("data");
  const rows = (split: number): TokenRows => {
    const source = random.split(split);
    const size = sizes[split]!;
    const windows = Array.from({ length: size }, () => {
      const start = source.integer(cuts[split]!, cuts[split + 1]! - seqLen);
      return [...text.slice(start, start + seqLen + 1)];
    });
    return { size, tokens: encodeWords(windows, vocabulary, seqLen + 1).tokens, mask: null };
  };
  const { words } = vocabulary;
  const splits = { train: rows(0), validation: rows(1), test: rows(2) };
  return { name: "sonnets", vocabSize: words.length, seqLen, unit: "letter", words, ...splits, bayes: null };
}
