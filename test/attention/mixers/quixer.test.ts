import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  amplitudeEmbedding,
  ArgumentError,
  attentionMechanism,
  createAttention,
  lcuCircuit,
  presetConfig,
  QuixerAttention,
  Random,
  ready,
  ShapeError,
  statevector,
  Transformer,
  type AttentionConfig,
  type Circuit,
} from "quantum-attention";
import { powerAngles, tokenCircuits } from "../../../src/attention/circuits/sumCircuits";
import { tokenAnsatz } from "../../../src/attention/mixers/quixerAttention";
import { drawnReadout } from "../../../src/attention/operations/drawnReadout";
import { pauliReadout } from "../../../src/attention/operations/pauliReadout";
import { testBackend } from "../../backend";
import { naiveLinear } from "../../layers/naive";
import { assertValidAttention, tokens, type Weights } from "../assertValidAttention";
import { applied, denseUnitary, matrixSum, pauliValues, valuesOf, type Dense } from "./dense";

type Config = Readonly<AttentionConfig>;
type State = [number, number][];

const RELU = ["hidden.weight", "hidden.bias", "out_proj.weight"];

const project = (x: Float64Array, weights: Weights, name: string, inputs: number): Float64Array =>
  naiveLinear(x, weights[`${name}.weight`]!, weights[`${name}.bias`]!, inputs);

/** b_j of the first T tokens, Σ|b_j| = 1, and c_k, Σ|c_k| = 1. */
function coefficients(weights: Weights, T: number): { readonly b: State; readonly c: number[] } {
  const raw = Array.from({ length: T }, (_, t): [number, number] => [weights["mixing_coefficients"]![2 * t]!, weights["mixing_coefficients"]![2 * t + 1]!]); // prettier-ignore
  const sum = raw.reduce((total, [re, im]) => total + Math.hypot(re, im), 0);
  const c = Array.from(weights["polynomial_coefficients"]!);
  const total = c.reduce((all, each) => all + Math.abs(each), 0);
  return { b: raw.map(([re, im]) => [re / sum, im / sum]), c: c.map((each) => each / total) };
}

const known = new Map<string, Dense>();

/** The unitary of a circuit at these angles: most differences of a gradient check leave it as it is. */
function unitaryOf(circuit: Circuit, angles: Float64Array): Dense {
  const key = [circuit.nQubits, circuit.operations.length, ...angles].join();
  const matrix = known.get(key) ?? denseUnitary(circuit.bind(Object.fromEntries(circuit.parameters.map((name, p) => [name, angles[p]!]))));
  known.set(key, matrix);
  return matrix;
}

/** M of the first T tokens, as a dense matrix. */
function denseMix(x: Float64Array, weights: Weights, { embedDim, nQubits, nLayers, entangled }: Config): Dense {
  const ansatz = tokenAnsatz(nQubits!, nLayers!, entangled!);
  const angles = project(x, weights, "token_angles", embedDim);
  const T = x.length / embedDim;
  const unitaries = Array.from({ length: T }, (_, t) => unitaryOf(ansatz, angles.subarray(t * ansatz.nParams, (t + 1) * ansatz.nParams)));
  return matrixSum(unitaries, coefficients(weights, T).b);
}

/** Σ_k c_k M^k|0…0⟩ by dense matrices. */
function denseState(x: Float64Array, weights: Weights, config: Config): State {
  const mix = denseMix(x, weights, config);
  const { c } = coefficients(weights, x.length / config.embedDim);
  let power: State = mix.map((_, k) => [k === 0 ? 1 : 0, 0]);
  const sum: State = mix.map(() => [0, 0]);
  for (const coefficient of c) {
    power.forEach(([re, im], k) => {
      sum[k]![0] += coefficient * re;
      sum[k]![1] += coefficient * im;
    });
    power = applied(mix, power);
  }
  return sum;
}

function oracle(x: Float64Array, weights: Weights, config: Config): Float64Array {
  let state = denseState(x, weights, config);
  if (config.variant === "released") {
    const layer = tokenAnsatz(config.nQubits!, 1, config.entangled!);
    const angles = weights["feed_forward_params"]!;
    state = applied(denseUnitary(layer.bind(Object.fromEntries(layer.parameters.map((name, p) => [name, angles[p]!])))), state);
  }
  const hidden = project(Float64Array.from(pauliValues(state)), weights, "hidden", 3 * config.nQubits!).map((value) => Math.max(0, value));
  const y = project(hidden, weights, "out_proj", config.embedDim);
  return Float64Array.from({ length: x.length }, (_, i) => y[i % config.embedDim]!);
}

