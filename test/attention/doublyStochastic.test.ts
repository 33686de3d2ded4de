import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  ArgumentError,
  attentionMechanism,
  circuit,
  createAttention,
  getEngine,
  probs,
  Random,
  ready,
  ShapeError,
  statevector,
  type Attention,
  type AttentionConfig,
  type Circuit,
} from "quantum-attention";
import { deadTransportAngles } from "../../src/attention/circuits/deadTransportAngles";
import { transportAnsatz, transportCircuit } from "../../src/attention/circuits/transportCircuit";
import { transportMatrix } from "../../src/attention/operations/transportMatrix";
import { testBackend } from "../backend";
import { assertValidAttention, tokens, type Weights } from "./assertValidAttention";
import { headOf, project, rowsOf, summed } from "./oracles";
import { filledSlots } from "./unaryOracles";

/** |U_rc|² by one statevector a column. */
function moduli(ansatz: Circuit): number[][] {
  const n = ansatz.nQubits;
  const basis = (c: number): Circuit =>
    Array.from({ length: n }, (_, q) => q).reduce((to, q) => (((c >> (n - 1 - q)) & 1) === 1 ? to.x(q) : to), circuit(n));
  const columns = Array.from({ length: 2 ** n }, (_, c) => {
    const { re, im } = statevector(basis(c).compose(ansatz));
    return Array.from(re, (x, r) => x * x + im[r]! * im[r]!);
  });
  return columns.map((_, r) => columns.map((column) => column[r]!));
}

/** The attention maps of one sequence, by statevectors. */
function maps(x: number[][], weights: Weights, config: Readonly<AttentionConfig>): number[][][] {
  const { embedDim, nHeads: H = 1, seqLen, nQubits, nLayers, entangled } = config;
  const [S, T] = [seqLen!, x.length];
  const dataQubits = Math.max(2, Math.ceil(Math.log2(S)));
  const auxiliary = 2 ** (nQubits! - dataQubits);
  const ansatz = transportAnsatz(nQubits!, nLayers!, entangled!);
  const beta = weights["beta"]?.[0] ?? 1 / Math.sqrt(embedDim / H);
  const [q, k] = ["q_proj", "k_proj"].map((name) => project(x, weights, name));
  return Array.from({ length: H }, (_, h) => {
    const score = (i: number, j: number): number =>
      i >= T || j >= T ? 0 : beta * headOf(q![i]!, h, H).reduce((sum, value, c) => sum + value * headOf(k![j]!, h, H)[c]!, 0);
    const theta = weights["transport_params"]!.slice(h * ansatz.nParams, (h + 1) * ansatz.nParams);
    const phi = Array.from(theta, (value, n) => value * score(Math.floor((n % (S * S)) / S), n % S));
    const u = moduli(filledSlots(ansatz, { phi }));
    const full = Array.from({ length: T }, (_row, i) =>
      Array.from({ length: T }, (_column, j) => {
        let sum = 0;
        for (let a = 0; a < auxiliary; a++)
          for (let b = 0; b < auxiliary; b++) sum += u[i * auxiliary + a]![j * auxiliary + b]! / auxiliary;
        return sum;
      }),
    );
    return T === 2 ** dataQubits ? full : full.map((row) => row.map((value) => value / row.reduce((sum, each) => sum + each, 0)));
  });
}

const oracle = (flat: Float64Array, weights: Weights, config: Readonly<AttentionConfig>): Float64Array => {
  const x = rowsOf(flat, config.embedDim);
  return Float64Array.from(project(summed(maps(x, weights, config), project(x, weights, "v_proj")), weights, "out_proj").flat());
};

const CASES: readonly (readonly [config: AttentionConfig, T: number])[] = [
  [{ embedDim: 4, nHeads: 2, seqLen: 4 }, 4],
  [{ embedDim: 3, seqLen: 3, nQubits: 3, nLayers: 1, trainableBeta: true, beta: 0.8 }, 3],
  [{ embedDim: 3, seqLen: 4, entangled: false }, 4],
];

/** A mechanism whose scores are large enough for the matrix to be far from the identity. */
function strong(config: AttentionConfig): Attention {
  const made = createAttention("doubly-stochastic", config);
  const random = new Random(12);
  for (const { variable } of made.namedWeights())
    tf.tidy(() => {
      variable.assign(tf.tensor(Float32Array.from({ length: variable.size }, () => random.normal()), variable.shape)); // prettier-ignore
    });
  return made;
}

/** Sums over the last axis, and over the one before. */
const sums = (map: tf.Tensor4D): [Float32Array, Float32Array] => [
  tf.sum(map, 3).dataSync<"float32">(),
  tf.sum(map, 2).dataSync<"float32">(),
];

