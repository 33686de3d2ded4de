import { ArgumentError } from "../core/errors";
import { nextTokenPairs, type LanguageCorpus } from "./languageCorpus";
import type { SplitName } from "./task";
import { loadCorpus } from "./taskRegistry";

/** How far a corpus yields to counting: test perplexities, means over seeds. */
export interface CorpusDifficulty {
  readonly corpus: string;
  /** Of the targets' frequencies alone. */
  readonly unigram: number;
  /** Of the frequencies after each word. */
  readonly bigram: number;
  /** The best possible perplexity, where it is known. */
  readonly bayes?: number;
}

/**
 * The difficulty report of a corpus: what perplexity counting words or pairs of words reaches on its test rows.
 *
 * @throws ArgumentError for an unknown corpus or no seeds, DataError when a data file is missing or changed.
 *
 * @example
 * ```ts
 * const { unigram, bigram, bayes } = corpusDifficulty("blocks", [0]);
 * if (!(unigram > bigram && bigram > bayes!)) throw new Error("counting cannot be as good as the grammar");
 * ```
 */
export function corpusDifficulty(name: string, seeds: readonly number[]): CorpusDifficulty {
  if (seeds.length === 0) throw new ArgumentError("corpusDifficulty: there are no seeds; pass at least one");
  const drawn = seeds.map((seed) => loadCorpus(name, seed));
  const mean = (of: (corpus: LanguageCorpus) => number): number => drawn.reduce((sum, corpus) => sum + of(corpus), 0) / drawn.length;
  const bayes = drawn[0]!.bayes?.perplexity;
  return { corpus: name, unigram: mean(unigramPerplexity), bigram: mean(bigramPerplexity), ...(bayes === undefined ? {} : { bayes }) };
}

/**
 * Perplexity of the targets of a split under their frequencies in the training split, each counted once more than it occurs.
 *
 * @example
 * ```ts
 * console.log(unigramPerplexity(loadCorpus("sonnets", 1)));
 * ```
 */
export function unigramPerplexity(corpus: LanguageCorpus, split: SplitName = "test"): number {
  return countedPerplexity(corpus, split, () => 0);
}

/**
 * Perplexity of the targets of a split under their frequencies after the word before in the training split, each pair counted once more
 * than it occurs.
 *
 * @example
 * ```ts
 * console.log(bigramPerplexity(loadCorpus("sonnets", 1)));
 * ```
 */
export function bigramPerplexity(corpus: LanguageCorpus, split: SplitName = "test"): number {
  return countedPerplexity(corpus, split, (input) => input);
}

/** Perplexity under add-one frequencies of the targets in each context, a number below the vocabulary's size. */
function countedPerplexity(corpus: LanguageCorpus, split: SplitName, contextOf: (input: number) => number): number {
  const { vocabSize, seqLen } = corpus;
  const counts = new Float64Array(vocabSize * vocabSize).fill(1);
  const totals = new Float64Array(vocabSize).fill(vocabSize);
  const eachPair = (name: SplitName, use: (context: number, target: number) => void): void => {
    const { inputs, targets, targetMask } = nextTokenPairs(corpus[name], seqLen);
    for (let i = 0; i < targets.length; i++) if (targetMask[i] !== 0) use(contextOf(inputs[i]!), targets[i]!);
  };
  eachPair("train", (context, target) => {
    counts[context * vocabSize + target]!++;
    totals[context]!++;
  });
  let nats = 0;
  let predictions = 0;
  eachPair(split, (context, target) => {
    nats -= Math.log(counts[context * vocabSize + target]! / totals[context]!);
    predictions++;
  });
  return Math.exp(nats / predictions);
}
