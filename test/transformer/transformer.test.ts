import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  ClassicalTransformer,
  HybridQuantumEmbeddingTransformer,
  presetConfig,
  Random,
  ready,
  Transformer,
  type AttentionMechanism,
  type PresetArm,
  type RecordedValues,
} from "quantum-attention";
import { testBackend } from "../backend";
import { crossEntropy } from "../../src/layers/operations/crossEntropy";

const model = (preset: "reference" | "plan", arm: PresetArm): Transformer => new Transformer(presetConfig(preset, arm), new Random(1));
const tokens = (): tf.Tensor2D => tf.tensor2d([1, 12, 3, 14, 5, 6, 19, 18, 17, 2, 2, 1], [2, 6], "int32");

beforeAll(async () => {
  await ready({ backend: testBackend() });
});

describe("presets", () => {
  it.each([
    ["reference", "classical", 610, 0, 0],
    ["reference", "hybrid", 810, 320, 80],
    ["reference", "control", 822, 0, 0],
  ] as const)("%s %s has %i parameters", (preset, arm, total, quantum, dead) => {
    const built = model(preset, arm);
    expect(built.parameterCounts()).toEqual({ total, quantum, classical: total - quantum, dead });
    expect(built.namedWeights().reduce((sum, { variable }) => sum + variable.size, 0)).toBe(total);
    built.dispose();
  });

  it("names the reference hybrid's dead angles: every RZ of the last layer", () => {
    const built = model("reference", "hybrid");
    const names = built.parameterTable().flatMap(({ deadNames }) => deadNames);
    expect(names).toHaveLength(80);
    expect(names).toContain("embedding.quantum_params[7].rz_l1_q3");
    expect(names.every((name) => name.includes("rz_l1_"))).toBe(true);
    built.dispose();
  });

  it("plan: n_q rule, three layers, eight heads, pre-LN, GELU, positions", () => {
    const config = presetConfig("plan", "hybrid", { embedDim: 32 });
    expect(config).toMatchObject({ nHeads: 8, norm: "pre", activation: "gelu", residual: true, positions: "sinusoidal", ffnDim: 128 });
    expect(config.embedding).toMatchObject({ nQubits: 5, nLayers: 3 });
    const built = new Transformer(config, new Random(1));
    expect(built.namedWeights().map(({ name }) => name)).toEqual([
      "embedding.quantum_params",
      "embedding.post_process.weight",
      "embedding.post_process.bias",
      "norm1.weight",
      "norm1.bias",
      "attention.in_proj_weight",
      "attention.in_proj_bias",
      "attention.out_proj.weight",
      "attention.out_proj.bias",
      "norm2.weight",
      "norm2.bias",
      "ffn.0.weight",
      "ffn.0.bias",
      "ffn.2.weight",
      "ffn.2.bias",
      "norm.weight",
      "norm.bias",
      "classifier.weight",
      "classifier.bias",
    ]);
    built.dispose();
  });

  it("the control is never smaller than the hybrid", () => {
    for (const vocabSize of [20, 100, 500])
      for (const embedDim of [8, 16]) {
        const count = (arm: PresetArm): number => {
          const built = new Transformer(presetConfig("reference", arm, { vocabSize, embedDim }), new Random(1));
          const { total } = built.parameterCounts();
          built.dispose();
          return total;
        };
        const [hybrid, control] = [count("hybrid"), count("control")];
        expect(control).toBeGreaterThanOrEqual(hybrid);
        expect(control - hybrid).toBeLessThan(vocabSize + embedDim);
      }
  });

  it("configurations are frozen JSON and refuse what they do not know", () => {
    const config = presetConfig("reference", "hybrid");
    expect(JSON.parse(JSON.stringify(config))).toEqual(config);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.embedding)).toBe(true);
    expect(() => presetConfig("reference", "classical", { heads: 2 } as object)).toThrow(/unknown option "heads"/);
    expect(() => presetConfig("reference", "classical", { nHeads: 3 })).toThrow(/nHeads 3 does not divide embedDim 8/);
    expect(() => presetConfig("best" as "plan", "classical")).toThrow(/preset is "best"/);
    expect(() => presetConfig("plan", "hybrid", { tableDim: 3 })).toThrow(/tableDim is for the control/);
    expect(() => presetConfig("plan", "hybrid", { quantum: { qubits: 3 } as object })).toThrow(/unknown option "qubits"/);
    expect(() => presetConfig("plan", "hybrid", { paddingId: 0 })).toThrow(/paddingId is for table embeddings/);
    expect(() => new Transformer({ ...config, depth: 2 } as never, new Random(1))).toThrow(/unknown option "depth"/);
    expect(() => new ClassicalTransformer(config, new Random(1))).toThrow(/use HybridQuantumEmbeddingTransformer/);
    const classical = presetConfig("reference", "classical");
    expect(() => new HybridQuantumEmbeddingTransformer(classical, new Random(1))).toThrow(/use ClassicalTransformer/);
  });
});

