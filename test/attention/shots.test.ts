import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { createAttention, Random, ready, type AttentionConfig } from "quantum-attention";
import { ALL_ZERO_TEST, ANCILLA_TEST, drawnScores, type ScoreTest } from "../../src/attention/operations/drawnScores";
import { testBackend } from "../backend";
import { tokens } from "./assertValidAttention";

const SHOTS = 400;
const DRAWS = 4096;

/** Mean and variance of many drawn estimates of one score. */
function estimates(score: number, test: ScoreTest): { mean: number; variance: number } {
  return tf.tidy(() => {
    const exact = tf.fill<tf.Rank.R4>([DRAWS, 1, 1, 1], score);
    const drawn = drawnScores(exact, test, SHOTS, { B: DRAWS, T: 1, mask: null, causal: false }, new Random(3)).dataSync<"float32">();
    const mean = drawn.reduce((sum, value) => sum + value, 0) / DRAWS;
    return { mean, variance: drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (DRAWS - 1) };
  });
}

const SHOT_CONFIGS: readonly (readonly [string, AttentionConfig])[] = [
  ["swap-test", { embedDim: 4 }],
  ["hadamard-overlap", { embedDim: 4, aggregation: "circuit" }],
  ["smaldone", { embedDim: 4, nQubits: 2 }],
  ["qsann", { embedDim: 4, nQubits: 2 }],
  ["qmsan", { embedDim: 4, nQubits: 2 }],
  ["qksan", { embedDim: 4, nQubits: 2 }],
  ["pqc-projections", { embedDim: 4, nQubits: 2 }],
];

describe("finite shots", () => {
  beforeAll(async () => {
    await ready({ backend: testBackend() });
  });

  it.each([
    ["SWAP test", 0.3, ANCILLA_TEST, (1 - 0.09) / SHOTS],
    ["Hadamard test", -0.8, ANCILLA_TEST, (1 - 0.64) / SHOTS],
    ["compute-uncompute", 0.05, ALL_ZERO_TEST, (0.05 * 0.95) / SHOTS],
  ] as const)("%s: unbiased, with the variance of its binomial", (_name, score, test, variance) => {
    const got = estimates(score, test);
    expect(Math.abs(got.mean - score)).toBeLessThan(5 * Math.sqrt(variance / DRAWS));
    // The relative standard error of a variance of n near-normal draws is √(2/n).
    expect(Math.abs(got.variance / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / DRAWS));
  });

  it.each(SHOT_CONFIGS)("%s: near the exact output, the same for the same seed, another for another; gradients flow", (name, config) => {
    tf.tidy(() => {
      const x = tokens(2, 3, config.embedDim);
      const run = (options: Partial<AttentionConfig>): Float32Array => {
        const made = createAttention(name, { ...config, ...options });
        const y = made.mix(x, null).dataSync<"float32">();
        made.dispose();
        return y;
      };
      const exact = run({});
      const drawn = run({ shots: 1000 });
      expect(drawn).toEqual(run({ shots: 1000 }));
      expect(drawn).not.toEqual(exact);
      const far = (values: Float32Array): number => Math.hypot(...values.map((value, i) => value - exact[i]!));
      expect(far(run({ shots: 1_000_000 }))).toBeLessThan(far(run({ shots: 100 })) / 10);
      const made = createAttention(name, { ...config, shots: 1000 });
      const variables = made.namedWeights().map(({ variable }) => variable);
      const { grads } = tf.variableGrads(() => tf.sum(tf.square(made.mix(x, null))), variables);
      for (const gradient of Object.values(grads)) expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
      made.dispose();
    });
  });

  const HALF = Math.PI / 2;
  /** [two tokens, score of the second with the first, its variance by the mechanism's own circuit times shots] with circuits of angle 0. */
  const OWN_TESTS: readonly (readonly [string, AttentionConfig, readonly number[][], number, number])[] = [
    ["swap-test", { embedDim: 2 }, [[1, 0], [1, 1]], 1 / 2, 3 / 4],
    ["hadamard-overlap", { embedDim: 2 }, [[1, 0], [1, 1]], Math.SQRT1_2, 1 / 2],
    ["smaldone", { embedDim: 1, nQubits: 2 }, [[0], [HALF]], Math.SQRT1_2, 1 / 2],
    ["qmsan", { embedDim: 2, nQubits: 2, variant: "plain" }, [[0, 1], [HALF, 1]], 1 / 2, 3 / 4],
    ["qksan", { embedDim: 1, nQubits: 1 }, [[0], [HALF]], 1 / 2, 1 / 4],
    ["orthogonal", { embedDim: 2 }, [[1, 0], [1, 1]], 1 / 2, 1 / 4],
  ]; // prettier-ignore
  it.each(OWN_TESTS)("%s: scores have the mean and the variance of its own circuit", (name, config, pair, score, variance) => {
    const made = createAttention(name, { ...config, shots: SHOTS });
    tf.tidy(() => {
      for (const { name: weight, variable } of made.namedWeights())
        variable.assign(/^[qk]_proj.weight$/.test(weight) || weight === "token_angles.weight" ? tf.eye(config.embedDim) : tf.zerosLike(variable)); // prettier-ignore
      const x = tf.tile(tf.tensor3d([pair.map((row) => [...row])]), [DRAWS, 1, 1]);
      const map = made.attentionWeights(x, null)!.dataSync<"float32">();
      // A token with itself has the score 1 in every run, so that the second row tells the score of the pair.
      const { beta = 1 } = made.config;
      const drawn = Array.from({ length: DRAWS }, (_, draw) => map[4 * draw + 2]! / map[4 * draw + 3]!).map((ratio) =>
        name === "qmsan" ? ratio : 1 + Math.log(ratio) / beta!,
      );
      const mean = drawn.reduce((sum, value) => sum + value, 0) / DRAWS;
      const found = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (DRAWS - 1);
      expect(Math.abs(mean - score)).toBeLessThan(5 * Math.sqrt(variance / SHOTS / DRAWS) + 1e-5);
      expect(Math.abs((found * SHOTS) / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / DRAWS));
    });
    made.dispose();
  });

  it("enter the ledger: one circuit a pair that may attend, head and value", () => {
    tf.tidy(() => {
      const x = tokens(2, 4, 4);
      const mask = tf.tensor2d([1, 1, 1, 0, 1, 1, 1, 1], [2, 4], "bool");
      const swap = createAttention("swap-test", { embedDim: 4, nHeads: 2, shots: 50 });
      swap.mix(x, mask);
      expect(swap.ledger.of("forward")).toEqual({ circuits: 2 * 4 * 7, settings: 2 * 4 * 7, shots: 2 * 4 * 7 * 50 });
      swap.mix(x, null, { training: false });
      expect(swap.ledger.of("evaluation").circuits).toBe(2 * 2 * 16);
      const summed = createAttention("hadamard-overlap", { embedDim: 4, causal: true, aggregation: "circuit", shots: 50 });
      summed.mix(x, null);
      expect(summed.ledger.of("forward").circuits).toBe(2 * 10 + 2 * 4 * 4);
      // Both sequences are equal, so that each distinct pair of Smaldone's is run once: 10 causal pairs of 4 tokens.
      const twice = tf.concat<tf.Tensor3D>([tf.slice(x, 0, 1), tf.slice(x, 0, 1)]);
      const once = createAttention("smaldone", { embedDim: 4, nQubits: 2 });
      once.mix(twice, null);
      expect(once.ledger.of("forward")).toEqual({ circuits: 10, settings: 10, shots: 0 });
      for (const each of [swap, summed, once]) each.dispose();
    });
  });
});
