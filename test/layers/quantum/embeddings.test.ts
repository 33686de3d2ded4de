import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { OptimizedQuantumEmbedding, QuantumEmbedding, Random, ready } from "quantum-attention";
import type { DiffMethod, QuantumEmbeddingArgs } from "quantum-attention";
import { activeKernels } from "../../../src/layers/operations/kernels/activeKernels";
import { wasmBackend } from "../../../src/layers/wasmBackend";
import { testBackend } from "../../backend";

/** The reference's hybrid: 20 tokens of 16 angles, 4 qubits, 2 layers. */
const REFERENCE = { vocabSize: 20, embedDim: 8, nQubits: 4, nLayers: 2 } as const;
const UNIQUE = 5;
const BATCH = [
  [1, 2, 2, 19],
  [7, 1, 19, 3],
];

const made: tf.layers.Layer[] = [];
function embedding<T extends QuantumEmbedding>(Layer: new (args: QuantumEmbeddingArgs) => T, args: Partial<QuantumEmbeddingArgs> = {}): T {
  const layer = new Layer({ ...REFERENCE, ...args });
  layer.build();
  made.push(layer);
  return layer;
}
afterEach(() => {
  for (const layer of made.splice(0)) layer.dispose();
});

const angles = (layer: QuantumEmbedding): tf.Variable => layer.namedWeights()[0]!.variable;
const output = (layer: QuantumEmbedding, rows = BATCH): number[] =>
  tf.tidy(() => [...layer.call(tf.tensor2d(rows, undefined, "int32")).dataSync()]);
const features = (layer: QuantumEmbedding, rows: number[][]): number[] =>
  tf.tidy(() => [...layer.features(tf.tensor2d(rows, undefined, "int32")).dataSync()]);
const forwardCircuits = (layer: QuantumEmbedding): number => layer.runner.ledger.of("forward").circuits;

/** The gradient of Σ c_i ⟨Z⟩_i, c fixed random numbers, by all angles. */
function angleGradient(layer: QuantumEmbedding, rows = BATCH): number[] {
  return tf.tidy(() => {
    const ids = tf.tensor2d(rows, undefined, "int32");
    const random = new Random(9);
    const c = Float32Array.from({ length: rows.flat().length * layer.settings.nQubits }, () => random.normal());
    const loss = (): tf.Scalar => {
      const z = layer.features(ids, "forward");
      return tf.sum(tf.mul(z, tf.tensor(c, z.shape)));
    };
    return [...tf.variableGrads(loss, [angles(layer)]).grads[angles(layer).name]!.dataSync()];
  });
}

function setAngles(layer: QuantumEmbedding, change: (values: Float32Array) => void): void {
  tf.tidy(() => {
    const values = angles(layer).dataSync<"float32">().slice();
    change(values);
    angles(layer).assign(tf.tensor(values, angles(layer).shape));
  });
}

const largest = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

beforeAll(async () => {
  await ready({ backend: testBackend() });
});

describe("values", () => {
  it("are cos of the RY angles with one layer, whatever the entangler", () => {
    for (const entangler of ["chain", "ring", "none"] as const) {
      const layer = embedding(OptimizedQuantumEmbedding, { nLayers: 1, entangler, initialiser: "uniform" });
      const theta = angles(layer).dataSync();
      const z = features(layer, [[0, 11]]);
      for (const [t, token] of [0, 11].entries())
        for (let q = 0; q < 4; q++) expect(z[t * 4 + q]).toBeCloseTo(Math.cos(theta[token * 8 + q * 2]!), 6);
    }
  });

  it("start as the options say: angles near 0 or over the circle, by seed", () => {
    const spread = (args: Partial<QuantumEmbeddingArgs>): number => {
      const values = angles(embedding(QuantumEmbedding, args)).dataSync<"float32">();
      return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
    };
    // The sd of 320 draws has a relative error of 1/√640 = 0.04; five of them.
    expect(Math.abs(spread({}) / 0.1 - 1)).toBeLessThan(0.2);
    expect(Math.abs(spread({ initialiser: "uniform" }) / ((2 * Math.PI) / Math.sqrt(3)) - 1)).toBeLessThan(0.2);
    expect(output(embedding(QuantumEmbedding, { seed: 1 }))).toEqual(output(embedding(QuantumEmbedding, { seed: 1 })));
    expect(output(embedding(QuantumEmbedding, { seed: 1 }))).not.toEqual(output(embedding(QuantumEmbedding, { seed: 2 })));
  });

  it.each([
    ["exact", {}],
    ["1000 shots", { shots: 1000, seed: 3 }],
  ])("are the same from both embeddings: %s", (_, args) => {
    const [basic, optimized] = [embedding(QuantumEmbedding, args), embedding(OptimizedQuantumEmbedding, args)];
    expect(output(optimized)).toEqual(output(basic));
    // Sums over positions in another order: float32 rounding of gradients of order 1.
    expect(largest(angleGradient(optimized), angleGradient(basic))).toBeLessThan(1e-5);
  });

  it("defaults to ceil(log2 embedDim) qubits and 3 layers, and runs one circuit a position or a token", () => {
    const [basic, optimized] = [QuantumEmbedding, OptimizedQuantumEmbedding].map((Layer) =>
      embedding(Layer, { embedDim: 9, nQubits: undefined, nLayers: undefined }),
    );
    expect(basic!.settings).toMatchObject({ nQubits: 4, nLayers: 3, entangler: "chain", tanh: true, shots: null, diffMethod: "adjoint" });
    output(basic!);
    output(optimized!);
    expect(forwardCircuits(basic!)).toBe(8);
    expect(forwardCircuits(optimized!)).toBe(UNIQUE);
  });
});

