import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { attentionMechanism, createAttention, ready } from "quantum-attention";
import { testBackend } from "../../backend";
import { tokens, type Weights } from "../assertValidAttention";
import { fourierMap, linear, tanhMap, type Map } from "./classicalMaps";

beforeAll(async () => {
  await ready({ backend: testBackend() });
});

describe("classical maps in the place of a circuit that makes one state of a sequence", () => {
  const config = { embedDim: 2, replaces: "quixer", nQubits: 2, seqLen: 3, degree: 2 };

  /** Σ_j b_j/Σ|b| f(a_j), a hidden ReLU layer, the output, for every token. */
  function expected(x: readonly number[][], weights: Weights, map: Map): number[] {
    const b = [...weights["mixing_coefficients"]!].slice(0, x.length);
    const sum = b.reduce((total, each) => total + Math.abs(each), 0);
    const features = x.map((row) => map("readout", linear(weights, "token_angles", row)));
    const read = features[0]!.map((_, c) => features.reduce((total, row, j) => total + (b[j]! / sum) * row[c]!, 0));
    const hidden = linear(weights, "hidden", read).map((each) => Math.max(0, each));
    return x.flatMap(() => linear(weights, "out_proj", hidden));
  }

  it.each(["bottleneck", "random-fourier"])("%s: values, gradients and masks", (name) => {
    const made = createAttention(name, config);
    const weights: Record<string, Float64Array> = Object.fromEntries(
      made.namedWeights().map(({ name: weight, variable }) => [weight, Float64Array.from(variable.dataSync())]),
    );
    expect(attentionMechanism(name).parameters(config)).toBe(Object.values(weights).reduce((sum, { length }) => sum + length, 0));
    const angles = weights["token_angles.bias"]!.length;
    // Every gate of circuit 14 is controlled by its token's number: ½ and 1, and twice as much for the second power.
    const spectrum = Array.from({ length: angles }, () => [0.5, 1, 1.5, 2]);
    const map = (changed: Weights): Map => (name === "bottleneck" ? tanhMap(changed) : fourierMap(changed, spectrum, 6));
    const x = [
      [0.3, -0.7],
      [1.1, 0.2],
      [-0.4, 0.9],
    ];
    const value = (changed: Weights): number[] => expected(x, changed, map(changed));
    tf.tidy(() => {
      const input = tf.tensor3d([x]);
      made
        .mix(input, null)
        .dataSync()
        .forEach((got, i) => expect(got).toBeCloseTo(value(weights)[i]!, 5));
      const padded = tf.tensor3d([[...x.slice(0, 2), [7, 7]]]);
      const short = made.mix(tf.tensor3d([x.slice(0, 2)]), null).dataSync();
      made
        .mix(padded, tf.tensor2d([1, 1, 0], [1, 3], "bool"))
        .dataSync()
        .slice(0, 4)
        .forEach((got, i) => expect(got).toBeCloseTo(short[i]!, 6));
      const { grads } = tf.variableGrads(
        () => tf.sum<tf.Scalar>(tf.square(made.mix(input, null))),
        made.namedWeights().map(({ variable }) => variable),
      );
      for (const { name: weight, variable } of made.namedWeights()) {
        const at = weights[weight]!;
        const loss = (i: number, step: number): number => {
          const moved = { ...weights, [weight]: at.map((each, k) => (k === i ? each + step : each)) };
          return value(moved).reduce((sum, each) => sum + each * each, 0);
        };
        const got = grads[variable.name]!.dataSync();
        for (let i = 0; i < at.length; i++) expect(got[i], `${weight}[${i}]`).toBeCloseTo((loss(i, 1e-5) - loss(i, -1e-5)) / 2e-5, 3);
      }
    });
    expect(() => made.mix(tokens(1, 4, 2), null)).toThrow(/coefficients for 3/);
    expect(() => createAttention(name, { ...config, causal: true })).toThrow(/quixer: causal cannot be set/);
    made.dispose();
  });
});
