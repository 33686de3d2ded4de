import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  FeedForward,
  LayerNorm,
  Linear,
  MultiHeadAttention,
  Pooling,
  ProjectedEmbedding,
  Random,
  ready,
  SinusoidalPositions,
  TokenEmbedding,
} from "quantum-attention";
import { testBackend, testBackends } from "../backend";
import { assertValidLayer, type LayerContract } from "./assertValidLayer";
import { naiveEmbed, naiveGelu, naiveLayerNorm, naiveLinear, naiveSelfAttention } from "./naive";

const normal = (...shape: number[]): tf.Tensor => {
  const random = new Random(11);
  return tf.tensor(
    Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => random.normal()),
    shape,
  );
};
const tokens = (): tf.Tensor => tf.tensor2d([3, 1, 4, 1, 0, 2], [2, 3], "int32");
const mask = (): tf.Tensor => tf.tensor2d([1, 1, 0, 1, 0, 1, 1, 0], [2, 4], "bool");
const MASKED = [1, 1, 0, 1, 0, 1, 1, 0];

const CONTRACTS: Readonly<Record<string, LayerContract>> = {
  Linear: {
    make: () => new Linear({ units: 3, seed: 2 }),
    input: () => normal(2, 4, 5),
    naive: (x, w) => naiveLinear(x, w["weight"]!, w["bias"]!, 5),
  },
  "Linear without bias": {
    make: () => new Linear({ units: 3, useBias: false }),
    input: () => normal(4, 5),
    naive: (x, w) => naiveLinear(x, w["weight"]!, null, 5),
  },
  TokenEmbedding: {
    make: () => new TokenEmbedding({ vocabSize: 5, embedDim: 3, seed: 4 }),
    input: tokens,
    naive: (ids, w) => naiveEmbed(ids, w["weight"]!, 3),
  },
  ProjectedEmbedding: {
    make: () => new ProjectedEmbedding({ vocabSize: 5, tableDim: 4, embedDim: 3 }),
    input: tokens,
    naive: (ids, w) => naiveLinear(naiveEmbed(ids, w["0.weight"]!, 4), w["1.weight"]!, w["1.bias"]!, 4).map(Math.tanh),
  },
  SinusoidalPositions: {
    make: () => new SinusoidalPositions(),
    input: () => normal(2, 4, 3),
    naive: (x) =>
      x.map((value, i) => {
        const [t, j] = [Math.floor(i / 3) % 4, i % 3];
        return value + (j === 1 ? Math.cos(t) : Math.sin(t / 10000 ** (j / 3)));
      }),
  },
  "MultiHeadAttention, causal": {
    make: () => new MultiHeadAttention({ nHeads: 3, causal: true, seed: 8 }),
    input: () => normal(2, 4, 6),
    naive: (x, w) => {
      const qkv = naiveLinear(x, w["in_proj_weight"]!, w["in_proj_bias"]!, 6);
      return naiveLinear(
        naiveSelfAttention(qkv, [4, 6, 3], (_, i, j) => j <= i),
        w["out_proj.weight"]!,
        w["out_proj.bias"]!,
        6,
      );
    },
  },
  "MultiHeadAttention, masked": {
    make: () => new MultiHeadAttention({ nHeads: 2 }),
    input: () => normal(2, 4, 6),
    kwargs: () => ({ mask: mask() }),
    naive: (x, w) => {
      const qkv = naiveLinear(x, w["in_proj_weight"]!, w["in_proj_bias"]!, 6);
      const mixed = naiveSelfAttention(qkv, [4, 6, 2], (b, _, j) => MASKED[b * 4 + j] === 1);
      return naiveLinear(mixed, w["out_proj.weight"]!, w["out_proj.bias"]!, 6);
    },
  },
  "FeedForward, GELU": {
    make: () => new FeedForward({ hiddenDim: 7 }),
    input: () => normal(2, 3, 4),
    naive: (x, w) => naiveLinear(naiveLinear(x, w["0.weight"]!, w["0.bias"]!, 4).map(naiveGelu), w["2.weight"]!, w["2.bias"]!, 7),
  },
  "FeedForward, ReLU": {
    make: () => new FeedForward({ hiddenDim: 5, activation: "relu", seed: 3 }),
    input: () => normal(2, 3, 4),
    naive: (x, w) => {
      const hidden = naiveLinear(x, w["0.weight"]!, w["0.bias"]!, 4).map((value) => Math.max(value, 0));
      return naiveLinear(hidden, w["2.weight"]!, w["2.bias"]!, 5);
    },
  },
  LayerNorm: {
    make: () => new LayerNorm(),
    input: () => normal(2, 3, 5),
    naive: (x, w) => naiveLayerNorm(x, w["weight"]!, w["bias"]!),
  },
  "Pooling, mean": {
    make: () => new Pooling({ pooling: "mean" }),
    input: () => normal(2, 4, 3),
    naive: (x) =>
      Float64Array.from({ length: 6 }, (_, i) =>
        [0, 1, 2, 3].reduce((sum, t) => sum + x[(Math.floor(i / 3) * 4 + t) * 3 + (i % 3)]! / 4, 0),
      ),
  },
  "Pooling, first": {
    make: () => new Pooling({ pooling: "first" }),
    input: () => normal(2, 4, 3),
    naive: (x) => Float64Array.from({ length: 6 }, (_, i) => x[Math.floor(i / 3) * 12 + (i % 3)]!),
  },
};

