import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  ArgumentError,
  attentionMechanisms,
  CausalLanguageModel,
  generateTokens,
  languageModelConfig,
  loadCorpus,
  perplexity,
  Random,
  ready,
  type AttentionModelConfig,
} from "quantum-attention";

const corpus = loadCorpus("blocks", 1);
const causal = attentionMechanisms.filter(({ options }) => options.some(({ name }) => name === "causal")).map(({ name }) => name);
const others = attentionMechanisms.map(({ name }) => name).filter((name) => !causal.includes(name));

/** Two blocks of a mechanism in a width that every circuit takes. */
const twoBlocks = (mechanism: string, changes: Partial<AttentionModelConfig> = {}): AttentionModelConfig => ({
  ...languageModelConfig({ vocabSize: 7, seqLen: 6 }, { mechanism, embedDim: 8, nBlocks: 2, ffnDim: 8 }),
  ...changes,
});

const logitsOf = (model: CausalLanguageModel, rows: number[][], mask?: number[][]): number[][][] => {
  const [B, T] = [rows.length, rows[0]!.length];
  const logits = tf.tidy(() =>
    model.logits(tf.tensor2d(rows, [B, T], "int32"), mask === undefined ? undefined : tf.tensor2d(mask, [B, T], "bool")),
  );
  const values = logits.arraySync();
  logits.dispose();
  return values;
};

beforeAll(async () => {
  await ready();
});

describe("CausalLanguageModel", () => {
  it.each(causal)("%s: a later token changes no earlier logit", (mechanism) => {
    const model = new CausalLanguageModel(twoBlocks(mechanism), new Random(3));
    const tokens = [2, 4, 5, 6, 3, 4];
    const [before] = logitsOf(model, [tokens]);
    expect([before!.length, before![0]!.length]).toEqual([6, 7]);
    for (const changed of [1, 3, 5]) {
      const [after] = logitsOf(model, [tokens.map((token, t) => (t < changed ? token : (token + 1) % 7))]);
      expect(after!.slice(0, changed)).toEqual(before!.slice(0, changed));
      expect(after![changed]).not.toEqual(before![changed]);
    }
    // A shorter text, and padding on the right, leave the logits of the real tokens: float32 sums of other lengths.
    const [shorter] = logitsOf(model, [tokens.slice(0, 3)]);
    const [padded] = logitsOf(model, [[2, 4, 5, 0, 0, 0]], [[1, 1, 1, 0, 0, 0]]);
    for (const other of [shorter!, padded!.slice(0, 3)])
      other.forEach((row, t) => row.forEach((logit, v) => expect(logit).toBeCloseTo(before![t]![v]!, 5)));
    model.dispose();
  });

  it("refuses a mechanism that cannot be causal by its name, and a configuration that is not causal", () => {
    for (const mechanism of others)
      expect(() => new CausalLanguageModel(twoBlocks(mechanism), new Random(1))).toThrow(
        new RegExp(`CausalLanguageModel: ${mechanism} cannot be causal.*use one of scaled-dot-product`),
      );
    const { transformer } = twoBlocks("uniform");
    const bidirectional = { ...transformer, causal: false };
    expect(() => new CausalLanguageModel(twoBlocks("uniform", { transformer: bidirectional }), new Random(1))).toThrow("causal is false");
    const classifier = { ...transformer, nClasses: 2 };
    expect(() => new CausalLanguageModel(twoBlocks("uniform", { transformer: classifier }), new Random(1))).toThrow(
      "nClasses is 2, the next token is one of vocabSize 7",
    );
    expect(() => languageModelConfig(corpus, { mechanism: "nothing" })).toThrow(ArgumentError);
  });

  it("takes a quantum embedding, counts its circuits, and leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    const model = new CausalLanguageModel(languageModelConfig(corpus, { arm: "hybrid", mechanism: "swap-test" }), new Random(1));
    expect(model.parameterCounts().quantum).toBe(corpus.vocabSize * 4 * 3 * 2);
    // An untrained model is about as good as guessing among the words.
    const untrained = perplexity(model, corpus.test, corpus.seqLen);
    expect(untrained).toBeGreaterThan(corpus.vocabSize / 2);
    expect(untrained).toBeLessThan(corpus.vocabSize * 2);
    expect(model.ledger.of("evaluation").circuits).toBeGreaterThan(0);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("generateTokens", () => {
  const model = (): CausalLanguageModel => new CausalLanguageModel(languageModelConfig(corpus), new Random(5));
  const prompt = [corpus.words.indexOf("<start>")];

  it("gives the same text for the same seed, and the likeliest tokens at temperature 0", () => {
    const own = model();
    const text = (seed: number, temperature: number): number[] =>
      generateTokens(own, prompt, new Random(seed), { temperature, maxTokens: 12, seqLen: 8 });
    text(1, 1); // positions of every length are kept
    const before = tf.memory().numTensors;
    expect(text(1, 1)).toEqual(text(1, 1));
    expect(text(1, 1)).not.toEqual(text(2, 1));
    expect(text(1, 1)).toHaveLength(13);
    expect(text(1, 0)).toEqual(text(2, 0));
    expect(tf.memory().numTensors).toBe(before);
    const [logits] = logitsOf(own, [prompt]);
    expect(text(1, 0)[1]).toBe(logits![0]!.indexOf(Math.max(...logits![0]!)));
    own.dispose();
  });

  it("draws from softmax(logits / T)", () => {
    const own = model();
    const head = own.namedWeights().find(({ name }) => name === "classifier.weight")!.variable;
    tf.tidy(() => head.assign(tf.mul(4, head))); // an untrained model hardly prefers a token
    const [[logits]] = logitsOf(own, [prompt]) as [number[][]];
    const likeliest = logits!.indexOf(Math.max(...logits!));
    const shareAt = (temperature: number): number => {
      const weights = logits!.map((logit) => Math.exp(logit / temperature));
      return weights[likeliest]! / weights.reduce((a, b) => a + b);
    };
    const p = shareAt(0.5);
    const random = new Random(11);
    const draws = 2000;
    const tolerance = 5 * Math.sqrt((p * (1 - p)) / draws);
    expect(p - shareAt(0.5 * Math.SQRT2)).toBeGreaterThan(2 * tolerance); // a factor of √2 would be seen
    let hits = 0;
    for (let i = 0; i < draws; i++) if (generateTokens(own, prompt, random, { temperature: 0.5, maxTokens: 1 })[1] === likeliest) hits++;
    expect(Math.abs(hits / draws - p)).toBeLessThan(tolerance);
    own.dispose();
  });

  it("ends at the end token and refuses what it cannot continue", () => {
    const own = model();
    const [, first] = generateTokens(own, prompt, new Random(1), { temperature: 0, maxTokens: 1 });
    expect(generateTokens(own, prompt, new Random(1), { temperature: 0, endId: first! })).toEqual([...prompt, first]);
    expect(() => generateTokens(own, [], new Random(1))).toThrow("the prompt is empty");
    expect(() => generateTokens(own, [99], new Random(1))).toThrow("a token of the prompt must be an integer from 0");
    expect(() => generateTokens(own, prompt, new Random(1), { temperature: -1 })).toThrow("temperature must be");
    own.dispose();
  });
});