describe("doubly stochastic attention", () => {
  beforeAll(async () => {
    await ready({ backend: testBackend() });
  });

  it.each(CASES.map(([config, T]) => [JSON.stringify(config), config, T] as const))("%s", (_text, config, T) => {
    assertValidAttention({ name: "doubly-stochastic", config, T, oracle });
  });

  it.each([
    { embedDim: 4, seqLen: 4 },
    { embedDim: 8, nHeads: 2, seqLen: 8 },
    { embedDim: 4, seqLen: 16 },
    { embedDim: 4, seqLen: 8, nQubits: 4 },
    { embedDim: 4, seqLen: 8, entangled: false },
  ] as const)("rows and columns sum to 1: %o", (config) => {
    tf.tidy(() => {
      const made = strong(config);
      const map = made.attentionWeights(tokens(3, config.seqLen, config.embedDim), null)!;
      for (const side of sums(map)) for (const sum of side) expect(Math.abs(sum - 1)).toBeLessThan(1e-5);
      const values = map.dataSync();
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      const diagonal = values.filter((_, p) => p % (config.seqLen + 1) === 0 && p < config.seqLen ** 2);
      expect(Math.min(...diagonal)).toBeLessThan(0.9);
      made.dispose();
    });
  });

  it("is the identity where all scores are zero", () => {
    tf.tidy(() => {
      const made = createAttention("doubly-stochastic", { embedDim: 4, seqLen: 8 });
      const map = made.attentionWeights(tf.zeros([1, 8, 4]), null)!.dataSync();
      map.forEach((value, p) => expect(value).toBeCloseTo(p % 9 === 0 ? 1 : 0, 5));
      made.dispose();
    });
  });

  it("starts θ at U(−1, 1), the range of the paper", () => {
    const made = createAttention("doubly-stochastic", { embedDim: 4 });
    const theta = made
      .namedWeights()
      .find(({ name }) => name === "transport_params")!
      .variable.dataSync<"float32">();
    const size = theta.length;
    const squares = theta.reduce((sum, value) => sum + value * value, 0) / size;
    expect(Math.max(...theta.map(Math.abs))).toBeLessThanOrEqual(1);
    // θ² has mean 1/3 and variance 1/5 − 1/9.
    expect(Math.abs(squares - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / size));
    made.dispose();
  });

  it("divides rows by their sums where tokens are masked or a sequence is shorter, and hides what is masked", () => {
    tf.tidy(() => {
      const made = strong({ embedDim: 4, seqLen: 4 });
      const map = made.attentionWeights(tokens(1, 4, 4), tf.tensor2d([1, 1, 1, 0], [1, 4], "bool"))!;
      const [rows] = sums(map);
      rows.forEach((sum) => expect(sum).toBeCloseTo(1, 5));
      const values = map.dataSync();
      for (let i = 0; i < 4; i++) expect(values[4 * i + 3]).toBe(0);
      const short = made.attentionWeights(tf.slice(tokens(1, 4, 4), [0, 0, 0], [1, 3, 4]), null)!;
      short.dataSync().forEach((value, p) => expect(value).toBeCloseTo(values[4 * Math.floor(p / 3) + (p % 3)]!, 5));
      made.dispose();
    });
  });

  it("the literal circuit measures P_ij/2^n, with Bell pairs, for all i and j at once", () => {
    const ansatz = transportAnsatz(2, 1, true);
    const random = new Random(3);
    const full = filledSlots(ansatz, { phi: Array.from({ length: ansatz.nParams }, () => random.normal()) });
    const outcome = probs(transportCircuit(full));
    moduli(full).flat().forEach((value, at) => expect(outcome[at]).toBeCloseTo(value / 4, 12)); // prettier-ignore
  });

  it.each([
    [3, 2, 2],
    [3, 3, 2],
    [4, 4, 1],
  ] as const)("has the gradient of the two-term rule in every angle: %i qubits, %i of data, %i layers", (nQubits, dataQubits, nLayers) => {
    tf.tidy(() => {
      const ansatz = transportAnsatz(nQubits, nLayers, true);
      const compiled = getEngine("simd").compile(transportCircuit(ansatz));
      const random = new Random(7);
      const draw = (n: number): Float32Array => Float32Array.from({ length: n }, () => random.normal());
      const phi = draw(ansatz.nParams);
      const T = 2 ** dataQubits;
      const coefficients = tf.tensor4d(draw(T * T), [1, 1, T, T]);
      const f = (angles: tf.Tensor): tf.Scalar => {
        const readout = { dataQubits, T, nHeads: 1, shots: null, random };
        return tf.sum(tf.mul(transportMatrix(compiled, tf.reshape(angles, [1, -1]), readout), coefficients));
      };
      const at = (index: number, shift: number): number =>
        f(tf.tensor1d(phi.map((angle, i) => (i === index ? angle + shift : angle)))).dataSync()[0]!;
      const tape = tf.grad(f)(tf.tensor1d(phi)).dataSync();
      tape.forEach((slope, i) => expect(Math.abs(slope - (at(i, Math.PI / 2) - at(i, -Math.PI / 2)) / 2)).toBeLessThan(5e-5));
      const still = Array.from(tape.keys()).filter((i) => Math.abs(tape[i]!) < 2e-6);
      expect(still).toEqual(deadTransportAngles(ansatz, dataQubits));
      expect(still.length > 0).toBe(nQubits > dataQubits);
    });
  });

  it("draws the shares of one circuit a sequence and head: unbiased, with the variance of a binomial", () => {
    tf.tidy(() => {
      const [R, shots] = [3000, 400];
      const ansatz = transportAnsatz(2, 1, true);
      const compiled = getEngine("plain").compile(transportCircuit(ansatz));
      const random = new Random(5);
      const phi = Array.from({ length: ansatz.nParams }, () => random.normal());
      const angles = tf.tensor2d(Array.from({ length: R }, () => phi).flat(), [R, ansatz.nParams]);
      const drawn = transportMatrix(compiled, angles, { dataQubits: 2, T: 4, nHeads: 1, shots, random }).dataSync();
      moduli(filledSlots(ansatz, { phi })).flat().forEach((value, entry) => {
        const all = Array.from({ length: R }, (_, row) => drawn[16 * row + entry]!);
        const mean = all.reduce((sum, each) => sum + each, 0) / R;
        const p = value / 4;
        expect(Math.abs(mean - value)).toBeLessThan(5 * 4 * Math.sqrt((p * (1 - p)) / shots / R) + 1e-6);
      }); // prettier-ignore
    });
  });

  it("shots tend to the exact output, the seed decides them; one circuit a sequence and head", () => {
    tf.tidy(() => {
      const x = tokens(2, 4, 4);
      const run = (options: Partial<AttentionConfig>): Float32Array => {
        const made = strong({ embedDim: 4, nHeads: 2, seqLen: 4, ...options });
        const y = made.mix(x, null).dataSync<"float32">();
        made.dispose();
        return y;
      };
      const exact = run({});
      const far = (values: Float32Array): number => Math.hypot(...values.map((value, i) => value - exact[i]!));
      expect(run({ shots: 500 })).toEqual(run({ shots: 500 }));
      expect(far(run({ shots: 1_000_000 }))).toBeLessThan(far(run({ shots: 100 })) / 10);
      const made = strong({ embedDim: 4, nHeads: 2, seqLen: 4, shots: 50 });
      const variables = made.namedWeights().map(({ variable }) => variable);
      const { grads } = tf.variableGrads(() => tf.sum(tf.square(made.mix(x, null))), variables);
      for (const gradient of Object.values(grads)) expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
      expect(made.ledger.of("forward")).toEqual({ circuits: 4, settings: 4, shots: 200 });
      made.dispose();
    });
  });

  it("counts 3n + 4(n−1)L angles: the 98 that the paper gives two layers of both its parts on 2 + 3 + 1 qubits", () => {
    const count = (config: AttentionConfig): number => attentionMechanism("doubly-stochastic").parameters(config);
    const classical = (D: number): number => 4 * D * D + 4 * D;
    expect(count({ embedDim: 4, seqLen: 4, nQubits: 6, nLayers: 4 }) - classical(4)).toBe(98);
    expect(count({ embedDim: 4, seqLen: 16 }) - classical(4)).toBe(12 + 12 * 21);
    expect(count({ embedDim: 4, seqLen: 4, nHeads: 2, trainableBeta: true }) - classical(4)).toBe(2 * (6 + 4 * 3) + 1);
  });

  it("refuses what it cannot be", () => {
    const made = (config: AttentionConfig) => () => createAttention("doubly-stochastic", config);
    expect(made({ embedDim: 4, causal: true })).toThrow(/causal cannot be set: the only doubly stochastic matrix/);
    expect(made({ embedDim: 4, seqLen: 16, nLayers: 4 })).toThrow(/4 layers on 4 qubits have 60 angles for the 256 scores.*at least 21/);
    expect(made({ embedDim: 4, seqLen: 16, nQubits: 3 })).toThrow(/16 tokens take 4 qubits and nQubits is 3/);
    expect(made({ embedDim: 4, seqLen: 65 })).toThrow(ShapeError);
    expect(made({ embedDim: 4, variant: "sinkhorn" })).toThrow(ArgumentError);
    tf.tidy(() => {
      const attention = createAttention("doubly-stochastic", { embedDim: 4, seqLen: 4 });
      expect(() => attention.mix(tokens(1, 5, 4), null)).toThrow(/sequence of 5 tokens and a matrix for 4/);
      attention.dispose();
    });
  });
});
