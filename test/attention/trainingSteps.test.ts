import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  attentionMechanisms,
  createAttention,
  presetConfig,
  Random,
  ready,
  sequenceModel,
  trainingConfig,
  Transformer,
} from "quantum-attention";
import { readGradients } from "../../src/layers/operations/tape";
import { wasmBackend } from "../../src/layers/wasmBackend";
import { TrainingStep } from "../../src/training/trainingStep";

const [B, T, VOCABULARY, WIDTH] = [3, 4, 12, 16];

const tokenRandom = new Random(5);
const batch = {
  size: B,
  seqLen: T,
  tokens: Int32Array.from({ length: B * T }, () => tokenRandom.integer(1, VOCABULARY)),
  mask: null,
  labels: Int32Array.of(0, 1, 1),
};
const padded = { ...batch, mask: Uint8Array.from({ length: B * T }, (_, i) => (i === T - 1 ? 0 : 1)) };

function modelWith(name: string): Transformer {
  const { options } = attentionMechanisms.find((row) => row.name === name)!;
  const sized = options.some((option) => option.name === "seqLen") && name !== "bottleneck" && name !== "random-fourier";
  const config = presetConfig("plan", "classical", { vocabSize: VOCABULARY, embedDim: WIDTH, nHeads: 1, nClasses: 2 });
  const attention = () => createAttention(name, { embedDim: WIDTH, ...(sized && { seqLen: T }) });
  return new Transformer(config, new Random(3), { attention });
}

beforeAll(async () => {
  await ready({ backend: "wasm", kernels: "simd" });
});

describe.each(attentionMechanisms.map(({ name }) => name))("training steps with %s", (name) => {
  it.each([
    ["all tokens", batch],
    ["a masked one", padded],
  ])("have the gradients of tfjs' own tape, with %s", (_, given) => {
    const model = modelWith(name);
    const variables = model.namedWeights().map(({ variable }) => variable);
    const loss = (): tf.Scalar => sequenceModel(model).loss(given).loss;
    const theirs = tf.tidy<number[][]>(() => {
      const { grads } = tf.variableGrads(loss, variables);
      return variables.map((variable) => [...(grads[variable.name]?.dataSync() ?? [])]);
    });
    const ours = readGradients(variables, loss, (_value, gradientOf) =>
      variables.map((variable) => [...(gradientOf(variable)?.dataSync() ?? [])]),
    );
    // The same kernels in the same order, but for the order of sums where a tensor is used more than twice.
    const largest = Math.max(...theirs.flat().map(Math.abs));
    expect(largest).toBeGreaterThan(1e-3);
    ours.forEach((gradient, w) => {
      expect(gradient).toHaveLength(theirs[w]!.length);
      gradient.forEach((value, i) => expect(Math.abs(value - theirs[w]![i]!)).toBeLessThan(1e-6 * largest));
    });
    model.dispose();
  });

  it("leave tensors, buffers and the heap as they were", () => {
    const before = tf.memory().numTensors;
    const model = modelWith(name);
    const training = new TrainingStep(sequenceModel(model), trainingConfig());
    const memory = () => ({
      tensors: tf.memory().numTensors,
      buffers: tf.memory().numDataBuffers,
      heap: wasmBackend()!.wasm.HEAPU8.length,
    });
    for (let step = 0; step < 3; step++) training.take(padded, 1);
    const warm = memory();
    for (let step = 0; step < 40; step++) training.take(step % 2 === 0 ? batch : padded, 1);
    expect(memory()).toEqual(warm);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