describe("the cache of the optimised embedding", () => {
  const changes: readonly [string, (layer: OptimizedQuantumEmbedding) => void][] = [
    ["assign", (layer) => setAngles(layer, (values) => (values[2 * 16 + 4]! += 0.5))],
    ["a write in place", (layer) => writeInPlace(angles(layer), 2 * 16 + 4, 0.9)],
    [
      "setWeights",
      (layer) => {
        const weights = layer.getWeights().map((weight) => weight.dataSync().slice());
        weights[0]![2 * 16] = 1.5;
        tf.tidy(() => layer.setWeights(layer.getWeights().map(({ shape }, i) => tf.tensor(weights[i]!, shape))));
      },
    ],
  ];

  it("makes a second forward free of circuits", () => {
    const layer = embedding(OptimizedQuantumEmbedding);
    const first = output(layer);
    const spent = layer.runner.ledger.total();
    expect(output(layer)).toEqual(first);
    expect(output(layer, [[19, 1]])).toEqual([...first.slice(24, 32), ...first.slice(0, 8)]);
    expect(layer.runner.ledger.total()).toEqual(spent);
  });

  it.each(changes)("is stale after %s, for the changed token alone", (_, change) => {
    const layer = embedding(OptimizedQuantumEmbedding);
    const before = output(layer);
    const spent = forwardCircuits(layer);
    change(layer);
    const after = output(layer);
    expect(forwardCircuits(layer)).toBe(spent + 1);
    const fresh = embedding(QuantumEmbedding);
    tf.tidy(() => fresh.setWeights(layer.getWeights()));
    expect(after).toEqual(output(fresh));
    expect(largest(after.slice(8, 16), before.slice(8, 16))).toBeGreaterThan(1e-3);
    expect(after.slice(0, 8)).toEqual(before.slice(0, 8));
  });

  it("costs unique tokens × (1 + 2·16) circuits a batch by parameter shift with shots", () => {
    const layer = embedding(OptimizedQuantumEmbedding, { shots: 1000 });
    expect(layer.settings.diffMethod).toBe("parameter-shift");
    angleGradient(layer);
    const { ledger } = layer.runner;
    expect(ledger.of("forward")).toEqual({ circuits: UNIQUE, settings: UNIQUE, shots: UNIQUE * 1000 });
    expect(ledger.of("gradient")).toEqual({ circuits: UNIQUE * 32, settings: UNIQUE * 32, shots: UNIQUE * 32_000 });
    expect(ledger.total().circuits).toBe(UNIQUE * (1 + 2 * 16));
  });

  it("counts evaluation apart; training costs the same whether or not it was evaluated before", () => {
    const layer = embedding(OptimizedQuantumEmbedding);
    const { ledger } = layer.runner;
    const evaluated = features(layer, BATCH);
    expect([ledger.of("forward").circuits, ledger.of("evaluation").circuits]).toEqual([0, UNIQUE]);
    output(layer);
    expect([ledger.of("forward").circuits, ledger.of("evaluation").circuits]).toEqual([UNIQUE, UNIQUE]);
    expect(features(layer, BATCH)).toEqual(evaluated);
    output(layer);
    expect([ledger.of("forward").circuits, ledger.of("evaluation").circuits]).toEqual([UNIQUE, UNIQUE]);
  });
});

