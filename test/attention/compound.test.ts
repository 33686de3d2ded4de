import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  ArgumentError,
  attentionMechanism,
  Circuit,
  circuit,
  createAttention,
  getEngine,
  orthogonalLayer,
  probs,
  Random,
  ready,
  secondCompound,
  ShapeError,
  shiftRule,
  statevector,
  type AttentionConfig,
  type OrthogonalShape,
} from "quantum-attention";
import { rbsPairs } from "../../src/ansatz/orthogonalLayer";
import { compoundCircuit, compoundLayer, matrixSlots, matrixSpread, uniformMatrix } from "../../src/attention/circuits/compoundCircuits";
import { signedReadoutCircuit } from "../../src/attention/circuits/signedReadout";
import { compoundMix } from "../../src/attention/operations/compoundMix";
import { rbsMatrices } from "../../src/attention/operations/rbsMatrices";
import { testBackend } from "../backend";
import { assertValidAttention, tokens } from "./assertValidAttention";
import { compoundOracle, determinant, excited, excitedPair, filledSlots, matrixAngles } from "./unaryOracles";

const CASES: readonly AttentionConfig[] = [
  { embedDim: 3, seqLen: 3, variant: "pyramid" },
  { embedDim: 4, nHeads: 2, seqLen: 4, variant: "x" },
  { embedDim: 4, seqLen: 4, variant: "butterfly" },
];

const normals = (random: Random, n: number): number[] => Array.from({ length: n }, () => random.normal());

/** Pairs k < l of wires in lexical order. */
const pairsOf = (n: number): [number, number][] =>
  Array.from({ length: n }, (_, k) => Array.from({ length: n - 1 - k }, (_unused, i): [number, number] => [k, k + 1 + i])).flat();

/** What a circuit makes of states with the given wires excited, on those states. */
function block(layer: Circuit, wires: readonly (readonly number[])[]): number[][] {
  const n = layer.nQubits;
  const index = (excitations: readonly number[]): number => excitations.reduce((sum, k) => sum + excited(k, n), 0);
  const columns = wires.map((start) => statevector(start.reduce((to, k) => to.x(k), circuit(n)).compose(layer)).re);
  return wires.map((end) => columns.map((re) => re[index(end)]!));
}

const unary = (layer: Circuit): number[][] =>
  block(
    layer,
    Array.from({ length: layer.nQubits }, (_, k) => [k]),
  );

const bound = (n: number, shape: OrthogonalShape, layer: (n: number, shape: OrthogonalShape) => Circuit, seed = 4): Circuit => {
  const free = layer(n, shape);
  return filledSlots(free, { theta: normals(new Random(seed), free.nParams) });
};

