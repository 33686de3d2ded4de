import { describe, expect, it } from "vitest";
import { presetConfig, Random, ready, syntheticSentiment, Transformer, type ReadyOptions, type TransformerConfig } from "quantum-attention";
import { sequenceModel, sequenceSource } from "../../src/experiments/sequenceModel";
import { TrainingStep } from "../../src/training/trainingStep";
import { trainingConfig } from "../../src/training/trainingConfig";

const SETTINGS: readonly ReadyOptions[] = [{ backend: "wasm", kernels: "simd" }, { backend: "wasm", kernels: "plain" }, { backend: "cpu" }];

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
  it.each(CONFIGS)("%s: SIMD, plain and cpu have the same losses to 1e-5", async (_, config) => {
    const [simd, plain, cpu] = [await losses(SETTINGS[0]!, config), await losses(SETTINGS[1]!, config), await losses(SETTINGS[2]!, config)];
    for (let step = 0; step < 100; step++) {
      expect(Math.abs(simd[step]! - plain[step]!), `step ${step}, simd`).toBeLessThan(1e-5);
      expect(Math.abs(cpu[step]! - plain[step]!), `step ${step}, cpu`).toBeLessThan(1e-5);
    }
    expect(Math.abs(plain[99]! - plain[0]!), "the weights have moved").toBeGreaterThan(1e-5);
  });
});
