import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  amplitudeEmbedding,
  ArgumentError,
  attentionMechanism,
  circuit,
  createAttention,
  fourierTransform,
  hadamardTestCircuit,
  probs,
  Random,
  ready,
  SasquatchAttention,
  ShapeError,
  statevector,
  type AttentionConfig,
} from "quantum-attention";
import { tokenAnsatz } from "../../../src/attention/mixers/quixerAttention";
import { planeProgram } from "../../../src/attention/operations/planeProgram";
import { spectralMix, wavesOf } from "../../../src/attention/operations/spectralMix";
import { testBackend } from "../../backend";
import { assertValidAttention, tokens, type Weights } from "../assertValidAttention";
import { applied, denseUnitary, scaled, valuesOf } from "./dense";

type Config = Readonly<AttentionConfig>;
type Complex = [number, number];

/** Every place's channels multiplied by e^{sign·2πikt/K} and summed over the places, over √K: a transform by its definition. */
const overPlaces = (x: readonly Complex[][], K: number, sign: 1 | -1): Complex[][] =>
  Array.from({ length: K }, (_, k) =>
    x[0]!.map((_unused, c) =>
      x.reduce<Complex>(
        ([re, im], place, t) => {
          const angle = (sign * 2 * Math.PI * k * t) / K;
          const [a, b] = scaled([Math.cos(angle) / Math.sqrt(K), Math.sin(angle) / Math.sqrt(K)], place[c]!);
          return [re + a, im + b];
        },
        [0, 0],
      ),
    ),
  );

const transposed = (x: readonly Complex[][]): Complex[][] => x[0]!.map((_, c) => x.map((row) => row[c]!));

/** The fast Fourier transform of Cooley and Tukey, e^{−2πijk/N}. */
function fft(x: readonly Complex[]): Complex[] {
  if (x.length === 1) return [x[0]!];
  const [even, odd] = [0, 1].map((part) => fft(x.filter((_, i) => i % 2 === part)));
  const turned = odd!.map((each, k) => scaled([Math.cos((2 * Math.PI * k) / x.length), -Math.sin((2 * Math.PI * k) / x.length)], each));
  const joined = (sign: 1 | -1): Complex[] => even!.map(([re, im], k) => [re + sign * turned[k]![0], im + sign * turned[k]![1]]);
  return [...joined(1), ...joined(-1)];
}

function oracle(x: Float64Array, weights: Weights, { embedDim: D, nQubits, nLayers, seqLen, entangled, variant }: Config): Float64Array {
  const K = 2 ** Math.max(1, Math.ceil(Math.log2(seqLen!)));
  const places = Array.from({ length: x.length / D }, (_, t) =>
    Array.from({ length: 2 ** nQubits! }, (_unused, c): Complex => [c < D ? x[t * D + c]! : 0, 0]),
  );
  const modes = overPlaces(places, K, 1);
  let y: Complex[][];
  if (variant === "fnet") y = transposed(overPlaces(transposed(modes), 2 ** nQubits!, 1));
  else {
    const ansatz = tokenAnsatz(nQubits!, nLayers!, entangled!);
    const turned = modes.map((mode, k) => {
      const values = Object.fromEntries(ansatz.parameters.map((name, p) => [name, weights["kernel_params"]![k * ansatz.nParams + p]!]));
      return applied(denseUnitary(ansatz.bind(values)), mode);
    });
    y = overPlaces(turned, K, -1);
  }
  return Float64Array.from(places.flatMap((_, t) => y[t]!.slice(0, D).map(([re]) => re)));
}

