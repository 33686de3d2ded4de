import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  ArgumentError,
  attentionMechanism,
  attentionMechanisms,
  createAttention,
  Linear,
  presetConfig,
  Random,
  ready,
  ShapeError,
  Transformer,
  type AttentionConfig,
} from "quantum-attention";
import { testBackend } from "../backend";
import { tokens } from "./assertValidAttention";

const SCORES = [
  "scaled-dot-product",
  "uniform",
  "identity",
  "swap-test",
  "hadamard-overlap",
  "smaldone",
  "qsann",
  "qmsan",
  "qksan",
  "pqc-projections",
  "orthogonal",
  "doubly-stochastic",
];

describe("the registry of attention mechanisms", () => {
  beforeAll(async () => {
    await ready({ backend: testBackend() });
  });

  it("lists every score with source, formula and options, each name once", () => {
    const names = attentionMechanisms.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(SCORES));
    for (const { kind, source, parameterFormula, options } of attentionMechanisms) {
      expect(["score", "mixer"]).toContain(kind);
      expect(Math.min(source.length, parameterFormula.length)).toBeGreaterThan(0);
      for (const { name, values, description } of options) expect([name, values, description].every((text) => text.length > 0)).toBe(true);
    }
  });

  it("counts as the papers do", () => {
    const count = (name: string, config: AttentionConfig): number => attentionMechanism(name).parameters(config);
    const readout = new Linear({ units: 1 });
    readout.build([null, 12]);
    // QSANN for n = 4, D = 1, d = 12: 3n(D+2) + d + 1 = 49.
    expect(count("qsann", { embedDim: 12, nQubits: 4, nLayers: 1 }) + readout.countParams()).toBe(49);
    readout.dispose();
    expect(count("qsann", { embedDim: 8, nQubits: 4, nLayers: 1, variant: "released" })).toBe(3 * 4 * (4 + 2));
    expect(count("qmsan", { embedDim: 4, nQubits: 4, nLayers: 3 })).toBe(3 * 2 * 4 * 3);
    expect(count("qmsan", { embedDim: 4, nQubits: 4, nLayers: 3, entangled: false })).toBe(3 * 4 * 3);
    expect(count("pqc-projections", { embedDim: 8, nQubits: 8, nLayers: 2 })).toBe(4 * 8 * 2);
    expect(count("qksan", { embedDim: 4, nQubits: 4, nLayers: 2, trainableBeta: true })).toBe(4 * 4 * 2 + 2 * 16 + 2 * 4 + 1);
    expect(count("smaldone", { embedDim: 8, nHeads: 2, nQubits: 6, nLayers: 1, seqLen: 10 })).toBe(
      2 * 3 * 9 + 10 * 3 + 2 * 6 + 2 * 64 + 16,
    );
    expect(count("smaldone", { embedDim: 8, nQubits: 6, nLayers: 2, seqLen: 10 })).toBe(6 * 9 + 10 * 6 + 2 * 12 + 2 * 64 + 16);
    expect(count("swap-test", { embedDim: 8 })).toBe(288);
  });

  it("fills in the factor of the scores and the residual that each source has", () => {
    const filled = (name: string, config: Partial<AttentionConfig> = {}): Readonly<AttentionConfig> => {
      const made = createAttention(name, { embedDim: 8, nHeads: 2, ...config });
      made.dispose();
      return made.config;
    };
    const BETA = {
      "scaled-dot-product": 1 / 2,
      "pqc-projections": 1 / 2,
      "doubly-stochastic": 1 / 2,
      smaldone: 2,
      "swap-test": 1,
      "hadamard-overlap": 1,
      qsann: 1,
      qksan: 1,
      orthogonal: 1,
    };
    for (const [name, beta] of Object.entries(BETA)) expect([name, filled(name).beta]).toEqual([name, beta]);
    const made = createAttention("pqc-projections", { embedDim: 8, nHeads: 2, trainableBeta: true });
    expect(
      made
        .namedWeights()
        .find(({ name }) => name === "beta")!
        .variable.dataSync(),
    ).toEqual(Float32Array.of(1 / 2));
    made.dispose();
    expect([filled("qsann").residual, filled("qsann", { variant: "released", nQubits: 2 }).residual, filled("qmsan").residual]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("refuses unknown names and options, and sizes that do not fit", () => {
    expect(() => createAttention("swap", { embedDim: 4 })).toThrow(/no mechanism "swap"; use one of .*swap-test/);
    expect(() => createAttention("uniform", { embedDim: 4, shots: 10 })).toThrow(ArgumentError);
    expect(() => createAttention("swap-test", { embedDim: 4, variant: "cosine" })).toThrow(ArgumentError);
    expect(() => createAttention("swap-test", { embedDim: 4, shots: 0 })).toThrow(ArgumentError);
    expect(() => createAttention("swap-test", { embedDim: 4, beta: NaN })).toThrow(ArgumentError);
    expect(() => createAttention("swap-test", { embedDim: 4.5 })).toThrow(ArgumentError);
    expect(() => createAttention("swap-test", { embedDim: 4, nHeads: 3 })).toThrow(ShapeError);
    for (const name of ["swap-test", "hadamard-overlap"])
      expect(() => createAttention(name, { embedDim: 16, nQubits: 3 })).toThrow(/16 wide, 3 qubits hold 8 amplitudes/);
    for (const name of ["qmsan", "uniform", "identity", "quixer", "sasquatch", "compound"])
      for (const option of [{ trainableBeta: true }, { beta: 2 }])
        expect(() => createAttention(name, { embedDim: 4, ...option }), name).toThrow(
          /eta cannot be set: (rows are|there are no|it mixes)/,
        );
    for (const { name, options } of attentionMechanisms)
      if (options.some((option) => option.name === "nLayers"))
        expect(() => createAttention(name, { embedDim: 4, nLayers: 0 }), name).toThrow(/nLayers must be an integer at least 1, got 0/);
    expect(() => createAttention("qmsan", { embedDim: 4, nQubits: 3 })).toThrow(ArgumentError);
    expect(() => createAttention("smaldone", { embedDim: 4, nQubits: 3 })).toThrow(ArgumentError);
    for (const name of ["qmsan", "qksan"])
      expect(() => createAttention(name, { embedDim: 16, nQubits: 4, nLayers: 3 })).toThrow(ShapeError);
    expect(() => createAttention("qsann", { embedDim: 64, nQubits: 2 })).toThrow(ShapeError);
    expect(() => createAttention("qsann", { embedDim: 12, nQubits: 4, variant: "released" })).toThrow(ShapeError);
    expect(() => createAttention("pqc-projections", { embedDim: 6, nQubits: 4 })).toThrow(ShapeError);
  });

  it("takes an option that is undefined for one that is not given", () => {
    for (const name of ["qmsan", "uniform", "quixer"]) {
      const [given, plain] = [{ beta: undefined, causal: undefined, shots: undefined }, {}].map((options) =>
        createAttention(name, { embedDim: 4, ...options }),
      );
      expect(given!.config).toEqual(plain!.config);
      for (const attention of [given, plain]) attention!.dispose();
    }
  });

  it("says of a refused mask or of refused heads why, and which mechanisms have them", () => {
    const has = (name: string, option: string): boolean => attentionMechanism(name).options.some((row) => row.name === option);
    const INSTEAD = { causal: ["hadamard-overlap", "qksan"], nHeads: ["compound"] } as const;
    const values = { causal: true, nHeads: 2 };
    for (const option of ["causal", "nHeads"] as const) {
      for (const other of INSTEAD[option]) expect(has(other, option), other).toBe(true);
      const without = attentionMechanisms.filter(({ name }) => !has(name, option));
      expect(without.map(({ name }) => name)).toEqual(
        option === "causal" ? ["doubly-stochastic", "quixer", "sasquatch", "compound"] : ["quixer", "sasquatch"],
      );
      for (const { name, refused } of without) {
        expect(refused?.[option]!.length, name).toBeGreaterThan(20);
        const make = () => createAttention(name, { embedDim: 4, [option]: values[option] });
        expect(make).toThrow(`${name}: ${option} cannot be set: ${refused?.[option]}; leave it out, or take `);
        for (const other of INSTEAD[option]) expect(make).toThrow(other);
      }
    }
  });

  it("refuses a zero vector where a state must hold it, but not of a masked token", () => {
    tf.tidy(() => {
      const x = tf.concat<tf.Tensor3D>([tokens(1, 2, 4), tf.zeros([1, 1, 4])], 1);
      for (const name of ["swap-test", "hadamard-overlap"]) {
        const made = createAttention(name, { embedDim: 4, nHeads: 2 });
        expect(() => made.mix(x, null)).toThrow(/head 0 of token 2 in sequence 0 is zero/);
        const mask = tf.tensor2d([1, 1, 0], [1, 3], "bool");
        expect(made.mix(x, mask).dataSync().every(Number.isFinite)).toBe(true);
        const { grads } = tf.variableGrads(() => tf.sum(made.mix(x, mask)), made.namedWeights().map(({ variable }) => variable)); // prettier-ignore
        for (const gradient of Object.values(grads)) expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
        made.dispose();
      }
    });
  });

  it("refuses a sequence longer than its positions, and padding before the first token of a causal one", () => {
    tf.tidy(() => {
      const made = createAttention("smaldone", { embedDim: 4, seqLen: 2 });
      expect(() => made.mix(tokens(1, 3, 4), null)).toThrow(ShapeError);
      expect(() => made.mix(tokens(1, 2, 4), tf.tensor2d([0, 1], [1, 2], "bool"))).toThrow(/sequence 0 may attend to no key/);
      made.dispose();
    });
  });

  it("is blind to the order of tokens where no position enters, and not where one does", () => {
    const mean = (name: string, config: AttentionConfig, order: number[]): Float32Array =>
      tf.tidy(() => {
        const made = createAttention(name, config);
        const y = tf.mean(made.mix(tf.gather(tokens(1, 5, config.embedDim), order, 1), null), 1).dataSync<"float32">();
        made.dispose();
        return y;
      });
    const moves = (name: string, config: AttentionConfig): number => {
      const [one, other] = [mean(name, config, [0, 1, 2, 3, 4]), mean(name, config, [3, 0, 4, 1, 2])];
      return Math.max(...one.map((value, i) => Math.abs(value - other[i]!)));
    };
    for (const name of ["qsann", "swap-test", "qksan", "pqc-projections", "orthogonal"])
      expect(moves(name, { embedDim: 8 }), name).toBeLessThan(2e-6);
    expect(moves("qmsan", { embedDim: 8, variant: "plain" })).toBeLessThan(2e-6);
    expect(moves("qmsan", { embedDim: 8 })).toBeGreaterThan(1e-3);
    expect(moves("smaldone", { embedDim: 8, causal: false })).toBeGreaterThan(1e-3);
    expect(moves("compound", { embedDim: 8 })).toBeGreaterThan(1e-3);
    expect(moves("doubly-stochastic", { embedDim: 8, seqLen: 8 })).toBeGreaterThan(1e-3);
  });

  it.each([...SCORES, "compound"])("%s trains inside a transformer, which counts its weights", (name) => {
    const config = presetConfig("plan", "classical", { vocabSize: 12, embedDim: 8, nHeads: 2 });
    const before = tf.memory().numTensors;
    const attention = () => createAttention(name, { embedDim: 8, nHeads: 2 });
    const model = new Transformer(config, new Random(1), { attention });
    const own = model.parameterTable().filter((row) => row.name.startsWith("attention."));
    const count = own.reduce((sum, row) => sum + row.count, 0);
    expect(count).toBe(attentionMechanism(name).parameters({ embedDim: 8, nHeads: 2 }));
    const input = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], "int32");
    const logits = model.forward(input);
    expect(logits.shape).toEqual([2, 2]);
    model.dispose();
    tf.dispose([logits, input]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
