import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  InterruptedError,
  loadCheckpoint,
  NonFiniteError,
  ready,
  silentProgress,
  train,
  trainingConfig,
  type TrainableModel,
} from "quantum-attention";
import { FlatWeights } from "../../src/training/flatWeights";
import { linearModel, points, type Points } from "./linearModel";

const data = { train: points(160, 1), validation: points(50, 2) };
const config = trainingConfig({ epochs: 4, learningRate: 0.02 });
const models: { dispose(): void }[] = [];
function freshModel(biasGroup?: "quantum" | "classical") {
  const model = linearModel(biasGroup);
  models.push(model);
  return model;
}
const weightsOf = (model: TrainableModel<Points>) => model.namedWeights().map(({ variable }) => [...variable.dataSync()]);
const timeless = (history: { epochs: readonly object[] }) => ({
  ...history,
  epochs: history.epochs.map((epoch) => ({ ...epoch, seconds: 0 })),
});
const folder = () => mkdtempSync(join(tmpdir(), "train-"));

beforeAll(async () => {
  await ready();
});
afterEach(() => {
  for (const model of models.splice(0)) model.dispose();
});

describe("train", () => {
  it("lowers the loss, counts right answers and leaves no tensor behind", async () => {
    const model = freshModel();
    const before = tf.memory().numTensors;
    const history = await train(model, data, trainingConfig({ epochs: 10, learningRate: 0.05 }));
    expect(tf.memory().numTensors).toBe(before);
    expect(history.stepLosses).toHaveLength(100);
    const [first, last] = [history.epochs[0]!, history.epochs[9]!];
    expect(last.trainLoss).toBeLessThan(0.5 * first.trainLoss);
    expect(last.valAccuracy).toBeGreaterThan(0.9);
    expect(first.trainLoss).toBeCloseTo(history.stepLosses.slice(0, 10).reduce((a, b) => a + b) / 10, 12);
    expect(last.valPerplexity).toBeCloseTo(Math.exp(last.valLoss), 12);
  });

  it("averages the validation loss over batches, the short last one too", async () => {
    const model = freshModel();
    const { epochs } = await train(model, data, trainingConfig({ epochs: 1 }));
    const { losses } = model.evaluate(data.validation.batch(Array.from({ length: 50 }, (_, i) => i)));
    const means = [0, 16, 32, 48].map((start) => losses.slice(start, start + 16)).map((part) => part.reduce((a, b) => a + b) / part.length);
    expect(epochs[0]!.valLoss).toBeCloseTo(means.reduce((a, b) => a + b) / 4, 12);
  });

  it("gives the same numbers twice, and others with another seed", async () => {
    const [a, b, c] = [
      await train(freshModel(), data, config),
      await train(freshModel(), data, config),
      await train(freshModel(), data, { ...config, seed: 7 }),
    ];
    expect(timeless(a)).toEqual(timeless(b));
    expect(a.stepLosses).not.toEqual(c.stepLosses);
  });

  it("uses a given batch order", async () => {
    const order = Array.from({ length: 160 }, (_, i) => 159 - i);
    const model = freshModel();
    const expected = model.evaluate(data.train.batch(order.slice(0, 16))).losses.reduce((a, b) => a + b) / 16;
    const history = await train(model, data, trainingConfig({ epochs: 1 }), { batchOrder: [order] });
    expect(history.stepLosses[0]).toBeCloseTo(expected, 6);
  });

  it("gives quantum weights their own learning rate", async () => {
    const model = freshModel("quantum");
    const [weight, bias] = weightsOf(model);
    await train(model, data, trainingConfig({ epochs: 1, learningRate: 0, quantumLearningRate: 0.1 }));
    const [weightAfter, biasAfter] = weightsOf(model);
    expect(weightAfter).toEqual(weight);
    expect(biasAfter).not.toEqual(bias);
  });

  it("takes the steps of the formulas: clipped, warmed up, along the cosine, each group at its own rate", async () => {
    const rates = { learningRate: 0.05, quantumLearningRate: 0.2, clipNorm: 0.1 };
    const schedule = { kind: "cosine", warmupSteps: 3, finalFactor: 0.1 } as const;
    const order = Array.from({ length: 160 }, (_, i) => (7 * i) % 160);
    const [model, twin] = [freshModel("quantum"), freshModel("quantum")];
    await train(model, data, trainingConfig({ epochs: 2, schedule, ...rates }), { batchOrder: [order, order] });

    const variables = twin.namedWeights().map(({ variable }) => variable);
    const moments = variables.map(({ size }) => Array.from({ length: size }, () => ({ m: 0, v: 0 })));
    for (let step = 0; step < 20; step++) {
      const batch = data.train.batch(order.slice((step % 10) * 16, (step % 10) * 16 + 16));
      const gradients = tf.tidy<number[][]>(() => {
        const { grads } = tf.variableGrads(() => twin.loss(batch).loss, variables);
        return variables.map(({ name }) => [...grads[name]!.dataSync()]);
      });
      const norm = Math.hypot(...gradients.flat());
      expect(norm).toBeGreaterThan(rates.clipNorm);
      const factor = step < 3 ? (step + 1) / 3 : 0.1 + 0.45 * (1 + Math.cos((Math.PI * (step - 3)) / 17));
      variables.forEach((variable, w) => {
        const rate = factor * [rates.learningRate, rates.quantumLearningRate][w]!;
        const values = [...variable.dataSync()].map((value, i) => {
          const g = (gradients[w]![i]! * rates.clipNorm) / (norm + 1e-6);
          const moment = moments[w]![i]!;
          moment.m = 0.9 * moment.m + 0.1 * g;
          moment.v = 0.999 * moment.v + 0.001 * g * g;
          const [m, v] = [moment.m / (1 - 0.9 ** (step + 1)), moment.v / (1 - 0.999 ** (step + 1))];
          return value - (rate * m) / (Math.sqrt(v) + 1e-8);
        });
        tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
      });
    }
    // Twenty float32 steps of at most .2: their roundings stay below 1e-6 each.
    const [got, expected] = [weightsOf(model).flat(), weightsOf(twin).flat()];
    got.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-5));
  });

  it("stops early and goes back to the best epoch's weights", async () => {
    const model = freshModel();
    const history = await train(model, data, trainingConfig({ epochs: 300, learningRate: 3, patience: 3, seed: 3 }));
    expect(history.stopped).toBe("early stopping");
    expect(history.epochs).toHaveLength(history.bestEpoch + 4);
    const again = await train(model, data, trainingConfig({ epochs: 1, learningRate: 0 }));
    expect(again.epochs[0]!.valLoss).toBeCloseTo(history.epochs[history.bestEpoch]!.valLoss, 10);
  });

  it("reports every epoch and how far it is", async () => {
    const seen: number[] = [];
    const progress = { ...silentProgress, update: (done: number) => void seen.push(done) };
    const epochs: number[] = [];
    await train(freshModel(), data, config, { progress, onEpoch: (_, index) => void epochs.push(index) });
    expect(seen[seen.length - 1]).toBe(40);
    expect(epochs).toEqual([0, 1, 2, 3]);
  });
});