/** Changes a number where the backend keeps it, behind tfjs' back. */
function writeInPlace(variable: tf.Variable, index: number, value: number): void {
  const backend = tf.backend() as unknown as { typedArrayFromHeap?: (tensor: tf.Tensor) => Float32Array };
  if (backend.typedArrayFromHeap) backend.typedArrayFromHeap(variable)[index] = value;
  else if (tf.getBackend() === "cpu") variable.dataSync()[index] = value;
  else
    tf.tidy(() =>
      variable.assign(
        tf.tensor(
          variable.dataSync().map((old, i) => (i === index ? value : old)),
          variable.shape,
        ),
      ),
    );
}

describe("gradients", () => {
  const exact = (): number[] => angleGradient(embedding(OptimizedQuantumEmbedding, { initialiser: "uniform" }));
  const scale = (values: readonly number[]): number => Math.max(...values.map(Math.abs));

  it.each([
    ["parameter-shift", 1e-6],
    ["finite-difference", 1e-4],
  ] as [DiffMethod, number][])("by %s are those by adjoint", (diffMethod, tolerance) => {
    const expected = exact();
    const got = angleGradient(embedding(OptimizedQuantumEmbedding, { initialiser: "uniform", diffMethod }));
    expect(scale(expected)).toBeGreaterThan(0.5);
    expect(largest(got, expected)).toBeLessThan(tolerance * scale(expected));
  });

  it("are the same when the memory grows in the middle of the backward pass", () => {
    const layer = embedding(OptimizedQuantumEmbedding, { initialiser: "uniform" });
    const gradients = (): number[][] =>
      tf.tidy(() => {
        const ids = tf.tensor2d(BATCH, undefined, "int32");
        const { grads } = tf.variableGrads(() => tf.sum(tf.square(layer.call(ids))), layer.namedWeights().map(({ variable }) => variable)); // prettier-ignore
        return Object.values(grads).map((gradient) => [...gradient.dataSync()]);
      });
    const expected = gradients();
    const wasm = wasmBackend();
    const kernels = activeKernels();
    const original = kernels.linearGrad.bind(kernels);
    const growing = vi.spyOn(kernels, "linearGrad").mockImplementation((...args) => {
      original(...args);
      if (wasm !== null) wasm.wasm._free(wasm.wasm._malloc(wasm.wasm.HEAPU8.length));
    });
    const before = wasm?.wasm.HEAPU8.length ?? 0;
    expect(gradients()).toEqual(expected);
    expect(expected.flat().some((value) => Math.abs(value) > 0.1)).toBe(true);
    if (wasm !== null) expect(wasm.wasm.HEAPU8.length).toBeGreaterThan(before);
    growing.mockRestore();
  });

  it("vanish for tokens that do not occur", () => {
    const gradient = exact();
    const isZero = (token: number): boolean => gradient.slice(token * 16, (token + 1) * 16).every((g) => g === 0);
    const zero = Array.from({ length: 20 }, (_, token) => token).filter(isZero);
    expect(zero).toEqual([0, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
  });

  it.each([
    ["parameter-shift with 1000 shots", { shots: 1000 }, 0.02],
    ["spsa", { diffMethod: "spsa" as const }, Infinity],
  ])("by %s are unbiased", (_, args, expectedSd) => {
    const rows = [[1, 2, 2]];
    const same = embedding(OptimizedQuantumEmbedding, { initialiser: "uniform" });
    const expected = angleGradient(same, rows);
    const draws = 100;
    const sum = new Float64Array(expected.length);
    const squares = new Float64Array(expected.length);
    const [first] = Array.from({ length: draws }, (_unused, seed) => {
      const layer = embedding(OptimizedQuantumEmbedding, { initialiser: "uniform", ...args, seed });
      angles(layer).assign(angles(same));
      const drawn = angleGradient(layer, rows);
      drawn.forEach((g, i) => ((sum[i]! += g), (squares[i]! += g * g)));
      return drawn;
    });
    expect(first).not.toEqual(expected);
    const z = expected.flatMap((g, i) => {
      const mean = sum[i]! / draws;
      const sd = Math.sqrt(Math.max(0, squares[i]! / draws - mean * mean));
      return sd < 1e-6 ? [] : [{ z: Math.abs(mean - g) / (sd / Math.sqrt(draws)), sd }];
    });
    expect(z.length).toBeGreaterThan(20);
    expect(Math.max(...z.map((each) => each.z))).toBeLessThan(5);
    // A component adds at most |c| = 3 times the two-term bound 1/√(2N) of each of two positions and four qubits.
    expect(Math.max(...z.map((each) => each.sd))).toBeLessThan(expectedSd * 3 * 8);
  });
});

describe("shots", () => {
  it("give values within their noise, fresh with every change of the weights and the same again with the same weights", () => {
    const shots = 1000;
    const exact = features(embedding(QuantumEmbedding, { initialiser: "uniform" }), BATCH);
    const layer = embedding(OptimizedQuantumEmbedding, { initialiser: "uniform", shots });
    const drawn = features(layer, BATCH);
    drawn.forEach((z, i) => expect(Math.abs(z - exact[i]!)).toBeLessThan(5 * Math.sqrt((1 - exact[i]! ** 2) / shots) + 1e-6));
    expect(drawn.every((z) => Math.abs(z * shots - Math.round(z * shots)) < 1e-3)).toBe(true);
    expect(largest(drawn, exact)).toBeGreaterThan(1e-3);
    setAngles(layer, (values) => (values[16 + 7]! += 1e-6));
    expect(features(layer, [[1]])).not.toEqual(drawn.slice(0, 4));
    setAngles(layer, (values) => values.set(angles(embedding(QuantumEmbedding, { initialiser: "uniform" })).dataSync()));
    expect(features(layer, BATCH)).toEqual(drawn);
  });

  it("of two tokens with the same angles are drawn apart", () => {
    const layer = embedding(QuantumEmbedding, { shots: 1000, initialiser: "uniform" });
    setAngles(layer, (values) => values.copyWithin(32, 16, 32));
    const z = features(layer, [[1, 2]]);
    expect(z.slice(0, 4)).not.toEqual(z.slice(4));
  });
});

describe("training", () => {
  it("with parameter-shift and shots lowers the loss, at unique tokens × 33 circuits a step", () => {
    const layer = embedding(OptimizedQuantumEmbedding, { shots: 1000, initialiser: "uniform" });
    const weights = layer.namedWeights().map(({ variable }) => variable);
    const optimiser = tf.train.adam(0.05);
    const target = tf.tensor(Float32Array.from({ length: 64 }, (_, i) => 0.8 * Math.sin(Math.floor(i / 8) % 3)), [2, 4, 8]); // prettier-ignore
    const ids = tf.tensor2d(BATCH, undefined, "int32");
    const losses = Array.from({ length: 12 }, () => {
      const cost = optimiser.minimize(() => tf.mean(tf.square(tf.sub(layer.call(ids), target))), true, weights)!;
      const value = cost.dataSync()[0]!;
      cost.dispose();
      return value;
    });
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!);
    expect(layer.runner.ledger.total().circuits).toBe(12 * UNIQUE * 33);
    optimiser.dispose();
    tf.dispose([target, ids]);
  });
});

describe("in a tf.model", () => {
  it("learns from fit with float token ids", async () => {
    const before = tf.memory().numTensors;
    const ids = tf.input({ shape: [3] });
    const vectors = new OptimizedQuantumEmbedding({ vocabSize: 4, embedDim: 4, initialiser: "uniform" }).apply(ids);
    const flat = tf.layers.flatten().apply(vectors);
    const model = tf.model({ inputs: ids, outputs: tf.layers.dense({ units: 1 }).apply(flat) as tf.SymbolicTensor });
    model.compile({ optimizer: tf.train.adam(0.05), loss: "meanSquaredError" });
    const x = tf.tensor2d([[0, 1, 2], [3, 2, 1], [1, 1, 1], [2, 0, 3]]); // prettier-ignore
    const y = tf.tensor2d([[1], [-1], [0.5], [0]]);
    const { history } = await model.fit(x, y, { epochs: 25, verbose: 0, shuffle: false });
    expect(history["loss"]!.at(-1) as number).toBeLessThan(0.2 * (history["loss"]![0] as number));
    tf.dispose([x, y]);
    model.optimizer.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