describe("Transformer", () => {
  it("arms share the initial weights of their common parts", () => {
    const values = (arm: PresetArm, name: string): number[] => {
      const built = model("reference", arm);
      const found = [
        ...built
          .namedWeights()
          .find((weight) => weight.name === name)!
          .variable.dataSync(),
      ];
      built.dispose();
      return found;
    };
    for (const name of ["attention.in_proj_weight", "ffn.2.bias", "classifier.weight"])
      expect(values("hybrid", name)).toEqual(values("classical", name));
  });

  it.each([
    ["reference", "classical"],
    ["reference", "hybrid"],
    ["reference", "control"],
    ["plan", "classical"],
    ["plan", "hybrid"],
  ] as const)("%s %s leaves no tensor behind, and every weight has a gradient", (preset, arm) => {
    const before = tf.memory().numTensors;
    const built = model(preset, arm);
    const variables = built.namedWeights().map(({ variable }) => variable);
    const held = tf.memory().numTensors;
    const ids = tokens();
    const labels = tf.tensor1d([0, 1], "int32");
    const logits = built.forward(ids);
    expect(logits.shape).toEqual([2, 2]);
    logits.dispose();
    const kept = tf.memory().numTensors;
    const { value, grads } = tf.variableGrads(() => tf.tidy(() => crossEntropy(built.forward(ids), labels)), variables);
    for (const { name, variable } of built.namedWeights()) {
      const largest = Math.max(...grads[variable.name]!.dataSync().map(Math.abs));
      expect(largest, name).toBeGreaterThan(0);
    }
    tf.dispose([value, ...Object.values(grads)]);
    expect(tf.memory().numTensors, "after a gradient").toBe(kept);
    tf.dispose([ids, labels]);
    expect(tf.memory().numTensors - held, "the positions table alone").toBe(preset === "plan" ? 1 : 0);
    built.dispose();
    expect(tf.memory().numTensors, "after dispose").toBe(before);
  });

  it("masked tokens change nothing, wherever and whatever they are", () => {
    const built = new Transformer(presetConfig("plan", "classical", { nBlocks: 2 }), new Random(3));
    const logits = (last: number, T: number): number[] =>
      tf.tidy(() => {
        const ids = tf.tensor2d([4, 9, last].slice(0, T), [1, T], "int32");
        const mask = tf.tensor2d([1, 1, 0].slice(0, T), [1, T], "bool");
        return [...built.forward(ids, mask).dataSync()];
      });
    expect(logits(7, 3)).toEqual(logits(11, 3));
    logits(7, 3).forEach((value, i) => expect(value).toBeCloseTo(logits(0, 2)[i]!, 5));
    expect(built.namedWeights().map(({ name }) => name)).toContain("blocks.1.attention.in_proj_weight");
    built.dispose();
  });

  it("without positions ignores the order of tokens, with them does not", () => {
    const logits = (positions: "none" | "sinusoidal", ids: number[]): number => {
      const built = new Transformer(presetConfig("plan", "classical", { positions }), new Random(3));
      const first = tf.tidy(() => built.forward(tf.tensor2d(ids, [1, 3], "int32")).dataSync()[0]!);
      built.dispose();
      return first;
    };
    expect(logits("none", [1, 2, 3])).toBeCloseTo(logits("none", [3, 1, 2]), 5);
    expect(Math.abs(logits("sinusoidal", [1, 2, 3]) - logits("sinusoidal", [3, 1, 2]))).toBeGreaterThan(1e-4);
  });

  it("takes another attention mechanism, and names its weights and dead parameters", () => {
    const disposed: string[] = [];
    const uniform = (): AttentionMechanism => {
      const scale = tf.variable(tf.ones([1]));
      return {
        mix: (x) => tf.mul(tf.tile(tf.mean(x, 1, true), [1, x.shape[1], 1]), scale),
        namedWeights: () => [{ name: "scale", variable: scale, group: "quantum" }],
        deadParameters: () => ["scale[0]"],
        dispose: () => {
          scale.dispose();
          disposed.push("uniform");
        },
      };
    };
    const built = new Transformer(presetConfig("reference", "classical"), new Random(1), { attention: uniform });
    expect(built.parameterTable().find(({ name }) => name === "attention.scale")).toMatchObject({ group: "quantum", dead: 1 });
    const logits = tf.tidy(() => built.forward(tokens()));
    expect(logits.shape).toEqual([2, 2]);
    logits.dispose();
    built.dispose();
    expect(disposed).toEqual(["uniform"]);
  });

  it("refuses wrong tokens", () => {
    const built = model("reference", "classical");
    expect(() => tf.tidy(() => built.forward(tf.tensor2d([[20]], [1, 1], "int32")))).toThrow(/token id 20/);
    expect(() => tf.tidy(() => built.forward(tf.tensor2d([[1]])))).toThrow(/tokens are float32 \[1,1\]; pass int32/);
    built.dispose();
  });
});

