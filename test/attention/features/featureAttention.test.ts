import { beforeAll, describe, expect, it } from "vitest";
import {
  ArgumentError,
  attentionMechanism,
  createAttention,
  ready,
  ShapeError,
  sinusoidalTable,
  type AttentionConfig,
} from "quantum-attention";
import { testBackend } from "../../backend";
import { assertValidAttention, tokens, type Weights } from "../assertValidAttention";
import { dot, fourierMap, heads, linear, share, slice, softmax, tanhMap, type Config, type Map } from "./classicalMaps";

/** What each mechanism is, written out apart from the implementation. */
interface Expected {
  readonly parts: (config: Config) => number;
  /** What stands before the map: the part's numbers and the position. */
  readonly input?: (part: number[], x: number[], t: number, h: number, config: Config, weights: Weights) => number[];
  readonly weights: (
    scores: (i: number, j: number, rule: (q: number[], k: number[]) => number) => number[],
    i: number,
    config: Config,
    w: Weights,
  ) => number[];
  readonly values: "linear" | "mapped" | "twice";
  readonly residual?: boolean;
  readonly scale?: number;
}

const softmaxOf =
  (rule: (q: number[], k: number[], config: Config, w: Weights) => number): Expected["weights"] =>
  (scores, i, config, w) =>
    softmax(scores(i, 0, (q, k) => rule(q, k, config, w)));

const EXPECTED: Readonly<Record<string, Expected>> = {
  "swap-test": {
    parts: () => 1,
    weights: softmaxOf(
      (q, k, config, w) => ((w["beta"]?.[0] ?? 1) * (config.variant === "reference" ? 0.5 : 1) * (1 + dot(q, k) / q.length)) / 2,
    ),
    values: "linear",
  },
  "hadamard-overlap": { parts: () => 1, weights: softmaxOf((q, k, { beta = 1 }) => (beta! * dot(q, k)) / q.length), values: "linear" },
  smaldone: {
    parts: heads,
    input: (_part, x, t, h, config, w) => {
      const angles = linear(w, "token_angles", x);
      return [...slice(angles, h, heads(config)), ...slice([...w["position_angles"]!], t, config.seqLen!)];
    },
    weights: softmaxOf((q, k, config, w) => ((w["beta"]?.[0] ?? Math.sqrt(config.embedDim / heads(config))) * dot(q, k)) / q.length),
    values: "linear",
  },
  qsann: {
    parts: heads,
    weights: softmaxOf((q, k, _config, w) => -(w["beta"]?.[0] ?? 1) * (q[0]! - k[0]!) ** 2),
    values: "mapped",
    residual: true,
  },
  qmsan: {
    parts: heads,
    input: (part, _x, t, _h, { nQubits = 4 }) => [...part, ...sinusoidalTable(t + 1, nQubits!).slice(t * nQubits!)],
    weights: (scores, i) => share(scores(i, 0, (q, k) => (1 + dot(q, k) / q.length) / 2)),
    values: "mapped",
  },
  qksan: {
    parts: heads,
    weights: softmaxOf((q, k, _config, w) => ((w["beta"]?.[0] ?? 1) * (1 + dot(q, k) / q.length)) / 2),
    values: "linear",
  },
  "pqc-projections": {
    parts: ({ embedDim, nQubits }) => embedDim / nQubits!,
    weights: softmaxOf((q, k, config, w) => (w["beta"]?.[0] ?? 1 / Math.sqrt(config.embedDim / heads(config))) * dot(q, k)),
    values: "twice",
  },
};

function expectedOutput(flat: Float64Array, weights: Weights, config: Config, map: Map): Float64Array {
  const { parts: partsOf, input = (part: number[]) => part, weights: rowOf, values, residual = false } = EXPECTED[config.replaces!]!;
  const [D, H, parts] = [config.embedDim, heads(config), partsOf(config)];
  const x = Array.from({ length: flat.length / D }, (_, t) => [...flat.slice(t * D, (t + 1) * D)]);
  const mapped = (name: string): number[][] =>
    x.map((row, t) => Array.from({ length: parts }, (_, p) => map(name, input(slice(row, p, parts), row, t, p, config, weights))).flat());
  const [q, k] = [mapped("query"), mapped("key")];
  const v = values === "linear" ? x.map((row) => linear(weights, "v_proj", row)) : mapped("value");
  return Float64Array.from(
    x.flatMap((row, i) => {
      const seen = config.causal === true ? i + 1 : x.length;
      const summed = Array.from({ length: H }, (_, h) => {
        const a = rowOf((at, _j, rule) => k.slice(0, seen).map((key) => rule(slice(q[at]!, h, H), slice(key, h, H))), i, config, weights);
        return slice(v[0]!, h, H).map((_value, c) => a.reduce((sum, weight, j) => sum + weight * slice(v[j]!, h, H)[c]!, 0));
      }).flat();
      if (values === "linear") return linear(weights, "out_proj", summed);
      if (values === "twice") return Array.from({ length: parts }, (_, p) => map("combine_heads", slice(summed, p, parts))).flat();
      return summed.map((value, c) => (residual ? value + row[c]! : value));
    }),
  );
}