describe.each(testBackends())("layers on %s keep their contract", (backend) => {
  beforeAll(async () => {
    await ready({ backend });
  });

  it.each(Object.entries(CONTRACTS))("%s", async (_, contract) => {
    await assertValidLayer(contract);
  });
});

describe("layers", () => {
  beforeAll(async () => {
    await ready({ backend: testBackend() });
  });

  it("draw the same weights from the same seed and others from another", () => {
    const weights = (seed: number): number[] => {
      const layer = new Linear({ units: 4, seed });
      layer.build([null, 4]);
      const values = [...layer.getWeights()[0]!.dataSync()];
      layer.dispose();
      return values;
    };
    expect(weights(1)).toEqual(weights(1));
    expect(weights(1)).not.toEqual(weights(2));
    expect(Math.max(...weights(1).map(Math.abs))).toBeLessThanOrEqual(0.5);
  });

  it("hand the padding mask from the embedding to attention and pooling", () => {
    const ids = tf.input({ shape: [null], dtype: "int32" });
    const vectors = new TokenEmbedding({ vocabSize: 5, embedDim: 4, paddingId: 0 }).apply(ids);
    const mixed = new MultiHeadAttention({ nHeads: 2 }).apply(vectors);
    const model = tf.model({ inputs: ids, outputs: new Pooling().apply(mixed) as tf.SymbolicTensor });
    const [padded, cut] = tf.tidy(() => [
      [...(model.predict(tf.tensor2d([[2, 3, 0]], [1, 3], "int32")) as tf.Tensor).dataSync()],
      [...(model.predict(tf.tensor2d([[2, 3]], [1, 2], "int32")) as tf.Tensor).dataSync()],
    ]);
    padded.forEach((value, i) => expect(value).toBeCloseTo(cut[i]!, 6));
    model.dispose();
  });

  it("refuse unknown and impossible options", () => {
    expect(() => new Linear({ units: 0 })).toThrow(/units must be an integer at least 1/);
    expect(() => new Linear({ unit: 3 } as never)).toThrow(/unknown option "unit"/);
    expect(() => new TokenEmbedding({ vocabSize: 3, embedDim: 2, paddingId: 3 })).toThrow(/paddingId must be an integer from 0 to 2/);
    expect(() => new FeedForward({ hiddenDim: 3, activation: "swish" as "relu" })).toThrow(/activation is "swish"; use one of relu, gelu/);
    expect(() => new Pooling({ pooling: "max" as "mean" })).toThrow(/pooling is "max"/);
    expect(() => new MultiHeadAttention({ nHeads: 3 }).build([null, 4, 8])).toThrow(/3 heads do not divide the width 8/);
    expect(() => new LayerNorm().build([null, null])).toThrow(/last axis of the input shape/);
    expect(() => new Linear({ units: 2 }).namedWeights()).toThrow(/before it is built/);
  });
});