interface RecordedRun {
  readonly train: { readonly tokens: number[][]; readonly labels: number[] };
  readonly validation: { readonly tokens: number[][] };
  readonly arms: Readonly<
    Record<
      "classical" | "hybrid",
      {
        readonly initial: Record<string, RecordedValues>;
        readonly final: Record<string, number[]>;
        readonly batchOrder: number[][];
        readonly stepLosses: number[];
        readonly finalValidationLogits: number[][];
      }
    >
  >;
}

describe.each(["classical", "hybrid"] as const)("the recorded reference run, %s", (arm) => {
  const recorded = JSON.parse(readFileSync(resolve(__dirname, "../fixtures/run42.json"), "utf8")) as RecordedRun;
  const { initial, final, batchOrder, stepLosses, finalValidationLogits } = recorded.arms[arm];

  it("starts at the recorded first loss", () => {
    const built = model("reference", arm);
    built.loadWeights(initial);
    const rows = batchOrder[0]!.slice(0, 16);
    const loss = tf.tidy(() => {
      const ids = tf.tensor2d(
        rows.map((row) => recorded.train.tokens[row]!),
        [16, 6],
        "int32",
      );
      const labels = rows.map((row) => recorded.train.labels[row]!);
      return crossEntropy(built.forward(ids), tf.tensor1d(labels, "int32")).dataSync()[0]!;
    });
    expect(Math.abs(loss - stepLosses[0]!)).toBeLessThan(2e-6);
    built.dispose();
  });

  it("ends at the recorded logits", () => {
    const built = model("reference", arm);
    built.loadWeights(Object.fromEntries(Object.entries(final).map(([name, values]) => [name, { shape: initial[name]!.shape, values }])));
    const logits = tf.tidy(() => built.forward(tf.tensor2d(recorded.validation.tokens, [200, 6], "int32")).dataSync());
    finalValidationLogits.flat().forEach((value, i) => expect(Math.abs(logits[i]! - value)).toBeLessThan(2e-5));
    built.dispose();
  });

  it("refuses a record that does not fit, and changes nothing", () => {
    const built = model("reference", arm);
    const before = built.namedWeights().map(({ variable }) => [...variable.dataSync()]);
    const { "classifier.bias": bias, ...without } = initial;
    expect(() => built.loadWeights(without)).toThrow(/the record lacks classifier.bias \[2\]/);
    expect(() => built.loadWeights({ ...initial, extra: bias! })).toThrow(/weights that the model lacks: extra/);
    expect(() => built.loadWeights({ ...initial, "classifier.bias": { shape: [3], values: [1, 2, 3] } })).toThrow(/needs \[2\]/);
    expect(built.namedWeights().map(({ variable }) => [...variable.dataSync()])).toEqual(before);
    built.dispose();
  });
});
