import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  presetConfig,
  Random,
  ready,
  sequenceDataset,
  sequenceModel,
  sequenceSource,
  Transformer,
  type PresetArm,
  type SequenceDataset,
} from "quantum-attention";

beforeAll(async () => {
  await ready();
});

/** 12 rows of 5 places, the last ones padded; `filler` stands in the padded places. */
function padded(filler: number): SequenceDataset {
  const random = new Random(3);
  const mask = Uint8Array.from({ length: 60 }, (_, i) => (i % 5 < 2 + (Math.floor(i / 5) % 4) ? 1 : 0));
  const drawn = Int32Array.from({ length: 60 }, () => random.integer(1, 9));
  const tokens = drawn.map((token, i) => (mask[i] === 1 ? token : filler));
  return sequenceDataset({
    name: "padded",
    vocabSize: 9,
    seqLen: 5,
    nClasses: 2,
    tokens,
    mask,
    labels: Int32Array.from({ length: 12 }, (_, i) => i % 2),
  });
}

const model = (arm: PresetArm) => new Transformer(presetConfig("reference", arm, { vocabSize: 9 }), new Random(2));
const allRows = Array.from({ length: 12 }, (_, i) => i);

describe("sequenceSource", () => {
  it("gathers rows in the order asked for", () => {
    const data = padded(0);
    const batch = sequenceSource(data).batch([7, 0]);
    expect([...batch.tokens]).toEqual([...data.tokens.subarray(35, 40), ...data.tokens.subarray(0, 5)]);
    expect([...batch.mask!]).toEqual([...data.mask!.subarray(35, 40), ...data.mask!.subarray(0, 5)]);
    expect([...batch.labels]).toEqual([1, 0]);
  });
});

describe("sequenceModel", () => {
  it.each(["classical", "hybrid", "control"] as const)("gives the %s arm's padded places no say in losses and gradients", (arm) => {
    const transformer = model(arm);
    const trainable = sequenceModel(transformer);
    const variables = transformer.namedWeights().map(({ variable }) => variable);
    const [zeros, eights] = [0, 8].map((filler) => {
      const batch = sequenceSource(padded(filler)).batch(allRows);
      const { value, grads } = tf.variableGrads(() => trainable.loss(batch).loss, variables);
      const numbers = { loss: value.dataSync()[0]!, gradients: variables.flatMap(({ name }) => [...grads[name]!.dataSync()]) };
      tf.dispose([value, grads]);
      return { ...numbers, evaluation: trainable.evaluate(batch) };
    });
    expect(zeros).toEqual(eights);
    transformer.dispose();
  });

  it("reports each row's loss and right answers in agreement with the mean loss that it trains on", () => {
    const transformer = model("hybrid");
    const trainable = sequenceModel(transformer);
    const batch = sequenceSource(padded(0)).batch(allRows);
    const before = tf.memory().numTensors;
    const { losses, correct } = trainable.evaluate(batch);
    expect(tf.memory().numTensors).toBe(before);
    tf.tidy(() => {
      const trained = trainable.loss(batch);
      // Both come from the same float32 logits.
      expect(losses.reduce((a, b) => a + b) / 12).toBeCloseTo(trained.loss.dataSync()[0]!, 6);
      expect(Array.from(correct).reduce((a, b) => a + b)).toBe(trained.correct);
    });
    transformer.dispose();
  });

  it("counts evaluations apart from training", () => {
    const transformer = model("hybrid");
    const embedding = transformer.embedding as unknown as { runner: { ledger: { of(purpose: string): { circuits: number } } } };
    sequenceModel(transformer).evaluate(sequenceSource(padded(0)).batch(allRows));
    expect(embedding.runner.ledger.of("forward").circuits).toBe(0);
    expect(embedding.runner.ledger.of("evaluation").circuits).toBeGreaterThan(0);
    transformer.dispose();
  });
});