/** The slots of the literal circuits for b and c, and the tokens' angles. */
function circuitValues(b: State, c: readonly number[], angles: Float64Array): Record<string, number> {
  const [T, P] = [b.length, angles.length / b.length];
  const names = tokenAnsatz(2, 1, true).parameters;
  const shares = Array.from({ length: 2 ** Math.max(1, Math.ceil(Math.log2(T))) }, (_, t) => (t < T ? Math.sqrt(Math.hypot(...b[t]!)) : 0));
  const prepared = amplitudeEmbedding(shares).operations.flatMap(({ params }) => params as number[]);
  const signs = c.map((each) => (each < 0 ? Math.PI : 0));
  return Object.fromEntries([
    ...Array.from(angles, (angle, i) => [`t${Math.floor(i / P)}_${names[i % P]!}`, angle]),
    ...b.map(([re, im], t) => [`phase${t}`, Math.atan2(im, re)]),
    ...prepared.map((angle, i) => [`share${i}`, angle]),
    ...powerAngles(c).map((angle, k) => [`power${k}`, angle]),
    ...signs.slice(1).map((sign, k) => [`sign${k + 1}`, sign - signs[k]!]),
  ] as [string, number][]);
}

const weightsOf = (made: QuixerAttention): Weights =>
  Object.fromEntries(made.namedWeights().map(({ name, variable }) => [name, Float64Array.from(variable.dataSync())]));