const CASES: readonly AttentionConfig[] = [
  { embedDim: 4, nHeads: 2, replaces: "swap-test", trainableBeta: true, beta: 2 },
  { embedDim: 4, replaces: "swap-test", variant: "reference", causal: true },
  { embedDim: 4, replaces: "hadamard-overlap", beta: 3 },
  { embedDim: 4, nHeads: 2, replaces: "smaldone", nQubits: 4, seqLen: 3 },
  { embedDim: 4, nHeads: 2, replaces: "qsann", nQubits: 2, causal: true },
  { embedDim: 4, nHeads: 2, replaces: "qmsan", nQubits: 2, nLayers: 2 },
  { embedDim: 4, replaces: "qksan", nQubits: 2, trainableBeta: true },
  { embedDim: 6, nHeads: 2, replaces: "pqc-projections", nQubits: 3 },
  { embedDim: 4, replaces: "smaldone", nQubits: 4, seqLen: 3, trainableBeta: true, beta: 0.7 },
  { embedDim: 4, replaces: "smaldone", nQubits: 4, seqLen: 3, trainableBeta: true },
  { embedDim: 6, nHeads: 2, replaces: "pqc-projections", nQubits: 3, trainableBeta: true },
  { embedDim: 4, replaces: "qsann", nQubits: 2, trainableBeta: true, beta: 2 },
];

beforeAll(async () => {
  await ready({ backend: testBackend() });
});

describe("classical maps in the place of circuits", () => {
  it.each(CASES.map((config) => [JSON.stringify(config), config] as const))("bottleneck %s", (_, config) => {
    const oracle = (x: Float64Array, weights: Weights, filled: Config): Float64Array =>
      expectedOutput(x, weights, filled, tanhMap(weights));
    assertValidAttention({ name: "bottleneck", config, T: 3, oracle });
  });

  const FOURIER: readonly (readonly [AttentionConfig, readonly (readonly number[])[], number])[] = [
    [CASES[3]!, Array.from({ length: 4 }, () => [0.5, 1]), 4],
    [CASES[4]!, [[1], [1]], 2],
    [CASES[5]!, [[1, 2], [1, 2], [1], [1]], 2],
    [CASES[6]!, [[1], [1], [1], [1]], 2],
    [CASES[7]!, [[1], [1], [1]], 3],
  ];
  it.each(FOURIER.map(([config, spectrum, count]) => [JSON.stringify(config), config, spectrum, count] as const))(
    "random-fourier %s",
    (_, config, spectrum, count) => {
      const oracle = (x: Float64Array, weights: Weights, filled: Config): Float64Array =>
        expectedOutput(x, weights, filled, fourierMap(weights, spectrum, count));
      assertValidAttention({ name: "random-fourier", config, T: 3, oracle });
    },
  );

  it("has outputs in the range of the circuit's", () => {
    const made = createAttention("bottleneck", { embedDim: 8, replaces: "pqc-projections" });
    const y = made.mix(tokens(2, 5, 8), null);
    expect(Math.max(...y.dataSync().map(Math.abs))).toBeLessThan(1);
    y.dispose();
    made.dispose();
  });

  it("refuses what cannot stand for a circuit", () => {
    expect(() => createAttention("bottleneck", { embedDim: 8, replaces: "uniform" })).toThrow(
      /replaces is "uniform"; use one of swap-test/,
    );
    expect(() => createAttention("bottleneck", { embedDim: 8, replaces: "qmsan", beta: 2 })).toThrow(/qmsan: beta cannot be set/);
    expect(() => attentionMechanism("bottleneck").parameters({ embedDim: 64, replaces: "qsann", nQubits: 2 })).toThrow(ShapeError);
    expect(() => createAttention("random-fourier", { embedDim: 8, replaces: "swap-test" })).toThrow(ArgumentError);
    const made = createAttention("bottleneck", { embedDim: 4, replaces: "smaldone", seqLen: 2 });
    expect(() => made.mix(tokens(1, 3, 4), null)).toThrow(/angles for 2 positions/);
    made.dispose();
  });
});
