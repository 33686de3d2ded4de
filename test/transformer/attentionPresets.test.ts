import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  ATTENTION_PRESETS,
  attentionModelParameters,
  attentionPreset,
  attentionTransformer,
  presetConfig,
  Random,
  ready,
  sequenceModel,
  sequenceSource,
  syntheticSentiment,
  train,
  trainingConfig,
  Transformer,
  twinOf,
  type AttentionModelConfig,
  type AttentionPresetName,
  type TwinName,
} from "quantum-attention";
import { testBackend } from "../backend";
import { countedModel } from "../../src/experiments/countedModel";

beforeAll(async () => {
  await ready({ backend: testBackend() });
});

/** Mean loss of the first and of the last of some epochs on the synthetic task. */
async function losses(transformer: Transformer, epochs: number): Promise<[number, number]> {
  const rows = sequenceSource(syntheticSentiment(64, new Random(5)));
  const config = trainingConfig({ epochs, learningRate: 0.02 });
  const history = await train(sequenceModel(transformer), { train: rows, validation: rows }, config);
  return [history.epochs[0]!.valLoss, history.epochs[epochs - 1]!.valLoss];
}

describe("attentionPreset", () => {
  it.each([
    ["qsann", 3 * 4 * (1 + 2) + 12 + 1], // 49 in the paper
    ["qmsan", 3 * 2 * 4 * 3 + 12 + 1],
    ["quixer", 5_120_000 + 513 * 96 + 2 * 32 + 4 + 96 + 19 * 512 + 513 * 10_000],
    ["di-sipio", 160_000 + 4 * 8 + 2 * 16 + (64 + 8 + 64 + 8) + 9],
    ["smaldone", 57 * 3 + 12 + 2 * 64 * 64 + 64 + 57 * 64 + (8 * 64 * 64 + 5 * 64) + 6 * 64 + 65 * 33],
    ["reference-swap-test", 810],
  ] as const)("%s has its source's %i parameters, and says where the library differs", (name, published) => {
    const preset = attentionPreset(name);
    expect(preset.published).toBe(published);
    expect(Math.min(preset.source.length, preset.formula.length)).toBeGreaterThan(0);
  });

  it.each(ATTENTION_PRESETS)("%s: source and differences sum to what is built, at both sizes", (name) => {
    for (const task of [{}, { vocabSize: 30, nClasses: 3, seqLen: 9 }])
      for (const size of ["published", "scaled"] as const) {
        const { model, published, differences } = attentionPreset(name, size, task);
        const total = differences.reduce((sum, { parameters }) => sum + parameters, published);
        expect(attentionModelParameters(model)).toBe(total);
        expect(JSON.parse(JSON.stringify(model))).toEqual(model);
        if (total > 1e6) continue;
        const built = attentionTransformer(model, new Random(1));
        expect(built.parameterCounts().total).toBe(total);
        built.dispose();
      }
  });

  it("counts ten million parameters without building any", () => {
    const before = tf.memory().numTensors;
    expect(attentionModelParameters(attentionPreset("quixer").model)).toBeGreaterThan(1e7);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(ATTENTION_PRESETS)("%s: a scaled version trains", async (name) => {
    const built = attentionTransformer(attentionPreset(name, "scaled").model, new Random(2));
    const [first, last] = await losses(built, name === "reference-swap-test" ? 16 : 4);
    expect(last).toBeLessThan(first);
    built.dispose();
  });

  const DROPPED: Readonly<Partial<Record<AttentionPresetName, readonly TwinName[]>>> = {
    "reference-swap-test": ["frozen-circuit", "random-fourier"],
  };
  it.each(ATTENTION_PRESETS)("%s: twins are generated at both sizes", (name) => {
    for (const size of ["published", "scaled"] as const) {
      const { model } = attentionPreset(name, size);
      const wanted = attentionModelParameters(model);
      for (const twin of ["parameter-matched", "no-entangler", "bottleneck", "frozen-circuit", "uniform", "random-fourier"] as const) {
        const { config, parameters, dropped } = twinOf(model, twin);
        if (config === null) expect([name, twin, DROPPED[name]?.includes(twin) ?? false], dropped!).toEqual([name, twin, true]);
        if (twin === "parameter-matched") expect(Math.abs(parameters! - wanted) / wanted).toBeLessThanOrEqual(0.02);
      }
    }
  });

  it("refuses what it does not know", () => {
    expect(() => attentionPreset("qsan" as AttentionPresetName)).toThrow(/name is "qsan"; use one of qsann/);
    expect(() => attentionPreset("qsann", "large" as "scaled")).toThrow(/size is "large"/);
    expect(() => attentionPreset("qsann", "scaled", { words: 3 } as object)).toThrow(/unknown option "words"/);
    expect(() => attentionPreset("qsann", "scaled", { nClasses: 0 })).toThrow(/nClasses must be an integer at least 1/);
  });
});

describe("the full hybrid", () => {
  const hybrid: AttentionModelConfig = {
    transformer: presetConfig("plan", "hybrid", { embedDim: 8, nHeads: 2, nBlocks: 2, quantum: { initialiser: "uniform" } }),
    mechanism: "qksan",
    options: { nQubits: 2 },
  };

  it("says which parameters are quantum, classical and dead", () => {
    const built = attentionTransformer(hybrid, new Random(1));
    const rows = built.parameterTable();
    const quantum = rows.filter(({ group }) => group === "quantum").map(({ name }) => name);
    expect(quantum).toEqual([
      "embedding.quantum_params",
      ...[0, 1].flatMap((block) => ["query", "key"].map((role) => `blocks.${block}.attention.${role}_params`)),
    ]);
    expect(rows.find(({ name }) => name === "embedding.quantum_params")!.dead).toBe(20 * 3);
    const { total, classical, quantum: angles } = built.parameterCounts();
    expect(classical + angles).toBe(total);
    built.dispose();
  });

  it("gives its weights away by name and takes them back", () => {
    const [one, other] = [attentionTransformer(hybrid, new Random(1)), attentionTransformer(hybrid, new Random(2))];
    const record = Object.fromEntries(
      one.namedWeights().map(({ name, variable, transposed }) => {
        const kept = tf.tidy(() => (transposed === true ? tf.transpose(variable) : tf.clone(variable)).dataSync());
        return [name, { shape: transposed === true ? [...variable.shape].reverse() : variable.shape, values: kept }];
      }),
    );
    other.loadWeights(record);
    const logits = (model: Transformer): number[] =>
      tf.tidy(() => [...model.forward(tf.tensor2d([[1, 12, 3]], [1, 3], "int32")).dataSync()]);
    expect(logits(other)).toEqual(logits(one));
    one.dispose();
    other.dispose();
  });

  it("goes on from a checkpoint with the numbers and the circuit counts of an unbroken run", async () => {
    const rows = sequenceSource(syntheticSentiment(32, new Random(5)));
    const folder = mkdtempSync(join(tmpdir(), "hybrid-"));
    const run = async (epochs: number, resume: boolean, out: string | null) => {
      const built = attentionTransformer(hybrid, new Random(1));
      const model = countedModel(sequenceModel(built), built);
      const options = { checkpointFolder: out, resume };
      const { epochs: found } = await train(model, { train: rows, validation: rows }, trainingConfig({ epochs }), options);
      const ledger = built.ledger.toJSON();
      built.dispose();
      return { losses: found.map(({ trainLoss, valLoss }) => [trainLoss, valLoss]), ledger };
    };
    await run(1, false, folder);
    expect(existsSync(join(folder, "checkpoint.json"))).toBe(true);
    expect(await run(2, true, folder)).toEqual(await run(2, false, null));
    rmSync(folder, { recursive: true });
  });
});
