import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { CheckpointError, loadCheckpoint, OutputError, ready, train, trainingConfig, type TrainingConfig } from "quantum-attention";
import { linearModel, points } from "./linearModel";

const data = { train: points(32, 1), validation: points(16, 2) };
const config = trainingConfig({ epochs: 2 });
const folder = () => mkdtempSync(join(tmpdir(), "checkpoint-"));

async function run(
  checkpointFolder: string,
  given: Partial<TrainingConfig> = {},
  subject: Record<string, unknown> = { model: "linear" },
  resume = false,
) {
  const model = linearModel();
  try {
    return await train(model, data, { ...config, ...given }, { checkpointFolder, subject, resume });
  } finally {
    model.dispose();
  }
}

beforeAll(async () => {
  await ready();
});

describe("checkpoints", () => {
  it("come back as they were written", async () => {
    const path = folder();
    const history = await run(path);
    const checkpoint = loadCheckpoint(path);
    expect(checkpoint.epochs).toEqual(history.epochs);
    expect(checkpoint.stepLosses).toEqual(history.stepLosses);
    expect(checkpoint.weights).toEqual([
      { name: "weight", shape: [2, 2] },
      { name: "bias", shape: [2] },
    ]);
    expect(checkpoint.adam.steps).toBe(4);
    expect(checkpoint.values).toHaveLength(6);
    expect(checkpoint.best).toBeNull();
  });

  it.each([
    ["cut short", (text: string) => text.slice(0, text.length >> 1), "is not a checkpoint"],
    ["of another program", () => '{"hello": 1}', "is not a checkpoint"],
    ["not JSON", () => "PK\u0003\u0004", "is not a checkpoint"],
    ["changed by one digit", (text: string) => text.replace(/\\"steps\\":4/, '\\"steps\\":5'), "checksum differs"],
    ["of another version", (text: string) => text.replace('"formatVersion":1', '"formatVersion":99'), "format version 99"],
  ])("that are %s are refused, and stay on disk", async (_, damage, message) => {
    const path = folder();
    await run(path);
    const file = join(path, "checkpoint.json");
    const damaged = damage(readFileSync(file, "utf8"));
    writeFileSync(file, damaged);
    await expect(run(path, {}, { model: "linear" }, true)).rejects.toThrow(CheckpointError);
    await expect(run(path, {}, { model: "linear" }, true)).rejects.toThrow(message);
    expect(readFileSync(file, "utf8")).toBe(damaged);
  });

  it("of a missing folder are refused", async () => {
    await expect(run(join(folder(), "nothing"), {}, {}, true)).rejects.toThrow("does not exist");
  });

  it("of another subject or other settings are refused, naming the difference", async () => {
    const path = folder();
    await run(path);
    await expect(run(path, {}, { model: "other" }, true)).rejects.toThrow('model "linear" then, "other" now');
    await expect(run(path, { learningRate: 0.5 }, { model: "linear" }, true)).rejects.toThrow("learningRate 0.001 then, 0.5 now");
  });

  it("of a model with other weights are refused", async () => {
    const path = folder();
    await run(path);
    const model = linearModel();
    const fewer = { ...model, namedWeights: () => model.namedWeights().slice(0, 1) };
    await expect(train(fewer, data, config, { checkpointFolder: path, subject: { model: "linear" }, resume: true })).rejects.toThrow(
      CheckpointError,
    );
    model.dispose();
  });

  it("let a finished run go on for more epochs, as if planned so", async () => {
    const [short, long] = [folder(), folder()];
    await run(short);
    const longer = await run(short, { epochs: 4 }, { model: "linear" }, true);
    const planned = await run(long, { epochs: 4 });
    expect(longer.stepLosses).toEqual(planned.stepLosses);
    const cosine = { schedule: { kind: "cosine", warmupSteps: 0, finalFactor: 0 } } as const;
    const other = folder();
    await run(other, cosine);
    await expect(run(other, { ...cosine, epochs: 4 }, { model: "linear" }, true)).rejects.toThrow("epochs 2 then, 4 now");
  });

  it("that cannot be written end the run with OutputError", async () => {
    const file = join(folder(), "file");
    writeFileSync(file, "in the way");
    await expect(run(join(file, "run"))).rejects.toThrow(OutputError);
    expect(readFileSync(file, "utf8")).toBe("in the way");
  });

  it("leave no tensors behind", async () => {
    const before = tf.memory().numTensors;
    const path = folder();
    await run(path);
    await run(path, {}, { model: "linear" }, true);
    expect(tf.memory().numTensors).toBe(before);
  });
});
