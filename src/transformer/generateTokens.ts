import * as tf from "@tensorflow/tfjs";
import { checkInteger, checkKeys, checkNumber } from "../core/check";
import { ArgumentError } from "../core/errors";
import type { Random } from "../core/random";
import type { CausalLanguageModel } from "./causalLanguageModel";

/** How tokens are chosen. */
export interface GenerateOptions {
  /** 0: always the likeliest token; T > 0: drawn from softmax(logits / T). Default 1. */
  readonly temperature?: number;
  /** At most this many new tokens. Default 32. */
  readonly maxTokens?: number;
  /** Ends the text when it is chosen; it stands in the result. Default: none does. */
  readonly endId?: number;
  /** The model sees at most this many last tokens; default all. */
  readonly seqLen?: number;
}

/**
 * Continues a prompt token by token and returns prompt and continuation. The same random source gives the same text.
 *
 * @throws ArgumentError for an empty prompt, an id outside the vocabulary, an unknown option or a value out of range
 * @example
 * ```ts
 * await ready();
 * const corpus = loadCorpus("blocks", 1);
 * const model = new CausalLanguageModel(languageModelConfig(corpus), new Random(1));
 * const ids = generateTokens(model, [corpus.words.indexOf("<start>")], new Random(7), { maxTokens: 5 });
 * console.log(ids.map((id) => corpus.words[id]).join(" "));
 * model.dispose();
 * ```
 */
export function generateTokens(
  model: CausalLanguageModel,
  prompt: readonly number[],
  random: Random,
  options: GenerateOptions = {},
): number[] {
  const where = "generateTokens";
  checkKeys(where, options, ["temperature", "maxTokens", "endId", "seqLen"]);
  const { temperature = 1, maxTokens = 32, endId, seqLen = Infinity } = options;
  const { vocabSize } = model.config.transformer;
  checkNumber(where, "temperature", temperature, 0);
  checkInteger(where, "maxTokens", maxTokens, 0);
  if (seqLen !== Infinity) checkInteger(where, "seqLen", seqLen, 1);
  if (endId !== undefined) checkInteger(where, "endId", endId, 0, vocabSize - 1);
  if (prompt.length === 0) throw new ArgumentError(`${where}: the prompt is empty; pass at least one token, such as <start>`);
  for (const id of prompt) checkInteger(where, "a token of the prompt", id, 0, vocabSize - 1);
  const tokens = [...prompt];
  while (tokens.length < prompt.length + maxTokens && (tokens.length === prompt.length || tokens.at(-1) !== endId)) {
    const logits = lastLogits(model, tokens.slice(-Math.min(seqLen, tokens.length)));
    tokens.push(temperature === 0 ? likeliest(logits) : drawn(logits, temperature, random));
  }
  return tokens;
}

function lastLogits(model: CausalLanguageModel, tokens: readonly number[]): Float32Array {
  const logits = tf.tidy(() => model.logits(tf.tensor2d([...tokens], [1, tokens.length], "int32"), undefined, { training: false }));
  const values = logits.dataSync<"float32">().slice((tokens.length - 1) * logits.shape[2]);
  logits.dispose();
  return values;
}

/** The first of the largest. */
const likeliest = (logits: Float32Array): number => logits.indexOf(Math.max(...logits));

function drawn(logits: Float32Array, temperature: number, random: Random): number {
  const largest = Math.max(...logits);
  const shares = Array.from(logits, (logit) => Math.exp((logit - largest) / temperature));
  let left = random.uniform() * shares.reduce((sum, share) => sum + share, 0);
  const found = shares.findIndex((share) => (left -= share) < 0);
  return found < 0 ? likeliest(logits) : found;
}
