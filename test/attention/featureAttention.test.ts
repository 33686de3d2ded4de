import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  ArgumentError,
  attentionMechanism,
  circuit,
  createAttention,
  param,
  parameterFrequencies,
  Random,
  ready,
  ShapeError,
  sinusoidalTable,
  type AttentionConfig,
} from "quantum-attention";
import { fourierFrequencies } from "../../src/attention/features/fourierFrequencies";
import { testBackend } from "../backend";
import { assertValidAttention, tokens, type Weights } from "./assertValidAttention";

type Config = Readonly<AttentionConfig>;
type Map = (name: string, input: readonly number[]) => number[];

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const share = (row: readonly number[]): number[] => row.map((each) => each / row.reduce((sum, value) => sum + value, 0));
const softmax = (row: readonly number[]): number[] => share(row.map((score) => Math.exp(score)));
const slice = (row: readonly number[], part: number, parts: number): number[] =>
  row.slice((part * row.length) / parts, ((part + 1) * row.length) / parts);

function linear(weights: Weights, name: string, input: readonly number[]): number[] {
  const weight = weights[`${name}.weight`]!;
  const units = weight.length / input.length;
  const bias = weights[`${name}.bias`] ?? new Float64Array(units);
  return Array.from({ length: units }, (_, u) => input.reduce((sum, value, i) => sum + value * weight[i * units + u]!, bias[u]!));
}

const tanhMap =
  (weights: Weights): Map =>
  (name, input) =>
    linear(weights, name, input).map(Math.tanh);

const fourierMap =
  (weights: Weights, spectrum: readonly (readonly number[])[], count: number): Map =>
  (name, input) => {
    const omegas = fourierFrequencies(spectrum, Math.ceil(count / 2), new Random(0).split("frequencies"));
    const features = omegas.flatMap((omega) => [Math.cos(dot(omega, input)), Math.sin(dot(omega, input))]).slice(0, count);
    return linear(weights, name, features);
  };

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

const heads = (config: Config): number => config.nHeads ?? 1;

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

describe("the spectrum of a circuit", () => {
  it("adds up the generators of a parameter's gates", () => {
    const some = circuit(2)
      .rx(param("a"), 0)
      .rx(param("a"), 1)
      .crz(param("b"), 0, 1)
      .rz(param("c", { scale: 3 }), 0)
      .rbs(param("d"), 0, 1);
    expect(parameterFrequencies(some, "a")).toEqual([1, 2]);
    expect(parameterFrequencies(some, "b")).toEqual([0.5, 1]);
    expect(parameterFrequencies(some, "c")).toEqual([3]);
    expect(parameterFrequencies(some, "d")).toEqual([1, 2]);
    expect(() => parameterFrequencies(some, "e")).toThrow(/no parameter "e"/);
  });

  it("gives different frequency vectors, none of them zero or another's negative, and no more than there are", () => {
    const drawn = fourierFrequencies([[1], [0.5, 1]], 5, new Random(1));
    expect(drawn).toHaveLength(5);
    for (const [i, omega] of drawn.entries()) {
      expect(omega.some((each) => each !== 0)).toBe(true);
      expect([0, 1, -1]).toContain(omega[0]);
      for (const other of drawn.slice(0, i))
        for (const sign of [1, -1]) expect(omega.map((each) => sign * each + 0)).not.toEqual(other.map((each) => each + 0));
    }
    expect(fourierFrequencies([[1], [1]], 99, new Random(1))).toHaveLength(4);
  });
});