describe("FlatWeights", () => {
  it("takes a weight that the loss leaves out for one without gradient, whatever the step before left", () => {
    const flat = new FlatWeights(freshModel().namedWeights());
    const gradient = new Float32Array(flat.values.length).fill(7);
    flat.gatherGradients(({ size }) => (size === 4 ? tf.ones([2, 2]) : null), gradient);
    expect([...gradient]).toEqual([1, 1, 1, 1, 0, 0]);
  });
});

describe("a run that breaks", () => {
  /** Turns the loss to NaN from the given step on. */
  function poisoned(step: number): TrainableModel<Points> & { dispose(): void } {
    const model = linearModel();
    models.push(model);
    let calls = 0;
    return {
      ...model,
      loss: (batch) => {
        const result = model.loss(batch);
        return calls++ < step ? result : { ...result, loss: tf.mul(result.loss, Number.NaN) };
      },
    };
  }

  it("stops at a non-finite loss with the weights and the checkpoint of the last good epoch", async () => {
    const [healthy, sick] = [freshModel(), poisoned(25)];
    await train(healthy, data, trainingConfig({ epochs: 2, learningRate: 0.02 }));
    const before = tf.memory().numTensors;
    const checkpointFolder = folder();
    const failure = await train(sick, data, config, { checkpointFolder }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NonFiniteError);
    expect((failure as NonFiniteError).details).toMatchObject({ step: 25, epochs: 2 });
    expect(weightsOf(sick)).toEqual(weightsOf(healthy));
    expect([...loadCheckpoint(checkpointFolder).values]).toEqual(weightsOf(healthy).flat());
    expect(tf.memory().numTensors).toBe(before);
  });

  it("stops at a gradient that is not finite, though the loss is", async () => {
    const model = freshModel();
    const steep = tf.customGrad((x) => ({ value: tf.clone(x as tf.Tensor), gradFunc: (dy) => tf.mul(dy, Infinity) }));
    const sick: TrainableModel<Points> = {
      ...model,
      loss: (batch) => {
        const result = model.loss(batch);
        return { ...result, loss: steep(result.loss) as tf.Scalar };
      },
    };
    const before = weightsOf(model);
    const failure = await train(sick, data, config).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NonFiniteError);
    // Not only after the next step, by its loss.
    expect((failure as NonFiniteError).details).toMatchObject({ step: 0, epochs: 0 });
    expect(weightsOf(model)).toEqual(before);
  });

  it("stops when interrupted, and resuming ends as if it had not been", async () => {
    const unbroken = await train(freshModel(), data, config);
    const checkpointFolder = folder();
    const stop = new AbortController();
    const options = { checkpointFolder, signal: stop.signal, onEpoch: (_: unknown, index: number) => void (index === 1 && stop.abort()) };
    await expect(train(freshModel(), data, config, options)).rejects.toThrow(InterruptedError);
    const resumed = await train(freshModel(), data, config, { checkpointFolder, resume: true });
    expect(timeless(resumed)).toEqual(timeless(unbroken));
    expect(readdirSync(checkpointFolder)).toEqual(["checkpoint.json"]);
  });
});