describe("compound mixing", () => {
  beforeAll(async () => {
    await ready({ backend: testBackend() });
  });

  it.each(CASES.map((config) => [JSON.stringify(config), config] as const))("%s", (_text, config) => {
    assertValidAttention({ name: "compound", config, T: 3, oracle: compoundOracle });
  });

  it("counts as the paper, with n + d qubits: pyramid N(N−1)/2, X 2N−3, butterfly (N/2)log₂N; 80 for n = d = 16 as in its table", () => {
    const count = (config: AttentionConfig): number => attentionMechanism("compound").parameters(config);
    for (const N of [8, 16, 32]) {
      expect(count({ embedDim: N / 2, seqLen: N / 2, variant: "pyramid" })).toBe((N * (N - 1)) / 2);
      expect(count({ embedDim: N / 2, seqLen: N / 2, variant: "x" })).toBe(2 * N - 3);
      expect(count({ embedDim: N / 2, seqLen: N / 2, variant: "butterfly" })).toBe((N / 2) * Math.log2(N));
    }
    expect(count({ embedDim: 16, variant: "butterfly" })).toBe(80);
    expect(count({ embedDim: 16, nHeads: 2, variant: "x" })).toBe(2 * (2 * 24 - 3));
  });

  it.each(["pyramid", "x", "butterfly"] as const)("a %s acts on two excitations by the 2×2 minors of what it does to one", (shape) => {
    const n = 4;
    const layer = bound(n, shape, compoundLayer);
    const matrix = unary(layer);
    const pairs = pairsOf(n);
    const compound = block(layer, pairs);
    pairs.forEach(([i, j], row) =>
      pairs.forEach(([k, l], column) => {
        const minor = matrix[i]![k]! * matrix[j]![l]! - matrix[i]![l]! * matrix[j]![k]!;
        expect(compound[row]![column]).toBeCloseTo(minor, 12);
      }),
    );
    const minors = secondCompound(matrix.flat(), n);
    compound.flat().forEach((value, i) => expect(minors[i]).toBeCloseTo(value, 12));
  });

  it("compound matrices multiply as their matrices do, and have the determinant det(M)^(n−1)", () => {
    const [n, random] = [4, new Random(3)];
    const [a, b] = [normals(random, n * n), normals(random, n * n)];
    const product = (x: ArrayLike<number>, y: ArrayLike<number>, size: number): number[] =>
      Array.from({ length: size * size }, (_, at) => {
        const [r, c] = [Math.floor(at / size), at % size];
        return Array.from({ length: size }, (_unused, k) => x[r * size + k]! * y[k * size + c]!).reduce((sum, each) => sum + each, 0);
      });
    const size = (n * (n - 1)) / 2;
    const expected = product(secondCompound(a, n), secondCompound(b, n), size);
    secondCompound(product(a, b, n), n).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 10));
    const rows = (values: ArrayLike<number>, width: number): number[][] =>
      Array.from({ length: width }, (_, r) => Array.from({ length: width }, (_unused, c) => values[r * width + c]!));
    const ratio = determinant(rows(secondCompound(a, n), size)) / determinant(rows(a, n)) ** (n - 1);
    expect(ratio).toBeCloseTo(1, 9);
    expect(determinant(block(bound(n, "butterfly", compoundLayer), pairsOf(n)))).toBeCloseTo(1, 12);
    expect(() => secondCompound(a, 3)).toThrow(ShapeError);
  });

  it("needs the signs between distant wires: a butterfly of bare RBS gates does not act by minors", () => {
    const layer = bound(4, "butterfly", (nQubits, shape) => orthogonalLayer({ nQubits, shape }));
    const minors = secondCompound(unary(layer).flat(), 4);
    const worst = Math.max(...block(layer, pairsOf(4)).flat().map((value, i) => Math.abs(value - minors[i]!))); // prettier-ignore
    expect(worst).toBeGreaterThan(0.1);
    const neighbours = bound(4, "pyramid", (nQubits, shape) => orthogonalLayer({ nQubits, shape }));
    const exact = secondCompound(unary(neighbours).flat(), 4);
    block(neighbours, pairsOf(4)).flat().forEach((value, i) => expect(value).toBeCloseTo(exact[i]!, 12)); // prettier-ignore
  });

  it("loads a matrix as amplitudes, and reads them with their signs by an ancilla", () => {
    const random = new Random(6);
    const [S, d] = [3, 2];
    const x = Array.from({ length: S }, () => normals(random, d));
    const scale = Math.hypot(...x.flat());
    const loader = circuit(S + d).x(0).compose(matrixSpread(matrixSlots(S, d))); // prettier-ignore
    const { re } = statevector(filledSlots(loader, matrixAngles(x)));
    x.forEach((row, i) => row.forEach((value, j) => expect(re[excitedPair(i, j, S, d)]).toBeCloseTo(value / scale, 12)));
    const mixing = compoundCircuit(S, d, "pyramid");
    const theta = normals(random, attentionMechanism("compound").parameters({ embedDim: d, seqLen: S }));
    const mixed = statevector(filledSlots(mixing, { ...matrixAngles(x), theta })).re;
    const rest = Circuit.of(S + d, mixing.operations.slice(1), mixing.parameters);
    const readout = filledSlots(signedReadoutCircuit(rest, matrixSpread(uniformMatrix(S, d))), { ...matrixAngles(x), theta });
    const outcome = probs(readout);
    for (let i = 0; i < S; i++)
      for (let j = 0; j < d; j++) {
        const [at, a] = [excitedPair(i, j, S, d), mixed[excitedPair(i, j, S, d)]!];
        expect(outcome[at]).toBeCloseTo((a + 1 / Math.sqrt(S * d)) ** 2 / 4, 12);
        expect(outcome[2 ** (S + d) + at]).toBeCloseTo((a - 1 / Math.sqrt(S * d)) ** 2 / 4, 12);
      }
  });

  it("has the gradient of the four-term rule for RBS: of the probability of one outcome", () => {
    tf.tidy(() => {
      const [S, d, random] = [3, 2, new Random(9)];
      const layers = { pairs: rbsPairs(S + d, "pyramid"), nQubits: S + d, nHeads: 1 };
      const angles = normals(random, layers.pairs.length);
      const x = tf.tensor3d(normals(random, S * d), [1, S, d]);
      const coefficients = tf.tensor3d(normals(random, S * d), [1, S, d]);
      const probabilities = (theta: tf.Tensor): tf.Scalar => {
        const y = compoundMix(x, rbsMatrices(theta, layers), { B: 1, T: S, mask: null, causal: false });
        return tf.sum(tf.mul(tf.square(y), coefficients));
      };
      const at = (index: number, shift: number): number =>
        probabilities(tf.tensor1d(angles.map((angle, i) => (i === index ? angle + shift : angle)))).dataSync()[0]!;
      const tape = tf.grad(probabilities)(tf.tensor1d(angles)).dataSync();
      const rule = shiftRule([1, 2]);
      angles.forEach((_, i) => {
        const shifted = rule.reduce((sum, { coefficient, shift }) => sum + coefficient * at(i, shift), 0);
        expect(Math.abs(tape[i]! - shifted)).toBeLessThan(1e-4);
      });
      expect(Math.hypot(...tape)).toBeGreaterThan(0.1);
    });
  });

  it("agrees with the engine's states at twelve qubits, and does not know how many token wires stay empty", () => {
    tf.tidy(() => {
      const [S, d, random] = [6, 6, new Random(2)];
      const layer = compoundLayer(S + d, "pyramid");
      const theta = normals(random, layer.nParams);
      const x = Array.from({ length: 4 }, () => normals(random, d));
      const padded = [...x, new Array<number>(d).fill(0), new Array<number>(d).fill(0)];
      const free = compoundCircuit(S, d, "pyramid");
      const values = filledSlots(free, { ...matrixAngles(padded), theta });
      const none = { batchSize: 1, perRow: new Float64Array(0), shared: new Float64Array(0) };
      const { re } = getEngine("reference").compile(values).states(none);
      const made = createAttention("compound", { embedDim: d, seqLen: S });
      made.namedWeights()[0]!.variable.assign(tf.tensor1d(theta));
      const y = made.mix(tf.tensor3d([x]), null).dataSync();
      const scale = Math.hypot(...x.flat());
      for (let t = 0; t < 4; t++)
        for (let c = 0; c < d; c++) expect(Math.abs(y[t * d + c]! - scale * re[excitedPair(t, c, S, d)]!)).toBeLessThan(2e-6 * scale);
      made.dispose();
    });
  });

  it("runs one circuit a sequence and head; shots tend to the exact output, the seed decides them, gradients flow", () => {
    tf.tidy(() => {
      const x = tokens(2, 3, 4);
      const mask = tf.tensor2d([1, 1, 0, 1, 1, 1], [2, 3], "bool");
      const run = (options: Partial<AttentionConfig>): Float32Array => {
        const made = createAttention("compound", { embedDim: 4, nHeads: 2, seqLen: 4, ...options });
        const y = made.mix(x, mask).dataSync<"float32">();
        made.dispose();
        return y;
      };
      const exact = run({});
      const far = (values: Float32Array): number => Math.hypot(...values.map((value, i) => value - exact[i]!));
      expect(run({ shots: 500 })).toEqual(run({ shots: 500 }));
      expect(far(run({ shots: 1_000_000 }))).toBeLessThan(far(run({ shots: 100 })) / 10);
      const made = createAttention("compound", { embedDim: 4, nHeads: 2, seqLen: 4, shots: 50 });
      const variables = made.namedWeights().map(({ variable }) => variable);
      const { grads } = tf.variableGrads(() => tf.sum(tf.square(made.mix(x, mask))), variables);
      for (const gradient of Object.values(grads)) expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
      expect(made.ledger.of("forward")).toEqual({ circuits: 4, settings: 4, shots: 200 });
      made.dispose();
    });
  });

  it("refuses what it cannot be", () => {
    const made = (config: AttentionConfig) => () => createAttention("compound", config);
    expect(made({ embedDim: 4, causal: true })).toThrow(/causal cannot be set: one state holds all tokens/);
    expect(made({ embedDim: 4, entangled: false })).toThrow(ArgumentError);
    expect(made({ embedDim: 4, seqLen: 5, variant: "butterfly" })).toThrow(/takes 9 qubits and a butterfly a power of two.*change seqLen/);
    expect(made({ embedDim: 4, nHeads: 4 })).toThrow(ShapeError);
    expect(made({ embedDim: 4, seqLen: 60 })).toThrow(/takes 64 qubits and a circuit has at most 63.*change seqLen/);
    tf.tidy(() => {
      const attention = createAttention("compound", { embedDim: 4, seqLen: 3 });
      expect(() => attention.mix(tokens(1, 4, 4), null)).toThrow(/sequence of 4 tokens and wires for 3/);
      const x = tf.concat<tf.Tensor3D>([tokens(1, 2, 4), tf.zeros([1, 2, 4])], 0);
      expect(() => attention.mix(x, null)).toThrow(/head 0 of sequence 1 is zero/);
      attention.dispose();
    });
  });
});
