import type { Task } from "../task";
import { generatedTask, type RowGenerator } from "./generatedTask";

const letters = (n: number): string[] => Array.from({ length: n }, (_, i) => String.fromCharCode(97 + i));

/** `before` and `after` stand at random places among ten fillers; the label says whether `before` comes first. */
const WORD_ORDER: RowGenerator = {
  name: "word-order",
  words: ["<before>", "<after>", ...letters(10)],
  seqLen: 6,
  nClasses: 2,
  draw: (random) => {
    const tokens = Array.from({ length: 6 }, () => random.integer(2, 12));
    const [first, second] = random.permutation(6) as [number, number];
    tokens[first] = 0;
    tokens[second] = 1;
    return { tokens, label: Number(first < second) };
  },
};

/** Eight words; the first one alone decides: the label is 1 for `e` … `h`. */
const FIRST_TOKEN: RowGenerator = {
  name: "first-token",
  words: letters(8),
  seqLen: 6,
  nClasses: 2,
  draw: (random) => {
    const tokens = Array.from({ length: 6 }, () => random.integer(0, 8));
    return { tokens, label: Number(tokens[0]! >= 4) };
  },
};

/** Eight words, each even or odd; the label is the parity of the first and the last word together. */
const PAIR_PARITY: RowGenerator = {
  name: "pair-parity",
  words: letters(8),
  seqLen: 6,
  nClasses: 2,
  draw: (random) => {
    const tokens = Array.from({ length: 6 }, () => random.integer(0, 8));
    return { tokens, label: (tokens[0]! + tokens[5]!) % 2 };
  },
};

const N_KEYS = 6;
const RECALL_PAIRS = 4;

/**
 * Four key–value pairs of different keys, two with value 0 and two with 1, then a query with one of their keys; the label
 * is that key's value. A pair is one token, so one layer of attention can match the query to it; counting words cannot.
 */
const ASSOCIATIVE_RECALL: RowGenerator = {
  name: "recall",
  words: [...letters(N_KEYS).flatMap((key) => [`${key}=0`, `${key}=1`]), ...letters(N_KEYS).map((key) => `${key}?`)],
  seqLen: RECALL_PAIRS + 1,
  nClasses: 2,
  draw: (random) => {
    const keys = random.permutation(N_KEYS).slice(0, RECALL_PAIRS);
    const values = random.shuffleInPlace(keys.map((_, i) => i % 2));
    const asked = random.integer(0, RECALL_PAIRS);
    return { tokens: [...keys.map((key, i) => 2 * key + values[i]!), 2 * N_KEYS + keys[asked]!], label: values[asked]! };
  },
};

/** Tasks that counting words cannot solve: order, position, or a match between two tokens decides. */
export const ORDER_TASKS: Readonly<Record<"word-order" | "first-token" | "pair-parity" | "recall", (seed: number) => Task>> = {
  "word-order": (seed) => generatedTask(WORD_ORDER, seed),
  "first-token": (seed) => generatedTask(FIRST_TOKEN, seed),
  "pair-parity": (seed) => generatedTask(PAIR_PARITY, seed),
  recall: (seed) => generatedTask(ASSOCIATIVE_RECALL, seed),
};
