import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ArgumentError, CheckpointError, ready, replacementStages, train, trainingConfig, type TrainableModel } from "quantum-attention";
import { stageAt } from "../../src/training/trainingStages";
import { linearModel, points, type Points } from "./linearModel";

const data = { train: points(160, 1), validation: points(50, 2) };
const stages = replacementStages(2, 2, 1);
const models: { dispose(): void }[] = [];

/** A linear model that notes every share it is given. */
function notingModel(): TrainableModel<Points> & { readonly blends: number[] } {
  const model = linearModel();
  models.push(model);
  const blends: number[] = [];
  return { ...model, blends, setBlend: (blend) => void blends.push(blend) };
}

beforeAll(async () => {
  await ready();
});
afterEach(() => {
  for (const model of models.splice(0)) model.dispose();
});

describe("stages of a run", () => {
  it("let the share rise linearly from the stage's first step to its last", () => {
    const shares = Array.from({ length: 50 }, (_, step) => stageAt(stages, step, 10));
    expect(shares.map(({ stage }) => stage.name)).toEqual([
      ...Array<string>(20).fill("classical"),
      ...Array<string>(20).fill("replacement"),
      ...Array<string>(10).fill("end to end"),
    ]);
    const blends = shares.map(({ blend }) => blend);
    expect(blends.slice(0, 21)).toEqual(Array<number>(21).fill(0));
    expect(blends.slice(39)).toEqual(Array<number>(11).fill(1));
    for (let step = 20; step < 40; step++) expect(blends[step]).toBeCloseTo((step - 20) / 19, 12);
    expect(stageAt(replacementStages(1, 1, 1), 1, 1).blend).toBe(1);
  });

  it("are given to the model before every step, and stand in the history", async () => {
    const model = notingModel();
    const config = trainingConfig({ stages });
    expect(config.epochs).toBe(5);
    expect(Object.isFrozen(config.stages) && Object.isFrozen(config.stages![0])).toBe(true);
    const { epochs } = await train(model, data, config);
    expect(model.blends).toEqual(Array.from({ length: 50 }, (_, step) => stageAt(stages, step, 10).blend));
    expect(epochs.map(({ stage }) => stage)).toEqual(["classical", "classical", "replacement", "replacement", "end to end"]);
    expect(epochs.map(({ blend }) => blend)).toEqual([0, 0, 9 / 19, 1, 1]);
  });

  it("leave a run without stages as it was", async () => {
    const model = notingModel();
    const { epochs } = await train(model, data, trainingConfig({ epochs: 1 }));
    expect(model.blends).toEqual([]);
    expect(epochs[0]).not.toHaveProperty("stage");
  });

  it("resume with the share of the last step, and refuse other stages", async () => {
    const checkpointFolder = mkdtempSync(join(tmpdir(), "stages-"));
    const stop = new AbortController();
    const halfway = { checkpointFolder, signal: stop.signal, onEpoch: (_: unknown, i: number) => void (i === 2 && stop.abort()) };
    await expect(train(notingModel(), data, trainingConfig({ stages }), halfway)).rejects.toThrow("interrupted after 3 finished epochs");
    const resumed = notingModel();
    const others = trainingConfig({ stages: replacementStages(2, 1, 2) });
    await expect(train(notingModel(), data, others, { checkpointFolder, resume: true })).rejects.toThrow(CheckpointError);
    await train(resumed, data, trainingConfig({ stages }), { checkpointFolder, resume: true });
    const expected = Array.from({ length: 50 }, (_, step) => stageAt(stages, step, 10).blend);
    expect(resumed.blends).toEqual([expected[29], ...expected.slice(30)]);
    const before = tf.memory().numTensors;
    const done = notingModel();
    await train(done, data, trainingConfig({ stages }), { checkpointFolder, resume: true });
    expect(done.blends).toEqual([1]);
    expect(tf.memory().numTensors).toBe(before + 2);
  });

  it("refuse what is no schedule", async () => {
    const stage = { name: "a", epochs: 1, from: 0, to: 1 };
    const bad: [object, string][] = [
      [{ stages: [] }, "there are no stages"],
      [{ stages: [stage, stage] }, 'stage name "a" is empty or given twice'],
      [{ stages: [{ ...stage, to: 1.5 }] }, "to must be a finite number from 0 to 1"],
      [{ stages: [{ ...stage, epochs: 0 }] }, "epochs must be an integer at least 1"],
      [{ stages: [{ ...stage, until: 1 }] }, 'unknown option "until"'],
      [{ stages, epochs: 4 }, "epochs is 4, the stages have 5 together"],
      [{ stages, patience: 2 }, "patience would end a run before its last stage"],
    ];
    for (const [given, message] of bad) expect(() => trainingConfig(given), message).toThrow(message);
    await expect(train(linearModelWithoutBlend(), data, trainingConfig({ stages }))).rejects.toThrow(ArgumentError);
  });
});

function linearModelWithoutBlend(): TrainableModel<Points> {
  const model = linearModel();
  models.push(model);
  return model;
}
