import { checkInteger, checkOneOf } from "../core/check";
import { Random } from "../core/random";
import type { LanguageCorpus } from "./languageCorpus";
import { SENTENCE_SETS, type SentenceSet } from "./sentences";
import { sentenceTask } from "./sentenceTask";
import { SYNTHETIC_SENTIMENT, syntheticBayes, syntheticSentiment } from "./syntheticSentiment";
import type { Task } from "./task";
import { digitsTask } from "./tasks/digits";
import { blocksCorpus, orderedDigitsCorpus } from "./tasks/languageGrammars";
import { ORDER_TASKS } from "./tasks/orderTasks";
import { meaningTask, relativeClauseTask } from "./tasks/sentenceGrammar";
import { sonnetsCorpus } from "./tasks/sonnets";

const SENTENCE_TASKS = Object.fromEntries(SENTENCE_SETS.map((name) => [name, (seed: number) => sentenceTask(name, seed)])) as Record<
  SentenceSet,
  (seed: number) => Promise<Task>
>;

const TASKS: Readonly<Record<string, (seed: number) => Task | Promise<Task>>> = {
  synthetic: syntheticTask,
  mc: meaningTask,
  rp: relativeClauseTask,
  ...ORDER_TASKS,
  ...SENTENCE_TASKS,
  digits: digitsTask,
};

/** The names of the corpora for language models. */
export type CorpusName = "blocks" | "ordered-digits" | "sonnets";

const CORPORA: Readonly<Record<CorpusName, (seed: number) => LanguageCorpus>> = {
  blocks: blocksCorpus,
  "ordered-digits": orderedDigitsCorpus,
  sonnets: sonnetsCorpus,
};

/**
 * The names that `loadTask` knows: synthetic, mc, rp, word-order, first-token, pair-parity, recall, yelp, imdb, amazon, digits.
 *
 * @example
 * ```ts
 * const [first] = taskNames(); // "synthetic"
 * ```
 */
export function taskNames(): string[] {
  return Object.keys(TASKS);
}

/**
 * The names that `loadCorpus` knows: blocks, ordered-digits, sonnets.
 *
 * @example
 * ```ts
 * const [first] = corpusNames(); // "blocks"
 * ```
 */
export function corpusNames(): CorpusName[] {
  return Object.keys(CORPORA) as CorpusName[];
}

/**
 * A classification task by name, its rows drawn and split by seed; the same seed gives the same rows everywhere.
 *
 * @throws ArgumentError for an unknown name or a seed that is not an integer, DataError when a data file is missing or changed.
 *
 * @example
 * ```ts
 * const task = await loadTask("recall", 42);
 * // task.train.tokens is [600, 5]: four key–value pairs and a query
 * ```
 */
export async function loadTask(name: string, seed: number): Promise<Task> {
  checkOneOf("loadTask", "name", name, taskNames());
  checkInteger("loadTask", "seed", seed, 0);
  return TASKS[name]!(seed);
}

/**
 * A corpus for causal language models by name, its rows drawn by seed.
 *
 * @throws ArgumentError for an unknown name or a seed that is not an integer, DataError when a data file is missing or changed.
 *
 * @example
 * ```ts
 * const corpus = loadCorpus("blocks", 42);
 * // corpus.bayes.perplexity is 3^(1/10): of ten targets a row, one is a choice among three
 * ```
 */
export function loadCorpus(name: string, seed: number): LanguageCorpus {
  checkOneOf("loadCorpus", "name", name, corpusNames());
  checkInteger("loadCorpus", "seed", seed, 0);
  return CORPORA[name](seed);
}

function syntheticTask(seed: number): Task {
  const random = new Random(seed).split("data");
  return {
    name: "synthetic",
    train: syntheticSentiment(800, random.split("train")),
    validation: syntheticSentiment(200, random.split("validation")),
    test: syntheticSentiment(200, random.split("test")),
    words: Array.from({ length: SYNTHETIC_SENTIMENT.vocabSize }, (_, id) => `w${id}`),
    bayes: syntheticBayes(),
    texts: null,
  };
}
