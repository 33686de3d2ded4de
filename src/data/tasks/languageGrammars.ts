import { Random } from "../../core/random";
import type { LanguageCorpus, TokenRows } from "../languageCorpus";
import { PADDING_ID } from "../tokenizer";
import { GENERATED_SIZES } from "./generatedTask";

/** A language given by its equally likely strings, without start and end. */
interface UniformGrammar {
  readonly name: string;
  readonly alphabet: readonly string[];
  readonly strings: readonly (readonly string[])[];
}

const MARKS = ["<pad>", "<start>", "<end>"];
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
  const words = [...MARKS, ...alphabet];
  const width = Math.max(...strings.map((string) => string.length)) + 2;
  const encoded = strings.map((string) => ["<start>", ...string, "<end>"].map((word) => words.indexOf(word)));
  const random = new Random(seed).split("data");
  const rows = (split: string, size: number): TokenRows => {
    const source = random.split(split);
    const tokens = new Int32Array(size * width).fill(PADDING_ID);
    const mask = new Uint8Array(size * width);
    for (let row = 0; row < size; row++) {
      const string = encoded[source.integer(0, encoded.length)]!;
      tokens.set(string, row * width);
      mask.fill(1, row * width, row * width + string.length);
    }
    return { size, tokens, mask };
  };
  const meanTargets = strings.reduce((sum, string) => sum + string.length + 1, 0) / strings.length;
  const crossEntropy = Math.log(strings.length) / meanTargets;
  const [train, validation, test] = GENERATED_SIZES;
  return {
    name,
    vocabSize: words.length,
    seqLen: width - 1,
    words,
    train: rows("train", train),
    validation: rows("validation", validation),
    test: rows("test", test),
    bayes: { crossEntropy, perplexity: Math.exp(crossEntropy) },
  };
}
