import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  CausalLanguageModel,
  corpusDifficulty,
  evaluateModel,
  languageModel,
  languageModelConfig,
  languageSource,
  loadCorpus,
  nextTokenPairs,
  perplexity,
  Random,
  ready,
  trainModel,
  type CorpusName,
} from "quantum-attention";

beforeAll(async () => {
  await ready();
});

describe("languageModel", () => {
  it("measures the mean over real targets, as a naive loop does, in training and evaluation alike", () => {
    const corpus = loadCorpus("blocks", 2);
    const model = new CausalLanguageModel(languageModelConfig(corpus), new Random(2));
    const source = languageSource(corpus.validation, corpus.seqLen);
    const rows = [0, 3, 4, 9, 17];
    const batch = source.batch(rows);
    languageModel(model).evaluate(batch); // keeps the positions' table
    const before = tf.memory().numTensors;
    const { losses, correct, counts } = languageModel(model).evaluate(batch);
    expect(tf.memory().numTensors).toBe(before);

    const { inputs, targets, targetMask } = nextTokenPairs(corpus.validation, corpus.seqLen);
    const naive = rows.map((row) => {
      const own = Array.from({ length: corpus.seqLen }, (_, t) => row * corpus.seqLen + t);
      const logits = tf.tidy(() => model.logits(tf.tensor2d([own.map((i) => inputs[i]!)], [1, corpus.seqLen], "int32")).arraySync());
      const real = own.map((i, t) => ({ target: targets[i]!, logits: logits[0]![t]!, counts: targetMask[i] === 1 }));
      return real
        .filter((each) => each.counts)
        .map(({ target, logits: l }) => ({
          nats: Math.log(l.reduce((sum, x) => sum + Math.exp(x), 0)) - l[target]!,
          right: Number(l.indexOf(Math.max(...l)) === target),
        }));
    });
    expect(Array.from(counts!)).toEqual(naive.map((row) => row.length));
    expect(Array.from(correct)).toEqual(naive.map((row) => row.reduce((sum, { right }) => sum + right, 0)));
    naive.forEach((row, i) => expect(losses[i]).toBeCloseTo(row.reduce((sum, { nats }) => sum + nats, 0) / row.length, 5));
    const mean = naive.flat().reduce((sum, { nats }) => sum + nats, 0) / naive.flat().length;
    tf.tidy(() => {
      const trained = languageModel(model).loss(batch);
      expect(trained.loss.dataSync()[0]).toBeCloseTo(mean, 5);
      expect(trained.count).toBe(naive.flat().length);
    });
    // Rows count by their targets, whatever the batch size.
    const { loss } = evaluateModel(languageModel(model), source, 16);
    expect(Math.exp(loss)).toBeCloseTo(perplexity(model, corpus.validation, corpus.seqLen), 10);
    model.dispose();
  });
});

describe("training on a corpus", () => {
  // An optimal predictor pays log 220 nats for every ordered triple, whichever were drawn; that of the blocks depends on how many letters
  // the 200 rows hold (standard deviation .8 of 10 a row: .6 % of the cross-entropy). The rest is what 600 rows teach.
  it.each<[CorpusName, number, number]>([
    ["blocks", 6, 1.03],
    ["ordered-digits", 10, 1.08],
  ])("%s: the perplexity comes near the grammar's own", async (task, epochs, factor) => {
    const { epochs: history, test, bayes, difficulty, seed } = await trainModel({ model: "classical", task, epochs });
    const last = history.at(-1)!;
    expect(bayes).toEqual(loadCorpus(task, seed).bayes);
    for (const found of [test!.perplexity!, last.valPerplexity]) expect(found).toBeLessThan(factor * bayes!.perplexity!);
    expect(difficulty).toEqual(corpusDifficulty(task, [seed]));
    expect(last.valPerplexity).toBeCloseTo(Math.exp(last.valLoss), 10);
    expect(last.trainAccuracy).toBeLessThan(1);
  });

  it("sonnets: a few epochs bring it under the perplexity of letter frequencies", async () => {
    const { test, difficulty } = await trainModel({ model: "classical", task: "sonnets", epochs: 2 });
    expect(test!.perplexity).toBeLessThan(0.9 * corpusDifficulty("sonnets", [42]).unigram);
    expect(difficulty).toMatchObject({ corpus: "sonnets" });
  });
});
