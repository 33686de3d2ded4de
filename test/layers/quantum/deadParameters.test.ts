import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  AngleEncodedQuantumLayer,
  allZ,
  circuit,
  deadCircuitParameters,
  deadParameters,
  observable,
  OptimizedQuantumEmbedding,
  param,
  ready,
  untouchedParameters,
} from "quantum-attention";
import { testBackend } from "../../backend";

const reference = (): OptimizedQuantumEmbedding => new OptimizedQuantumEmbedding({ vocabSize: 20, embedDim: 8, nQubits: 4, nLayers: 2 });

beforeAll(async () => {
  await ready({ backend: testBackend() });
});

describe("dead parameters", () => {
  it("of the reference hybrid are the 80 RZ angles of the last layer", () => {
    const expected = Array.from({ length: 20 }, (_, token) => [0, 1, 2, 3].map((q) => `quantum_params[${token}].rz_l1_q${q}`)).flat();
    expect(deadParameters(reference())).toEqual(expected);
  });

  it("really change nothing, and all others something", () => {
    const layer = reference();
    layer.build();
    const names = layer.runner.circuit.parameters;
    const dead = deadParameters(layer);
    const base = Array.from({ length: 320 }, (_, i) => Math.sin(1 + i));
    const outputWith = (changed: number): number[] =>
      tf.tidy(() => {
        const values = base.map((value, i) => (i === changed ? value + 0.7 : value));
        layer.setWeights([tf.tensor(values, [20, 16]), ...layer.getWeights().slice(1)]);
        return [...layer.features(tf.tensor2d([[7]], [1, 1], "int32")).dataSync()];
      });
    const before = outputWith(-1);
    names.forEach((name, p) => {
      const moved = Math.max(...outputWith(7 * 16 + p).map((value, i) => Math.abs(value - before[i]!)));
      if (dead.includes(`quantum_params[7].${name}`)) expect(moved).toBeLessThan(1e-6);
      else expect(moved).toBeGreaterThan(1e-3);
    });
    layer.dispose();
  });

  it("depend on the readout, the light cone and cancellations", () => {
    const line = circuit(3).ry(param("a"), 0).rz(param("b"), 0).ry(param("c"), 2).cnot(0, 1).rz(param("d"), 1).x(1).rz(param("d"), 1);
    expect(deadCircuitParameters(line, allZ(3))).toEqual(["b", "d"]);
    expect(deadCircuitParameters(line, [observable([{ coefficient: 1, paulis: "ZII" }])])).toEqual(["b", "c", "d"]);
    expect(deadCircuitParameters(line, [observable([{ coefficient: 1, paulis: "XXI" }])])).toEqual(["c", "d"]);
  });

  it("of an angle-encoded layer are its own angles, not the data", () => {
    const layer = new AngleEncodedQuantumLayer({ nQubits: 2, units: 1, nLayers: 1, encoding: "RZ" });
    expect(deadParameters(layer)).toEqual(["quantum_params.rz_l0_q0", "quantum_params.rz_l0_q1"]);
  });
});

describe("untouched parameters", () => {
  it("are the live angles of tokens that training never saw", () => {
    const layer = reference();
    layer.build();
    const run = (ids: number[], training?: boolean): void =>
      tf.tidy(() => void layer.call(tf.tensor2d(ids, [1, ids.length], "int32"), { training }));
    expect(untouchedParameters(layer)).toHaveLength(20 * 12);
    run([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    run([11, 12, 13, 14, 15, 16, 17, 18, 19]);
    run([0], false);
    const untouched = untouchedParameters(layer);
    expect(untouched).toHaveLength(12);
    expect(untouched.every((name) => name.startsWith("quantum_params[0].") && !deadParameters(layer).includes(name))).toBe(true);
    layer.dispose();
  });

  it("can be asked of tokens before any training", () => {
    const names = untouchedParameters(reference(), Int32Array.of(1, 1, 19));
    expect(names).toHaveLength(18 * 12);
    expect(names[0]).toBe("quantum_params[0].ry_l0_q0");
  });
});
