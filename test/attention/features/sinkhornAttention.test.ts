import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { attentionMechanism, createAttention, ready } from "quantum-attention";
import { testBackend } from "../../backend";
import { tokens, type Weights } from "../assertValidAttention";
import { dot, heads, linear, share, slice, type Config } from "./classicalMaps";

/** Sinkhorn's iteration of θ ⊙ βQKᵀ, written out. */
function transported(flat: Float64Array, weights: Weights, config: Config): Float64Array {
  const [D, H, S] = [config.embedDim, heads(config), config.seqLen!];
  const x = Array.from({ length: flat.length / D }, (_, t) => [...flat.slice(t * D, (t + 1) * D)]);
  const [q, k, v] = ["q_proj", "k_proj", "v_proj"].map((name) => x.map((row) => linear(weights, name, row)));
  const maps = Array.from({ length: H }, (_, h) => {
    let a = x.map((_row, i) =>
      x.map((_key, j) =>
        Math.exp(weights["transport_params"]![h * S * S + i * S + j]! * config.beta! * dot(slice(q![i]!, h, H), slice(k![j]!, h, H))),
      ),
    );
    const transpose = (m: number[][]): number[][] => m[0]!.map((_each, c) => m.map((row) => row[c]!));
    for (let round = 0; round < 8; round++) a = transpose(transpose(a).map(share)).map(share);
    return a;
  });
  const mixed = x.map((_, i) =>
    maps.flatMap((a, h) => slice(v![0]!, h, H).map((_each, c) => a[i]!.reduce((sum, w, j) => sum + w * slice(v![j]!, h, H)[c]!, 0))),
  );
  return Float64Array.from(mixed.flatMap((row) => linear(weights, "out_proj", row)));
}

beforeAll(async () => {
  await ready({ backend: testBackend() });
});

describe("a classical map in the place of the doubly stochastic matrix", () => {
  it("bottleneck of the doubly stochastic matrix: Sinkhorn's iteration", () => {
    const config = { embedDim: 4, nHeads: 2, replaces: "doubly-stochastic", seqLen: 3 };
    const made = createAttention("bottleneck", config);
    for (const { variable } of made.namedWeights()) tf.tidy(() => variable.assign(tf.mul(1.3, variable)));
    const values = (): Record<string, Float64Array> =>
      Object.fromEntries(made.namedWeights().map(({ name, variable }) => [name, Float64Array.from(variable.dataSync())]));
    const weights = values();
    expect(attentionMechanism("bottleneck").parameters(config)).toBe(Object.values(weights).reduce((sum, { length }) => sum + length, 0));
    tf.tidy(() => {
      const x = tokens(1, 3, 4);
      const flat = Float64Array.from(x.dataSync());
      made
        .mix(x, null)
        .dataSync()
        .forEach((got, i) => expect(got).toBeCloseTo(transported(flat, weights, made.config)[i]!, 5));
      const map = made.attentionWeights(x, null)!;
      for (const axis of [2, 3])
        tf.sum(map, axis)
          .dataSync()
          .forEach((sum) => expect(Math.abs(sum - 1)).toBeLessThan(axis === 3 ? 1e-6 : 0.01));
      const { grads } = tf.variableGrads(
        () => tf.sum<tf.Scalar>(tf.square(made.mix(x, null))),
        made.namedWeights().map(({ variable }) => variable),
      );
      for (const { name, variable } of made.namedWeights()) {
        const at = weights[name]!;
        const loss = (i: number, step: number): number => {
          const moved = { ...weights, [name]: at.map((each, c) => (c === i ? each + step : each)) };
          return transported(flat, moved, made.config).reduce((sum, each) => sum + each * each, 0);
        };
        const got = grads[variable.name]!.dataSync();
        for (let i = 0; i < at.length; i++) expect(got[i], `${name}[${i}]`).toBeCloseTo((loss(i, 1e-5) - loss(i, -1e-5)) / 2e-5, 3);
      }
      const mask = tf.tensor2d([1, 1, 0], [1, 3], "bool");
      const masked = (last: number): Float32Array => {
        const other = tf.concat<tf.Tensor3D>([tf.slice(x, [0, 0, 0], [1, 2, 4]), tf.fill([1, 1, 4], last)], 1);
        return tf.slice(made.mix(other, mask), [0, 0, 0], [1, 2, 4]).dataSync<"float32">();
      };
      expect(masked(3)).toEqual(masked(-1));
    });
    expect(() => made.mix(tokens(1, 4, 4), null)).toThrow(/a matrix for 3/);
    expect(() => createAttention("bottleneck", { ...config, causal: true })).toThrow(/doubly-stochastic: causal cannot be set/);
    expect(() => createAttention("random-fourier", config)).toThrow(/no spectrum/);
    made.dispose();
  });
});
