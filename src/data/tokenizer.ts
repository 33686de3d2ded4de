import { checkInteger } from "../core/check";
import { ArgumentError } from "../core/errors";

/** The id that fills rows up to their length; its places are masked. */
export const PADDING_ID = 0;
/** The id of every word that the vocabulary does not hold. */
export const UNKNOWN_ID = 1;

/** Words by id; the first two are `<pad>` and `<unknown>`. */
export interface Vocabulary {
  readonly words: readonly string[];
  readonly ids: ReadonlyMap<string, number>;
}

/** Token ids and mask of texts, [N·T] row-major. */
export interface EncodedTexts {
  readonly tokens: Int32Array;
  /** 1 = real token, 0 = padding. */
  readonly mask: Uint8Array;
}

/**
 * The words of a text: lower case, runs of letters, digits and inner apostrophes; everything else separates.
 *
 * @example
 * ```ts
 * splitWords("Crust isn't good."); // ["crust", "isn't", "good"]
 * ```
 */
export function splitWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*/gu) ?? [];
}

/**
 * The vocabulary of a training split: padding, unknown, and its `size − 2` most frequent words (ties in alphabetical order).
 *
 * @throws ArgumentError when size is below 3.
 *
 * @example
 * ```ts
 * const vocabulary = buildVocabulary(["so good", "so bad"], 3);
 * // vocabulary.words is ["<pad>", "<unknown>", "so"]
 * ```
 */
export function buildVocabulary(texts: readonly string[], size: number): Vocabulary {
  checkInteger("buildVocabulary", "size", size, 3);
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of splitWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const byFrequency = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([word]) => word);
  return vocabularyOf(byFrequency.slice(0, size - 2));
}

/**
 * A vocabulary of given words, in that order after padding and unknown.
 *
 * @throws ArgumentError when a word is given twice.
 *
 * @example
 * ```ts
 * const id = vocabularyOf(["man", "woman"]).ids.get("woman"); // 3
 * ```
 */
export function vocabularyOf(given: readonly string[]): Vocabulary {
  const words = ["<pad>", "<unknown>", ...given];
  const ids = new Map(words.map((word, id) => [word, id]));
  if (ids.size !== words.length) throw new ArgumentError("vocabularyOf: a word is given twice; pass each word once");
  return Object.freeze({ words: Object.freeze(words), ids });
}

/**
 * Encodes texts to rows of `seqLen` ids: unknown words become `<unknown>`, longer texts are cut, shorter ones padded and
 * masked. A text without any word becomes one `<unknown>`, so that no row is all padding.
 *
 * @throws ArgumentError when seqLen is below 1.
 *
 * @example
 * ```ts
 * const { tokens, mask } = encodeTexts(["so good"], buildVocabulary(["so bad"], 10), 3);
 * // tokens [3, 1, 0] ("good" is unknown), mask [1, 1, 0]
 * ```
 */
export function encodeTexts(texts: readonly string[], vocabulary: Vocabulary, seqLen: number): EncodedTexts {
  return encodeWords(texts.map(splitWords), vocabulary, seqLen);
}

/**
 * `encodeTexts` of rows that are split into words already; a word may be anything, such as a letter or a mark.
 *
 * @throws ArgumentError when seqLen is below 1.
 *
 * @example
 * ```ts
 * const { tokens } = encodeWords([["<start>", "A", "<end>"]], vocabularyOf(["<start>", "<end>", "A"]), 4); // [2, 4, 3, 0]
 * ```
 */
export function encodeWords(rows: readonly (readonly string[])[], vocabulary: Vocabulary, seqLen: number): EncodedTexts {
  checkInteger("encodeTexts", "seqLen", seqLen, 1);
  const tokens = new Int32Array(rows.length * seqLen).fill(PADDING_ID);
  const mask = new Uint8Array(tokens.length);
  rows.forEach((words, row) => {
    const ids = words.slice(0, seqLen).map((word) => vocabulary.ids.get(word) ?? UNKNOWN_ID);
    if (ids.length === 0) ids.push(UNKNOWN_ID);
    tokens.set(ids, row * seqLen);
    mask.fill(1, row * seqLen, row * seqLen + ids.length);
  });
  return { tokens, mask };
}
