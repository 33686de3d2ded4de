import { checkInteger } from "../core/check";
import type { Random } from "../core/random";
import { sequenceDataset, type SequenceDataset } from "./dataset";

/** T = 6 tokens of 20 words: three drawn from the label's own words, three from all; id 0 never occurs. */
export const SYNTHETIC_SENTIMENT = Object.freeze({ seqLen: 6, vocabSize: 20, topicTokens: 3, firstPositive: 10 });

/** What no classifier can beat on average: the best accuracy and cross-entropy (nats) that the generator allows. */
export interface BayesOptimum {
  readonly accuracy: number;
  readonly crossEntropy: number;
}

/**
 * The synthetic sentiment task: a fair coin is the label; label 1 draws three tokens U{10…19} and three U{1…19},
 * label 0 draws three U{1…9} and three U{1…19}; the six are shuffled. Tokens [size, 6], two classes.
 *
 * @throws ArgumentError when `size` is no whole number
 * @example
 * ```ts
 * const data = syntheticSentiment(800, new Random(42).split("data"));
 * ```
 */
export function syntheticSentiment(size: number, random: Random): SequenceDataset {
  checkInteger("syntheticSentiment", "size", size, 0);
  const { seqLen, vocabSize, topicTokens, firstPositive } = SYNTHETIC_SENTIMENT;
  const tokens = new Int32Array(size * seqLen);
  const labels = new Int32Array(size);
  for (let row = 0; row < size; row++) {
    const label = random.integer(0, 2);
    const [low, high] = label === 1 ? [firstPositive, vocabSize] : [1, firstPositive];
    const words = Array.from({ length: seqLen }, (_, i) => (i < topicTokens ? random.integer(low, high) : random.integer(1, vocabSize)));
    tokens.set(random.shuffleInPlace(words), row * seqLen);
    labels[row] = label;
  }
  return sequenceDataset({ name: "synthetic", vocabSize, seqLen, nClasses: 2, tokens, mask: null, labels });
}

/**
 * The exact Bayes optimum of `syntheticSentiment`.
 *
 * Given the label y, the sequence probability is C(c, 3)/C(6, 3) · a_y^−3 · 19^−3, where c counts the tokens that y's own
 * words contain (c₁ = k tokens ≥ 10, c₀ = 6 − k) and a_y is the number of those words (10 and 9). It depends on the
 * sequence through k alone, so the optimum is a sum over k = 0 … 6 of joint probabilities.
 *
 * @example
 * ```ts
 * const { accuracy, crossEntropy } = syntheticBayes(); // 0.9469, 0.0858
 * ```
 */
export function syntheticBayes(): BayesOptimum {
  const { seqLen, vocabSize, topicTokens, firstPositive } = SYNTHETIC_SENTIMENT;
  const positiveShare = (vocabSize - firstPositive) / (vocabSize - 1);
  const free = seqLen - topicTokens;
  let accuracy = 0;
  let crossEntropy = 0;
  for (let k = 0; k <= seqLen; k++) {
    const joint = [binomialPmf(k, free, positiveShare) / 2, binomialPmf(k - topicTokens, free, positiveShare) / 2];
    const total = joint[0]! + joint[1]!;
    accuracy += Math.max(...joint);
    for (const p of joint) if (p > 0) crossEntropy -= p * Math.log(p / total);
  }
  return { accuracy, crossEntropy };
}

function binomialPmf(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  let choose = 1;
  for (let i = 0; i < k; i++) choose = (choose * (n - i)) / (i + 1);
  return choose * p ** k * (1 - p) ** (n - k);
}
