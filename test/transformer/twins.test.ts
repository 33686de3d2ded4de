import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  attentionMechanisms,
  attentionModelParameters,
  attentionPreset,
  attentionTransformer,
  createAttention,
  presetConfig,
  Random,
  ready,
  twinOf,
  type AttentionModelConfig,
  type Circuit,
  type TwinName,
} from "quantum-attention";
import { frozenCircuits } from "../../src/transformer/frozenCircuits";
import { testBackend } from "../backend";

type Operation = Circuit["operations"][number];

const TWINS: readonly TwinName[] = ["parameter-matched", "no-entangler", "bottleneck", "frozen-circuit", "uniform", "random-fourier"];

const model = (mechanism: string, changes: Partial<AttentionModelConfig> = {}): AttentionModelConfig => ({
  transformer: presetConfig("plan", "classical", { embedDim: 8, nHeads: 1, ffnDim: 16 }),
  mechanism,
  options: {},
  ...changes,
});

const hybrid = (mechanism: string, nBlocks: number): AttentionModelConfig =>
  model(mechanism, { transformer: presetConfig("plan", "hybrid", { embedDim: 8, nHeads: 2, nBlocks }) });

const QUANTUM = attentionMechanisms.filter((row) => row.circuit({ embedDim: 8 }) !== null).map(({ name }) => name);

beforeAll(async () => {
  await ready({ backend: testBackend() });
});

describe("attentionTransformer", () => {
  it.each(attentionMechanisms.map(({ name }) => name))("%s: the formula counts what is built, with any embedding and depth", (name) => {
    const before = tf.memory().numTensors;
    for (const config of [model(name), hybrid(name, 2), { ...model(name), frozenCircuits: true }]) {
      const built = attentionTransformer(config, new Random(3));
      expect(attentionModelParameters(config)).toBe(built.parameterCounts().total);
      const logits = tf.tidy(() => built.forward(tf.tensor2d([[1, 2, 3, 4]], [1, 4], "int32")).dataSync());
      expect([...logits].every(Number.isFinite)).toBe(true);
      built.dispose();
    }
    expect(tf.memory().numTensors - before).toBe(0);
  });

  it("counts the circuits of embedding and of every block's attention in one ledger", () => {
    const built = attentionTransformer(hybrid("swap-test", 2), new Random(3));
    tf.tidy(() => built.forward(tf.tensor2d([[1, 2, 2]], [1, 3], "int32"), undefined, { training: false }));
    expect(built.ledger.of("evaluation").circuits).toBe(2 + 2 * 2 * 9);
    built.dispose();
  });

  it("hands heads and causality to the mechanism, and refuses what is decided elsewhere", () => {
    const built = attentionTransformer(model("qksan", { transformer: presetConfig("plan", "classical", { causal: true, nHeads: 4 }) }), new Random(1)); // prettier-ignore
    expect(built.blocks[0]!.attention).toMatchObject({ config: { nHeads: 4, causal: true, embedDim: 16 } });
    built.dispose();
    expect(() => attentionTransformer(model("qsann", { options: { nHeads: 2, seed: 1 } }), new Random(1))).toThrow(
      /options has nHeads, seed/,
    );
    expect(() => attentionModelParameters(model("qsan"))).toThrow(/no mechanism "qsan"/);
    expect(() => attentionModelParameters({ ...model("qsann"), depth: 2 } as AttentionModelConfig)).toThrow(/unknown option "depth"/);
    expect(() => attentionModelParameters(model("qsann", { options: { degree: 2 } }))).toThrow(/unknown option "degree"/);
  });
});