describe("SASQuaTCh", () => {
  beforeAll(async () => {
    await ready({ backend: testBackend() });
  });
  afterAll(async () => {
    await ready({ backend: testBackend(), kernels: "simd" });
  });

  it.each<[AttentionConfig, number]>([
    [{ embedDim: 4, seqLen: 4 }, 4],
    [{ embedDim: 3, seqLen: 3, nLayers: 2, entangled: false }, 3],
    // A register wider than the tokens: gates behind which nothing is read are named as dead.
    [{ embedDim: 2, seqLen: 2, nQubits: 2 }, 2],
    [{ embedDim: 3, seqLen: 4, variant: "fnet" }, 3],
  ])("equals the transforms by their definition: %j", (config, T) => {
    assertValidAttention({ name: "sasquatch", config, T, oracle });
  });

  it("with kernels of angle 0 gives back its input", () => {
    tf.tidy(() => {
      const made = new SasquatchAttention({ embedDim: 6, seqLen: 5 });
      for (const { variable } of made.namedWeights()) variable.assign(tf.zerosLike(variable));
      const x = tokens(3, 5, 6);
      expect(tf.max(tf.abs(tf.sub(made.mix(x, null), x))).dataSync()[0]).toBeLessThan(2e-6);
      made.dispose();
    });
  });

  it("as quantum FNet equals the FFT over tokens and channels", () => {
    tf.tidy(() => {
      const [T, D] = [8, 4];
      const x = tokens(2, T, D);
      const made = new SasquatchAttention({ embedDim: D, seqLen: T, variant: "fnet" });
      expect(made.namedWeights()).toEqual([]);
      const y = made.mix(x, null).dataSync();
      for (const b of [0, 1]) {
        const rows = Array.from({ length: T }, (_, t) => Array.from({ length: D }, (_unused, c): Complex => [x.dataSync()[(b * T + t) * D + c]!, 0])); // prettier-ignore
        const both = transposed(transposed(rows.map(fft)).map(fft));
        for (let t = 0; t < T; t++)
          for (let c = 0; c < D; c++) expect(Math.abs(y[(b * T + t) * D + c]! - both[t]![c]![0] / Math.sqrt(T * D))).toBeLessThan(2e-6);
      }
      made.dispose();
    });
  });

  it.each(["kernel", "fnet"])("has a literal circuit with these amplitudes, and a test that reads them: %s", (variant) => {
    const config = { embedDim: 3, seqLen: 3, variant };
    const made = new SasquatchAttention(config);
    const x = valuesOf(tokens(1, 3, 3));
    const input = tokens(1, 3, 3);
    const y = valuesOf(made.mix(input, null));
    input.dispose();
    const norm = Math.hypot(...x);
    const vector = Array.from({ length: 16 }, (_, i) => (i % 4 < 3 && i < 12 ? x[3 * Math.floor(i / 4) + (i % 4)]! : 0));
    const literal = attentionMechanism("sasquatch").circuit(config)!;
    const flag = variant === "fnet" ? 0 : 1;
    expect(literal.nQubits).toBe(flag + 4);
    const loaded = amplitudeEmbedding(vector).operations.flatMap(({ params }) => params as number[]);
    const angles = Array.from(made.namedWeights()[0]?.variable.dataSync() ?? []);
    const kernels = literal.parameters.filter((name) => name.startsWith("t"));
    expect(kernels.length).toBe(angles.length);
    const values: Record<string, number> = {};
    loaded.forEach((angle, i) => (values[`x${i}`] = angle));
    kernels.forEach((name, i) => (values[name] = angles[i]!));
    const { re } = statevector(literal, values);
    // The flag qubit, wire 0 of the pass, stays 0.
    const uniform = Array.from({ length: 4 }, (_, q) => flag + q).reduce((all, q) => all.h(q), circuit(flag + 4));
    const outcome = probs(hadamardTestCircuit(uniform, literal.bind(values)));
    for (let t = 0; t < 3; t++)
      for (let c = 0; c < 3; c++) {
        const j = 4 * t + c;
        expect(Math.abs(norm * re[j]! - y[3 * t + c]!)).toBeLessThan(5e-6);
        expect(Math.abs(4 * (outcome[j]! - outcome[2 ** literal.nQubits + j]!) - re[j]!)).toBeLessThan(1e-12);
      }
    made.dispose();
  });

  it.each(["kernel", "fnet"])("with shots is unbiased with the variance of its test, and repeats by seed: %s", (variant) => {
    tf.tidy(() => {
      const config: AttentionConfig = { embedDim: 2, seqLen: 2, variant };
      const [DRAWS, shots] = [400, 500];
      const x = tokens(1, 2, 2);
      const exact = createAttention("sasquatch", config).mix(x, null).dataSync();
      const many = tf.tile<tf.Tensor3D>(x, [DRAWS, 1, 1]);
      const made = createAttention("sasquatch", { ...config, shots });
      const drawn = made.mix(many, null).dataSync();
      expect(drawn).toEqual(made.mix(many, null).dataSync());
      expect(made.ledger.of("forward")).toEqual({ circuits: 2 * DRAWS, settings: 2 * DRAWS, shots: 2 * DRAWS * shots });
      const norm = Math.hypot(...x.dataSync());
      exact.forEach((value, i) => {
        const all = Array.from({ length: DRAWS }, (_, draw) => drawn[draw * 4 + i]!);
        const mean = all.reduce((sum, each) => sum + each, 0) / DRAWS;
        // N = 4 amplitudes: variance ‖x‖²(1 + 4|a|²)/(2 shots) − value²/shots, |a|² ≤ 1.
        expect(Math.abs(mean - value)).toBeLessThan(5 * norm * Math.sqrt(5 / 2 / shots / DRAWS));
        const variance = all.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (DRAWS - 1);
        expect(variance).toBeGreaterThan((0.5 * (norm ** 2 / 2 - value ** 2)) / shots);
        expect(variance).toBeLessThan((2 * norm ** 2 * 5) / 2 / shots);
      });
      made.dispose();
    });
  });

  it("has gradients by the rule of amplitudes, ¼(f(θ+π) − f(θ−π)), and not by that of expectation values", () => {
    tf.tidy(() => {
      const made = new SasquatchAttention({ embedDim: 4, seqLen: 2, seed: 3 });
      const { variable } = made.namedWeights()[0]!;
      const angles = Float32Array.from(variable.dataSync());
      const [x, v] = [tokens(2, 2, 4), tokens(2, 2, 4, 7)];
      const loss = (): tf.Scalar => tf.sum(tf.mul(made.mix(x, null), v));
      const at = (index: number, shift: number): number => {
        variable.assign(tf.tensor(angles.map((angle, i) => (i === index ? angle + shift : angle)), variable.shape)); // prettier-ignore
        return loss().dataSync()[0]!;
      };
      const shifted = Array.from(angles, (_, i) => (at(i, Math.PI) - at(i, -Math.PI)) / 4);
      const twoTerms = Array.from(angles, (_, i) => (at(i, Math.PI / 2) - at(i, -Math.PI / 2)) / 2);
      variable.assign(tf.tensor(angles, variable.shape));
      const { grads } = tf.variableGrads(loss, [variable]);
      const tape = grads[variable.name]!.dataSync();
      const distance = (values: readonly number[]): number => Math.hypot(...values.map((value, i) => value - tape[i]!));
      expect(Math.hypot(...tape)).toBeGreaterThan(0.5);
      expect(distance(shifted)).toBeLessThan(2e-5 * Math.hypot(...tape));
      expect(distance(twoTerms)).toBeGreaterThan(0.3 * Math.hypot(...tape));
      made.dispose();
    });
  });

  it("counts its angles: 4n a layer and mode, 2n without entanglement", () => {
    const count = (config: AttentionConfig): number => attentionMechanism("sasquatch").parameters(config);
    expect(count({ embedDim: 16, seqLen: 16 })).toBe(16 * 4 * 4);
    expect(count({ embedDim: 5, seqLen: 9, nLayers: 3 })).toBe(16 * 4 * 3 * 3);
    expect(count({ embedDim: 5, seqLen: 9, nLayers: 3, entangled: false })).toBe(16 * 2 * 3 * 3);
    expect(count({ embedDim: 8, seqLen: 4, nQubits: 5, variant: "fnet" })).toBe(0);
  });

  it("refuses what it cannot do, with the reason", () => {
    const make = (config: Partial<AttentionConfig>) => () => createAttention("sasquatch", { embedDim: 4, seqLen: 4, ...config });
    expect(make({ causal: true })).toThrow(/causal cannot be set: the Fourier transform mixes all places/);
    expect(make({ nHeads: 2 })).toThrow(/nHeads cannot be set/);
    expect(make({ variant: "fft" })).toThrow(ArgumentError);
    expect(make({ embedDim: 9, nQubits: 3 })).toThrow(/9 wide, 3 qubits hold 8 amplitudes/);
    tf.tidy(() => {
      const made = new SasquatchAttention({ embedDim: 4, seqLen: 4 });
      expect(() => made.mix(tokens(1, 5, 4), null)).toThrow(ShapeError);
      expect(() => made.mix(tf.concat<tf.Tensor3D>([tokens(1, 3, 4), tf.zeros([1, 3, 4])], 0), null)).toThrow(
        /all tokens of sequence 1 are zero/,
      );
      made.dispose();
    });
  });

  it("SIMD and plain kernels agree for every shape", async () => {
    const size = (max: number) => fc.integer({ min: 1, max });
    const shapes = fc.record({ B: size(6), T: size(8), D: size(9), L: size(2), seed: fc.nat(1e6) });
    type Shape = { B: number; T: number; D: number; L: number; seed: number };
    const run = ({ B, T, D, L, seed }: Shape): Float32Array => {
      const n = Math.max(1, Math.ceil(Math.log2(D)));
      const K = 2 ** Math.max(1, Math.ceil(Math.log2(T)));
      const ansatz = tokenAnsatz(n, L, true);
      return tf.tidy(() => {
        const random = new Random(seed);
        const normal = (shape: number[]): tf.Tensor =>
          tf.tensor(Float32Array.from({ length: shape.reduce((product, each) => product * each, 1) }, () => 2 * random.normal()), shape); // prettier-ignore
        const v = normal([B, T, D]);
        const f = (...[x, angles]: tf.Tensor[]): tf.Scalar =>
          tf.sum(tf.mul(spectralMix(x as tf.Tensor3D, angles as tf.Tensor2D, planeProgram(ansatz), wavesOf(K), n), v));
        const { value, grads } = tf.valueAndGrads(f)([normal([B, T, D]), normal([K, ansatz.nParams])]);
        return tf.concat([value, ...grads].map((each) => tf.reshape(each, [-1]))).dataSync<"float32">();
      });
    };
    const check = async (shape: Shape): Promise<void> => {
      await ready({ kernels: "plain", backend: testBackend() });
      const plain = run(shape);
      await ready({ kernels: "simd", backend: testBackend() });
      const simd = run(shape);
      const scale = Math.max(1, ...plain.map(Math.abs));
      plain.forEach((value, i) => expect(Math.abs(value - simd[i]!)).toBeLessThan(2e-5 * scale));
    };
    await fc.assert(fc.asyncProperty(shapes, check), { seed: 5, numRuns: 25 });
  });
});

describe("the quantum Fourier transform", () => {
  it.each([1, 2, 3, 4])("is e^{2πikt/N}/√N on %i qubits", (n) => {
    const N = 2 ** n;
    denseUnitary(fourierTransform(n)).forEach((row, k) =>
      row.forEach(([re, im], t) => {
        const angle = (2 * Math.PI * k * t) / N;
        expect(Math.abs(re - Math.cos(angle) / Math.sqrt(N))).toBeLessThan(1e-12);
        expect(Math.abs(im - Math.sin(angle) / Math.sqrt(N))).toBeLessThan(1e-12);
      }),
    );
  });
});
