import { describe, expect, it } from "vitest";
import { presetConfig, Random, ready, syntheticSentiment, Transformer, type ReadyOptions, type TransformerConfig } from "quantum-attention";
import { testBackend } from "../backend";
import { sequenceModel, sequenceSource } from "../../src/experiments/sequenceModel";
import { TrainingStep } from "../../src/training/trainingStep";
import { trainingConfig } from "../../src/training/trainingConfig";

/** The oracle first. */
const SETTINGS: readonly ReadyOptions[] = [
  { backend: "wasm", kernels: "plain" },
  { backend: "wasm", kernels: "simd" },
  { backend: testBackend() === "wasm" ? "cpu" : testBackend() },
];

const CONFIGS: readonly (readonly [string, TransformerConfig])[] = [
  ["reference classical", presetConfig("reference", "classical")],
  ["reference hybrid", presetConfig("reference", "hybrid")],
  ["reference control", presetConfig("reference", "control")],
  ["pre-LN, 2 heads, GELU", presetConfig("plan", "classical", { nHeads: 2 })],
];

/** Losses of 100 steps of training on the synthetic task. */
async function losses(options: ReadyOptions, config: TransformerConfig): Promise<number[]> {
  await ready(options);
  const source = sequenceSource(syntheticSentiment(1600, new Random(5)));
  const model = new Transformer(config, new Random(6));
  const training = new TrainingStep(sequenceModel(model), trainingConfig());
  const found = Array.from(
    { length: 100 },
    (_, step) => training.take(source.batch(Array.from({ length: 16 }, (_row, i) => 16 * step + i)), 1).loss,
  );
  model.dispose();
  return found;
}

describe("100 training steps", () => {
  it.each(CONFIGS)("%s: every backend and kernel set has the same losses to 1e-5", async (_, config) => {
    const expected = await losses(SETTINGS[0]!, config);
    for (const setting of SETTINGS.slice(1)) {
      const found = await losses(setting, config);
      const worst = found.reduce((largest, loss, step) => Math.max(largest, Math.abs(loss - expected[step]!)), 0);
      expect(worst, JSON.stringify(setting)).toBeLessThan(1e-5);
    }
    expect(Math.abs(expected[99]! - expected[0]!), "the weights have moved").toBeGreaterThan(1e-5);
  });
});
