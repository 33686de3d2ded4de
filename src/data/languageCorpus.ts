import type { SplitName } from "./task";

/** Rows of T + 1 tokens for next-token prediction: inputs are the first T, targets the last T. */
export interface TokenRows {
  readonly size: number;
  /** [N·(T+1)] */
  readonly tokens: Int32Array;
  /** [N·(T+1)], 1 = real token; null when no row is padded. */
  readonly mask: Uint8Array | null;
}

/** Text for a causal language model, in three splits. */
export interface LanguageCorpus extends Readonly<Record<SplitName, TokenRows>> {
  readonly name: string;
  readonly vocabSize: number;
  /** T, the number of predictions a row. */
  readonly seqLen: number;
  /** What a token is. */
  readonly unit: "word" | "letter";
  /** The word (or letter) of each id. */
  readonly words: readonly string[];
  /** The best mean cross-entropy a target (nats) and its perplexity under the generator; null where unknown. */
  readonly bayes: { readonly crossEntropy: number; readonly perplexity: number } | null;
}

/** Inputs and targets of next-token prediction, all [N·T]. */
export interface NextTokenPairs {
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
  /** 1 where the target is a real token, so where a prediction counts. */
  readonly targetMask: Uint8Array;
}

/**
 * Shifts rows of T + 1 tokens into inputs and the targets that follow them.
 *
 * @example
 * ```ts
 * const corpus = loadCorpus("ordered-digits", 1);
 * const { inputs, targets } = nextTokenPairs(corpus.train, corpus.seqLen);
 * ```
 */
export function nextTokenPairs(rows: TokenRows, seqLen: number): NextTokenPairs {
  const inputs = new Int32Array(rows.size * seqLen);
  const targets = new Int32Array(rows.size * seqLen);
  const targetMask = new Uint8Array(rows.size * seqLen).fill(1);
  for (let row = 0; row < rows.size; row++) {
    const from = row * (seqLen + 1);
    inputs.set(rows.tokens.subarray(from, from + seqLen), row * seqLen);
    targets.set(rows.tokens.subarray(from + 1, from + seqLen + 1), row * seqLen);
    if (rows.mask !== null) targetMask.set(rows.mask.subarray(from + 1, from + seqLen + 1), row * seqLen);
  }
  return { inputs, targets, targetMask };
}