describe("Quixer", () => {
  beforeAll(async () => {
    await ready({ backend: testBackend() });
  });

  it.each<AttentionConfig>([
    { embedDim: 4, nQubits: 2, seqLen: 2 },
    { embedDim: 3, nQubits: 3, seqLen: 2, degree: 2, entangled: false },
    { embedDim: 3, nQubits: 1, seqLen: 3, degree: 1, nLayers: 2, variant: "released" },
  ])("equals dense matrices: %j", (config) => {
    assertValidAttention({ name: "quixer", config, T: config.seqLen!, oracle, resting: RELU });
  });

  it("keeps post-selected runs with the probability ‖P(M)|0⟩‖², which its literal circuit has", () => {
    const config = { embedDim: 3, nQubits: 2, seqLen: 3, degree: 2 };
    const made = new QuixerAttention(config);
    // A negative coefficient, so that signs are seen.
    const polynomial = made.namedWeights().find(({ name }) => name === "polynomial_coefficients")!.variable;
    tf.tidy(() => polynomial.assign(tf.tensor1d([0.4, -0.7, 0.3])));
    const x = valuesOf(tokens(1, 3, 3));
    const weights = weightsOf(made);
    const state = denseState(x, weights, made.config);
    const probability = state.reduce((sum, [re, im]) => sum + re * re + im * im, 0);
    const [got, masked] = tf.tidy(() => [
      made.postSelection(tf.tensor3d(Float32Array.from(x), [1, 3, 3]), null).dataSync()[0]!,
      made.postSelection(tf.tensor3d(Float32Array.from(x), [1, 3, 3]), tf.tensor2d([1, 0, 1], [1, 3], "bool")).dataSync()[0]!,
    ]);
    expect(Math.abs(got - probability)).toBeLessThan(1e-6);
    expect(Math.abs(masked - probability)).toBeGreaterThan(1e-3);

    const { b, c } = coefficients(weights, 3);
    const circuit = attentionMechanism("quixer").circuit(config)!;
    const values = circuitValues(b, c, project(x, weights, "token_angles", 3));
    const { re, im } = statevector(circuit, values);
    // All ancillas 0: the first amplitudes. They have a phase in common, the sign of c_0.
    const sign = Math.sign(c[0]!);
    state.forEach(([real, imaginary], k) => {
      expect(Math.abs(sign * re[k]! - real)).toBeLessThan(1e-12);
      expect(Math.abs(sign * im[k]! - imaginary)).toBeLessThan(1e-12);
    });
    made.dispose();
  });

  it("has a block encoding of M by PREPARE and SELECT", () => {
    const random = new Random(5);
    const ansatz = tokenAnsatz(2, 1, true);
    const angles = Float64Array.from({ length: 5 * ansatz.nParams }, () => 2 * random.normal());
    const raw = Array.from({ length: 5 }, (): [number, number] => [random.normal(), random.normal()]);
    const sum = raw.reduce((total, [x, y]) => total + Math.hypot(x, y), 0);
    const b = raw.map(([x, y]): [number, number] => [x / sum, y / sum]);
    const encoded = denseUnitary(lcuCircuit(tokenCircuits(ansatz, 5)).bind(circuitValues(b, [1], angles)));
    const unitaries = Array.from({ length: 5 }, (_, t) =>
      denseUnitary(ansatz.bind(Object.fromEntries(ansatz.parameters.map((name, p) => [name, angles[t * ansatz.nParams + p]!])))),
    );
    matrixSum(unitaries, b).forEach((row, r) =>
      row.forEach(([re, im], k) => {
        expect(Math.abs(encoded[r]![k]![0] - re)).toBeLessThan(1e-12);
        expect(Math.abs(encoded[r]![k]![1] - im)).toBeLessThan(1e-12);
      }),
    );
  });

  it("counts as the paper does", () => {
    const count = (config: AttentionConfig): number => attentionMechanism("quixer").parameters(config);
    for (const [D, n, L, T, d] of [
      [8, 4, 1, 16, 3],
      [512, 6, 4, 32, 3],
      [5, 2, 3, 7, 1],
    ] as const) {
      const config = { embedDim: D, nQubits: n, nLayers: L, seqLen: T, degree: d };
      const formula = D * 4 * n * L + 4 * n * L + 2 * T + (d + 1) + 3 * n * D + D + D * D + D;
      expect(count(config)).toBe(formula);
      expect(count({ ...config, variant: "released" })).toBe(formula + 4 * n * L);
      expect(formula - count({ ...config, entangled: false })).toBe((D + 1) * 2 * n * L);
    }
  });

  it("ignores padding: as if the sequence were shorter, and a masked token gets nothing", () => {
    tf.tidy(() => {
      const made = new QuixerAttention({ embedDim: 4, nQubits: 2, seqLen: 5 });
      const x = tokens(2, 5, 4);
      const mask = tf.tensor2d([1, 1, 1, 0, 0, 1, 1, 1, 0, 0], [2, 5], "bool");
      const padded = made.mix(x, mask);
      const short = made.mix(tf.slice(x, [0, 0, 0], [2, 3, 4]), null);
      const difference = tf.max(tf.abs(tf.sub(tf.slice(padded, [0, 0, 0], [2, 3, 4]), short))).dataSync()[0]!;
      expect(difference).toBeLessThan(1e-6);
      expect(tf.max(tf.abs(tf.slice(padded, [0, 3, 0], [2, 2, 4]))).dataSync()[0]).toBe(0);
      made.dispose();
    });
  });

  it("with shots is unbiased, repeats by seed, and reports which runs were kept", () => {
    tf.tidy(() => {
      const config = { embedDim: 3, nQubits: 2, seqLen: 3 };
      const x = tokens(1, 3, 3);
      const exact = new QuixerAttention(config);
      const probability = exact.postSelection(x, null).dataSync()[0]!;
      const made = new QuixerAttention({ ...config, shots: 100_000 });
      const [one, again] = [0, 1].map(() => made.mix(x, null).dataSync());
      expect(one).toEqual(again);
      const { run, kept } = made.keptShots;
      expect(run).toBe(2 * 3 * 100_000);
      // Both passes draw the same, so that only half of the runs are independent.
      expect(Math.abs(kept / run - probability)).toBeLessThan(5 * Math.sqrt((probability * (1 - probability)) / (run / 2)));
      expect(made.ledger.of("forward")).toEqual({ circuits: 2, settings: 6, shots: 600_000 });
      // The readout behind it: unbiased, with the variance of the kept runs.
      const [DRAWS, shots] = [2000, 400];
      const psi = tf.tensor2d([0.3, 0.1, -0.2, 0.4, 0.1, -0.1, 0.2, 0.3], [1, 8]);
      const read = pauliReadout("test", psi).dataSync();
      const success = tf.sum(tf.square(psi)).dataSync()[0]!;
      const rows = tf.tile<tf.Tensor2D>(psi, [DRAWS, 1]);
      const counted = { run: 0, kept: 0 };
      const drawn = drawnReadout("test", rows, pauliReadout("test", rows), shots, new Random(3), counted).dataSync();
      expect(counted.run).toBe(3 * DRAWS * shots);
      expect(Math.abs(counted.kept / counted.run - success)).toBeLessThan(5 * Math.sqrt((success * (1 - success)) / counted.run));
      read.forEach((value, i) => {
        const all = Array.from({ length: DRAWS }, (_, draw) => drawn[draw * read.length + i]!);
        const mean = all.reduce((sum, each) => sum + each, 0) / DRAWS;
        const variance = all.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (DRAWS - 1);
        const expected = (1 - value ** 2) / (shots * success);
        expect(Math.abs(mean - value)).toBeLessThan(5 * Math.sqrt(expected / DRAWS));
        // The mean of 1/kept is above 1 over the mean of kept by about (1 − p)/(shots·p), 0.3 %.
        expect(Math.abs(variance / expected - 1)).toBeLessThan(5 * Math.sqrt(2 / DRAWS) + 0.01);
      });
      const starved = new QuixerAttention({ ...config, shots: 1, seed: 1 });
      const polynomial = starved.namedWeights().find(({ name }) => name === "polynomial_coefficients")!.variable;
      polynomial.assign(tf.tensor1d([1, -1, 0.05, 0]));
      expect(starved.postSelection(x, null).dataSync()[0]).toBeLessThan(0.6);
      expect(() => Array.from({ length: 20 }, (_, i) => starved.mix(tokens(1, 3, 3, i), null))).toThrow(/kept none of 1 shots/);
      starved.dispose();
      const variables = made.namedWeights().map(({ variable }) => variable);
      const { grads } = tf.variableGrads(() => tf.sum(tf.square(made.mix(x, null))), variables);
      for (const gradient of Object.values(grads)) expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
      for (const each of [exact, made]) each.dispose();
    });
  });

  it("trains inside a transformer, which counts its weights", () => {
    const config = presetConfig("plan", "classical", { vocabSize: 12, embedDim: 8, nHeads: 1 });
    const before = tf.memory().numTensors;
    for (const name of ["quixer", "sasquatch"]) {
      const options = { embedDim: 8, seqLen: 4 };
      const model = new Transformer(config, new Random(1), { attention: () => createAttention(name, options) });
      const own = model.parameterTable().filter((row) => row.name.startsWith("attention."));
      expect(own.reduce((sum, row) => sum + row.count, 0)).toBe(attentionMechanism(name).parameters(options));
      const input = tf.tensor2d([1, 2, 3, 4, 5, 0], [2, 3], "int32");
      const mask = tf.tensor2d([1, 1, 1, 1, 1, 0], [2, 3], "bool");
      const logits = model.forward(input, mask);
      expect(logits.shape).toEqual([2, 2]);
      expect(logits.dataSync().every(Number.isFinite)).toBe(true);
      model.dispose();
      tf.dispose([logits, input, mask]);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses what it cannot do, with the reason", () => {
    const make = (config: Partial<AttentionConfig>) => () => createAttention("quixer", { embedDim: 4, nQubits: 2, seqLen: 3, ...config });
    expect(make({ causal: true })).toThrow(/causal cannot be set: all tokens become one state/);
    expect(make({ nHeads: 2 })).toThrow(/nHeads cannot be set: the source has one register/);
    expect(make({ variant: "paper" })).toThrow(ArgumentError);
    expect(make({ degree: 0 })).toThrow(ArgumentError);
    expect(make({ nLayers: 0 })).toThrow(ArgumentError);
    tf.tidy(() => {
      const made = new QuixerAttention({ embedDim: 4, nQubits: 2, seqLen: 3 });
      expect(() => made.mix(tokens(1, 4, 4), null)).toThrow(ShapeError);
      expect(() => made.mix(tokens(1, 4, 4), null)).toThrow(/4 tokens and coefficients for 3; set seqLen/);
      const [mixing, polynomial] = made.namedWeights().filter(({ group }) => group === "quantum").map(({ variable }) => variable); // prettier-ignore
      const kept = mixing!.clone();
      mixing!.assign(tf.zerosLike(mixing!));
      expect(() => made.mix(tokens(1, 3, 4), null)).toThrow(/coefficients of all tokens of sequence 0 are 0/);
      mixing!.assign(kept);
      polynomial!.assign(tf.zerosLike(polynomial!));
      expect(() => made.mix(tokens(1, 3, 4), null)).toThrow(/all coefficients are 0/);
      made.dispose();
    });
  });
});