describe("twinOf", () => {
  it.each(QUANTUM)("%s: every twin is built as it is counted, or says why it is not there", (name) => {
    for (const config of [model(name), hybrid(name, 2)])
      for (const each of TWINS) {
        const twin = twinOf(config, each);
        expect(JSON.parse(JSON.stringify(twin))).toEqual(twin);
        if (twin.config === null) {
          expect([typeof twin.dropped, twin.parameters]).toEqual(["string", null]);
          continue;
        }
        const built = attentionTransformer(twin.config, new Random(3));
        expect(built.parameterCounts().total, each).toBe(twin.parameters);
        tf.dispose(built.forward(tf.tensor2d([[1, 2, 3, 4]], [1, 4], "int32")));
        built.dispose();
      }
  });

  it.each(QUANTUM)("%s: the parameter-matched twin is classical and within 2 %%", (name) => {
    for (const config of [model(name), hybrid(name, 1), hybrid(name, 3)]) {
      const { config: twin, parameters } = twinOf(config, "parameter-matched");
      const wanted = attentionModelParameters(config);
      expect(Math.abs(parameters! - wanted) / wanted).toBeLessThanOrEqual(0.02);
      const built = attentionTransformer(twin!, new Random(1));
      expect(built.parameterCounts()).toMatchObject({ total: parameters, quantum: 0 });
      built.dispose();
    }
  });

  it("drops a match that integers do not reach", () => {
    const transformer = presetConfig("reference", "classical", { vocabSize: 2, embedDim: 2, nHeads: 2, ffnDim: 1 });
    const twin = twinOf({ transformer, mechanism: "pqc-projections", options: { nQubits: 1 } }, "parameter-matched");
    expect(twin).toMatchObject({ config: null, parameters: null });
    expect(twin.dropped).toMatch(/no classical model comes within 2 % of \d+ parameters: the nearest differs by \d/);
  });

  it("the blocks add the input where the mechanism did so itself", () => {
    const { model: qsann } = attentionPreset("qsann");
    expect(qsann.transformer.residual).toBe(false);
    for (const name of ["uniform", "parameter-matched"] as const) expect(twinOf(qsann, name).config?.transformer.residual).toBe(true);
    expect(twinOf(attentionPreset("quixer").model, "uniform").config?.transformer.residual).toBe(false);
  });

  it("no-entangler leaves out the trained two-qubit gates of attention and embedding, where there are any", () => {
    expect(twinOf(model("qsann"), "no-entangler").config).toMatchObject({ mechanism: "qsann", options: { entangled: false } });
    expect(twinOf(model("swap-test"), "no-entangler").dropped).toBe("swap-test: there are no trained two-qubit gates to leave out");
    for (const options of [{ nQubits: 1 }, { nQubits: 8, nLayers: 1 }, { entangled: false }])
      expect(twinOf(model("qksan", { options }), "no-entangler").dropped).toBe("qksan: there are no trained two-qubit gates to leave out");
    expect(twinOf(hybrid("swap-test", 1), "no-entangler").config?.transformer.embedding).toMatchObject({ entangler: "none" });
  });

  const chosen = ({ wires, params }: Operation): boolean =>
    !JSON.stringify(params).includes("_theta") || (wires[0] === 0 && wires.length === 2);
  /** The gates on several qubits that prepare, choose or compare states in a mechanism's literal circuit. */
  const FRAME: Readonly<Record<string, (operation: Operation) => boolean>> = {
    smaldone: ({ gate, wires }) => gate === "CRY" && wires[0] === 0, // the ancilla of the Hadamard test
    qmsan: ({ gate }) => gate === "CSWAP", // the SWAP test
    "doubly-stochastic": ({ gate, wires }) => gate === "CNOT" && wires[0]! >= 2 && wires[1]! < 2, // Bell pairs
    quixer: chosen, // wire 0 is the flag of SELECT
    sasquatch: chosen,
  };
  const ENTANGLED = attentionMechanisms.filter(({ options }) => options.some(({ name }) => name === "entangled"));
  it.each(ENTANGLED.map((row) => [row.name, row] as const))("%s: no trained gate of its no-entangler twin joins qubits", (name, row) => {
    const config = { embedDim: 8, ...(row.options.some((option) => option.name === "seqLen") && { seqLen: 4 }) };
    const joined = (entangled: boolean): Operation[] =>
      row
        .circuit({ ...config, entangled })!
        .operations.filter((each) => each.wires.length + each.controls.length > 1 && FRAME[name]?.(each) !== true);
    expect(joined(false)).toEqual([]);
    expect(joined(true).length).toBeGreaterThan(0);
  });

  it("frozen circuits are random, follow from the seed and are never trained", () => {
    const { config } = twinOf(model("qsann"), "frozen-circuit");
    const logits = (seed: number): Float32Array => {
      const built = attentionTransformer(config!, new Random(seed));
      expect(built.parameterCounts()).toMatchObject({ quantum: 0, dead: 0 });
      const values = tf.tidy(() => built.forward(tf.tensor2d([[1, 2, 3, 4]], [1, 4], "int32")).dataSync<"float32">());
      built.dispose();
      return values;
    };
    expect(logits(1)).toEqual(logits(1));
    expect(logits(1)).not.toEqual(logits(2));
    expect(twinOf(model("swap-test"), "frozen-circuit").dropped).toBe("swap-test has no trained circuit weights");
  });

  it("frozen angles are U(−π, π), the other weights are left as they were", () => {
    const made = createAttention("qksan", { embedDim: 8, nQubits: 4, nLayers: 12 });
    const [angles, others] = [true, false].map((quantum) => made.namedWeights().filter(({ group }) => (group === "quantum") === quantum));
    const before = others!.map(({ variable }) => variable.dataSync());
    const frozen = frozenCircuits(made, new Random(4));
    const drawn = angles!.flatMap(({ variable }) => [...variable.dataSync<"float32">()]);
    expect(drawn).toHaveLength(2 * 2 * 4 * 12);
    expect(Math.max(...drawn.map(Math.abs))).toBeLessThanOrEqual(Math.PI);
    // θ²/π² has mean 1/3 and variance 1/5 − 1/9.
    const squares = drawn.reduce((sum, angle) => sum + (angle / Math.PI) ** 2, 0) / drawn.length;
    expect(Math.abs(squares - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / drawn.length));
    expect(others!.map(({ variable }) => variable.dataSync())).toEqual(before);
    expect(frozen.namedWeights()).toEqual(others);
    frozen.dispose();
  });

  it("classical mechanisms are controls themselves, but for their uniform twin", () => {
    expect(twinOf(model("scaled-dot-product"), "parameter-matched").dropped).toMatch(/is classical: it is a control itself/);
    expect(twinOf(model("scaled-dot-product"), "uniform").config).toMatchObject({ mechanism: "uniform" });
    expect(twinOf(model("uniform"), "uniform").dropped).toMatch(/already/);
    expect(() => twinOf(model("qsann"), "smaller" as TwinName)).toThrow(/name is "smaller"/);
  });
});
