import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { CheckpointError, DiffMethodError, ready, trainModel, trainModelConfig, type RunRecord } from "quantum-attention";
import { taskRows } from "../../../src/experiments/tasks";
import { Random } from "../../../src/core/random";

const folder = () => mkdtempSync(join(tmpdir(), "run-"));
const timeless = (record: RunRecord) => ({ ...record, epochs: record.epochs.map((epoch) => ({ ...epoch, seconds: 0 })) });

/** Distinct tokens of each batch of the first epoch. */
async function uniqueTokensPerBatch(seed: number): Promise<number[]> {
  const { train } = await taskRows("synthetic", seed);
  const order = new Random(seed).split("batches").split(0).permutation(train.size);
  return Array.from({ length: 50 }, (_, i) => {
    const rows = order.slice(16 * i, 16 * (i + 1));
    return new Set(rows.flatMap((row) => [...train.tokens.subarray(row * 6, row * 6 + 6)])).size;
  });
}

beforeAll(async () => {
  await ready();
});

describe("trainModel", () => {
  it("trains a hybrid by parameter shift with 1000 shots, and counts every circuit", async () => {
    const out = folder();
    const record = await trainModel(
      { model: "hybrid", shots: 1000, epochs: 1, learningRate: 0.01, quantumLearningRate: 0.05, seed: 3 },
      { out },
    );
    expect(record.config.diffMethod).toBe("parameter-shift");
    const mean = (losses: readonly number[]) => losses.reduce((a, b) => a + b) / losses.length;
    expect(mean(record.stepLosses.slice(-10))).toBeLessThan(0.6 * mean(record.stepLosses.slice(0, 10)));

    const unique = (await uniqueTokensPerBatch(3)).reduce((a, b) => a + b);
    expect(record.ledger.forward.circuits).toBe(unique);
    expect(record.ledger.gradient.circuits).toBe(32 * unique);
    expect(record.ledger.gradient.shots).toBe(32_000 * unique);
    // One validation pass after the epoch: each of the 19 words once.
    expect(record.ledger.evaluation.circuits).toBe(19);

    expect(record.parameters).toEqual({ total: 810, quantum: 320, classical: 490, dead: 80 });
    expect(record.deadParameters).toHaveLength(80);
    // Word 0 never occurs: its 12 live angles stay as they were drawn.
    expect(record.untouchedParameters).toHaveLength(12);
    expect(record.untouchedParameters[0]).toBe("embedding.quantum_params[0].ry_l0_q0");
    expect(readdirSync(out).sort()).toEqual(["checkpoint.json", "curves.json", "run.json"]);
    expect(JSON.parse(readFileSync(join(out, "run.json"), "utf8"))).toEqual(JSON.parse(JSON.stringify(record)));
    const curves = JSON.parse(readFileSync(join(out, "curves.json"), "utf8")) as { data: { y: number[] }[] };
    expect(curves.data[1]!.y).toEqual([record.epochs[0]!.valLoss]);
  });

  it("goes on from a checkpoint with the same numbers, ledger included", async () => {
    const [whole, parts] = [folder(), folder()];
    const config = { model: "hybrid", epochs: 3, seed: 5 } as const;
    const unbroken = await trainModel(config, { out: whole });
    await trainModel({ ...config, epochs: 1 }, { out: parts });
    const resumed = await trainModel({ epochs: 3 }, { out: parts, resume: true });
    expect(timeless(resumed)).toEqual(timeless(unbroken));
  });

  it("refuses to resume another model, nothing, or a contradiction", async () => {
    const out = folder();
    await expect(trainModel({}, { out, resume: true })).rejects.toThrow(CheckpointError);
    await trainModel({ model: "classical", epochs: 1 }, { out });
    const before = readFileSync(join(out, "checkpoint.json"), "utf8");
    await expect(trainModel({ model: "hybrid" }, { out, resume: true })).rejects.toThrow('model "classical" then, "hybrid" now');
    expect(readFileSync(join(out, "checkpoint.json"), "utf8")).toBe(before);
    expect(() => trainModelConfig({ shots: 100, diffMethod: "adjoint" })).toThrow(DiffMethodError);
    expect(() => trainModelConfig({ task: "sentences" as never })).toThrow(/task is "sentences"/);
    expect(() => trainModelConfig({ shot: 5 } as never)).toThrow(/unknown option "shot"/);
  });

  it("refuses settings of circuits where none run", () => {
    for (const useless of [{ shots: 100 }, { diffMethod: "spsa" as const }, { quantumLearningRate: 0.01 }])
      for (const chosen of [{ model: "classical" as const }, { model: "control" as const, mechanism: "uniform" }])
        expect(() => trainModelConfig({ ...chosen, ...useless })).toThrow(
          /runs no circuits, got (shots 100|diffMethod spsa|quantum.* 0.01);/,
        );
    const attention = { model: "classical" as const, mechanism: "swap-test" };
    expect(trainModelConfig({ ...attention, shots: 100 }).shots).toBe(100);
    expect(() => trainModelConfig({ ...attention, diffMethod: "spsa" })).toThrow("circuits of attention take adjoint; leave it out");
    expect(() => trainModelConfig({ ...attention, shots: 100, diffMethod: "spsa" })).toThrow("take parameter-shift");
    expect(trainModelConfig({ model: "classical", diffMethod: "adjoint", shots: null }).diffMethod).toBe("adjoint");
  });

  it("keeps the number of tensors constant", async () => {
    await trainModel({ model: "control", epochs: 1 });
    const before = tf.memory().numTensors;
    for (const model of ["classical", "hybrid", "control"] as const) await trainModel({ model, epochs: 2 });
    expect(tf.memory().numTensors).toBe(before);
  });
});
