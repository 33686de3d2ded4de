import * as tf from "@tensorflow/tfjs";
import { nextTokenPairs, type TokenRows } from "../data/languageCorpus";
import type { NamedWeight } from "../layers/namedWeights";
import { tokenCrossEntropy } from "../layers/operations/tokenCrossEntropy";
import { evaluateModel } from "../training/evaluateModel";
import type { BatchSource, TrainableModel } from "../training/trainableModel";
import { isRight, rowLoss } from "./logitRows";

/** Rows of a corpus, gathered into one batch: what comes in, what shall come out, and where that counts. All [B·T]. */
export interface LanguageBatch {
  readonly size: number;
  readonly seqLen: number;
  readonly inputs: Int32Array;
  /** 1 = real token; null when no row is padded. */
  readonly inputMask: Uint8Array | null;
  readonly targets: Int32Array;
  /** 1 where the target is a real token. */
  readonly targetMask: Uint8Array;
}

/** A model that turns tokens [B, T] into logits [B, T, V] of the tokens that follow. */
export interface TokenPredictor {
  logits(tokens: tf.Tensor2D, mask?: tf.Tensor2D, options?: { readonly training?: boolean }): tf.Tensor3D;
  namedWeights(): readonly NamedWeight[];
}

/**
 * The rows of a corpus' split as batches for `train` and `evaluateModel`.
 *
 * @example
 * ```ts
 * const corpus = loadCorpus("sonnets", 1);
 * const rows = languageSource(corpus.train, corpus.seqLen);
 * console.log(rows.batch([0, 5]).targets.length); // 64
 * ```
 */
export function languageSource(rows: TokenRows, seqLen: number): BatchSource<LanguageBatch> {
  const width = seqLen + 1;
  return {
    size: rows.size,
    batch: (indices) => {
      const size = indices.length;
      const picked = { size, tokens: new Int32Array(size * width), mask: rows.mask && new Uint8Array(size * width) };
      const inputMask = rows.mask && new Uint8Array(size * seqLen);
      for (let i = 0; i < size; i++) {
        const from = indices[i]! * width;
        picked.tokens.set(rows.tokens.subarray(from, from + width), i * width);
        if (rows.mask === null) continue;
        picked.mask!.set(rows.mask.subarray(from, from + width), i * width);
        inputMask!.set(rows.mask.subarray(from, from + seqLen), i * seqLen);
      }
      return { size, seqLen, inputMask, ...nextTokenPairs(picked, seqLen) };
    },
  };
}

/**
 * A language model as the training loop wants it: mean cross-entropy (nats) over the real targets, and how many were foretold rightly.
 * The history's `valPerplexity` is then the perplexity.
 *
 * @example
 * ```ts
 * await ready();
 * const corpus = loadCorpus("ordered-digits", 1);
 * const model = new CausalLanguageModel(languageModelConfig(corpus), new Random(1).split("init"));
 * const [training, validation] = [corpus.train, corpus.validation].map((rows) => languageSource(rows, corpus.seqLen));
 * const { epochs } = await train(languageModel(model), { train: training!, validation: validation! }, trainingConfig({ epochs: 1 }));
 * console.log(epochs[0]!.valPerplexity, corpus.bayes!.perplexity);
 * model.dispose();
 * ```
 */
export function languageModel(model: TokenPredictor): TrainableModel<LanguageBatch> {
  return {
    namedWeights: () => model.namedWeights(),
    loss: (batch) => {
      const logits = forward(model, batch, true);
      const { correct, counts } = readRows(logits.dataSync<"float32">(), batch);
      const sum = (values: Int32Array): number => values.reduce((total, each) => total + each, 0);
      return { loss: tokenCrossEntropy(logits, batch.targets, batch.targetMask), correct: sum(correct), count: sum(counts) };
    },
    evaluate: (batch) => {
      const logits = tf.tidy(() => forward(model, batch, false));
      const result = readRows(logits.dataSync<"float32">(), batch);
      logits.dispose();
      return result;
    },
  };
}

/**
 * The perplexity of a model on rows of a corpus: exp of the mean cross-entropy in nats over all real targets.
 *
 * @example
 * ```ts
 * await ready();
 * const corpus = loadCorpus("blocks", 1);
 * const model = new CausalLanguageModel(languageModelConfig(corpus), new Random(1));
 * console.log(perplexity(model, corpus.test, corpus.seqLen)); // near the number of words before training
 * model.dispose();
 * ```
 */
export function perplexity(model: TokenPredictor, rows: TokenRows, seqLen: number): number {
  return Math.exp(evaluateModel(languageModel(model), languageSource(rows, seqLen), rows.size).loss);
}

function forward(model: TokenPredictor, { size, seqLen, inputs, inputMask }: LanguageBatch, training: boolean): tf.Tensor3D {
  const shape: [number, number] = [size, seqLen];
  const mask = inputMask === null ? undefined : tf.tensor2d(inputMask, shape, "bool");
  return model.logits(tf.tensor2d(inputs, shape, "int32"), mask, { training });
}

/** By row: mean of −ln softmax(logits)[target] over the targets that count, how many of these are the largest logit, and their number. */
function readRows(logits: Float32Array, { size, seqLen, targets, targetMask }: LanguageBatch) {
  const V = logits.length / targets.length;
  const rows = { losses: new Float32Array(size), correct: new Int32Array(size), counts: new Int32Array(size) };
  for (let row = 0; row < size; row++) {
    let loss = 0;
    for (let position = row * seqLen; position < (row + 1) * seqLen; position++) {
      if (targetMask[position] === 0) continue;
      loss += rowLoss(logits, position * V, V, targets[position]!);
      rows.counts[row]!++;
      if (isRight(logits, position * V, V, targets[position]!)) rows.correct[row]!++;
    }
    rows.losses[row] = rows.counts[row] === 0 ? 0 : loss / rows.counts[row]!;
  }
  return rows;
}
