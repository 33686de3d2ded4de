import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  attentionTransformer,
  InterruptedError,
  presetConfig,
  Random,
  ready,
  replacementStages,
  StagedTransformer,
  trainModel,
  type RunRecord,
  type Transformer,
} from "quantum-attention";

const transformer = presetConfig("plan", "classical", { vocabSize: 10, embedDim: 8, nHeads: 1, nBlocks: 2, ffnDim: 8 });
const config = { transformer, mechanism: "qksan", options: { nQubits: 3 } };

beforeAll(async () => {
  await ready();
});

describe("StagedTransformer", () => {
  const tokens = [
    [1, 2, 3, 4],
    [5, 6, 7, 0],
  ];
  const logits = (model: Transformer): number[] =>
    tf.tidy(() =>
      Array.from(model.forward(tf.tensor2d(tokens, [2, 4], "int32"), tf.tensor2d([1, 1, 1, 1, 1, 1, 1, 0], [2, 4], "bool")).dataSync()),
    );
  /** Names of the weights that get a gradient. */
  const trained = (model: Transformer): string[] => {
    const named = model.namedWeights();
    const { value, grads } = tf.variableGrads(
      () => tf.sum(tf.square(model.forward(tf.tensor2d(tokens, [2, 4], "int32")))).asScalar(),
      named.map(({ variable }) => variable),
    );
    const names = named.filter(({ variable }) => grads[variable.name] !== undefined).map(({ name }) => name);
    tf.dispose([value, grads]);
    return names;
  };

  it("is the classical model at λ = 0 and the quantum one at λ = 1, to the bit, and neither between", () => {
    const before = tf.memory().numTensors;
    const classical = attentionTransformer({ transformer, mechanism: "scaled-dot-product", options: {} }, new Random(4));
    const quantum = attentionTransformer(config, new Random(4));
    const staged = new StagedTransformer(config, new Random(4));
    expect(logits(staged)).toEqual(logits(classical));
    expect(trained(staged).filter((name) => name.includes("quantum"))).toEqual([]);
    expect(staged.ledger.of("forward").circuits).toBe(0);
    staged.setBlend(1);
    expect(logits(staged)).toEqual(logits(quantum));
    expect(trained(staged).filter((name) => name.includes("classical"))).toEqual([]);
    expect(staged.ledger.of("forward").circuits).toBeGreaterThan(0);
    staged.setBlend(0.5);
    expect(logits(staged)).not.toEqual(logits(quantum));
    expect(new Set(trained(staged).map((name) => name.split(".")[3]))).toEqual(
      new Set(staged.namedWeights().map(({ name }) => name.split(".")[3])),
    );
    expect(() => staged.setBlend(1.1)).toThrow("blend must be a finite number from 0 to 1");
    for (const model of [classical, quantum, staged]) model.dispose();
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(0);
  });

  it("blends the outputs of one block by (1 − λ) and λ", () => {
    const one = { ...config, transformer: { ...transformer, nBlocks: 1 } };
    const staged = new StagedTransformer(one, new Random(4));
    const { attention } = staged.blocks[0]!;
    const x = tf.tidy(() =>
      tf.tensor3d(
        Array.from({ length: 32 }, (_, i) => Math.sin(i)),
        [1, 4, 8],
      ),
    );
    const mixed = (blend: number): Float32Array => {
      staged.setBlend(blend);
      return tf.tidy(() => attention.mix(x, null).dataSync<"float32">().slice());
    };
    const [classical, quantum, between] = [mixed(0), mixed(1), mixed(0.25)];
    between.forEach((value, i) => expect(value).toBeCloseTo(0.75 * classical[i]! + 0.25 * quantum[i]!, 6));
    x.dispose();
    staged.dispose();
  });
});

describe("training in stages", () => {
  const run = { model: "classical", task: "synthetic", mechanism: "swap-test", stages: replacementStages(1, 2, 1), seed: 6 } as const;
  const timeless = (record: RunRecord): object => ({ ...record, epochs: record.epochs.map((epoch) => ({ ...epoch, seconds: 0 })) });

  it("names its stages, learns, and goes on over a stage's border with the numbers of an unbroken run", async () => {
    const unbroken = await trainModel(run);
    expect(unbroken.epochs.map(({ stage }) => stage)).toEqual(["classical", "replacement", "replacement", "end to end"]);
    expect(unbroken.epochs.map(({ blend }) => blend)).toEqual([0, 49 / 99, 1, 1]);
    expect(unbroken.epochs[3]!.valLoss).toBeLessThan(unbroken.epochs[0]!.valLoss);
    expect(unbroken.ledger.forward.circuits).toBeGreaterThan(0);
    const out = mkdtempSync(join(tmpdir(), "staged-"));
    for (const epochs of [1, 3]) await stoppedAfter(epochs, out);
    expect(timeless(await trainModel({}, { out, resume: true }))).toEqual(timeless(unbroken));
  });

  /** Runs until so many epochs are finished, and then is stopped in the next. */
  async function stoppedAfter(epochs: number, out: string): Promise<void> {
    const stop = new AbortController();
    const progress = {
      start: () => undefined,
      log: () => undefined,
      finish: () => undefined,
      update: (_: number, note?: string) => void (note?.startsWith(`epoch ${epochs}/4, validation`) && stop.abort()),
    };
    const options = { out, resume: epochs > 1, progress, signal: stop.signal };
    await expect(trainModel(epochs > 1 ? {} : run, options)).rejects.toThrow(InterruptedError);
  }

  it("needs a mechanism that replaces the classical attention", async () => {
    const stages = replacementStages(1, 1, 1);
    await expect(trainModel({ stages })).rejects.toThrow("name that one as mechanism");
    await expect(trainModel({ stages, mechanism: "scaled-dot-product" })).rejects.toThrow("name that one as mechanism");
  });
});
