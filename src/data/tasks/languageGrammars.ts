import { Random } from "../../core/random";
import type { LanguageCorpus, TokenRows } from "../languageCorpus";
import { encodeWords, vocabularyOf } from "../tokenizer";
import { GENERATED_SIZES } from "./generatedTask";

/** A language given by its equally likely strings, without start and end. */
interface UniformGrammar {
  readonly name: string;
  readonly alphabet: readonly string[];
  readonly strings: readonly (readonly string[])[];
}

const [START, END] = ["<start>", "<end>"] as const;
const BLOCK = [..."AAABBBCCC"];

/** (AAA BBB CCC)*, none, one or two rounds equally often. */
const BLOCKS: UniformGrammar = { name: "blocks", alphabet: ["A", "B", "C"], strings: [[], BLOCK, [...BLOCK, ...BLOCK]] };

const DIGITS = [..."0123456789"];

/** {abc : a ≤ b ≤ c}: the 220 ordered triples of decimal digits, equally often. */
const ORDERED: UniformGrammar = {
  name: "ordered-digits",
  alphabet: DIGITS,
  strings: DIGITS.flatMap((a) => DIGITS.flatMap((b) => DIGITS.filter((c) => a <= b && b <= c).map((c) => [a, b, c]))),
};

/** The language (AAA BBB CCC)*: whether another round follows is the only choice. */
export function blocksCorpus(seed: number): LanguageCorpus {
  return grammarCorpus(BLOCKS, seed);
}

/** The language {abc : a ≤ b ≤ c} over decimal digits. */
export function orderedDigitsCorpus(seed: number): LanguageCorpus {
  return grammarCorpus(ORDERED, seed);
}

/**
 * Rows `<start> string <end>`, padded to the longest. A uniform choice among m strings costs log m nats a string however it
 * is predicted token by token, so the optimum a target is log m / mean(length + 1); every string must have one derivation.
 */
function grammarCorpus(grammar: UniformGrammar, seed: number): LanguageCorpus {
  const { name, alphabet, strings } = grammar;
  const vocabulary = vocabularyOf([START, END, ...alphabet]);
  const width = Math.max(...strings.map((string) => string.length)) + 2;
  const random = new Random(seed).split("data");
  const rows = (split: string, size: number): TokenRows => {
    const source = random.split(split);
    const drawn = Array.from({ length: size }, () => [START, ...strings[source.integer(0, strings.length)]!, END]);
    return { size, ...encodeWords(drawn, vocabulary, width) };
  };
  const meanTargets = strings.reduce((sum, string) => sum + string.length + 1, 0) / strings.length;
  const crossEntropy = Math.log(strings.length) / meanTargets;
  const [train, validation, test] = GENERATED_SIZES;
  return {
    name,
    vocabSize: vocabulary.words.length,
    seqLen: width - 1,
    unit: "word",
    words: vocabulary.words,
    train: rows("train", train),
    validation: rows("validation", validation),
    test: rows("test", test),
    bayes: { crossEntropy, perplexity: Math.exp(crossEntropy) },
  };
}
