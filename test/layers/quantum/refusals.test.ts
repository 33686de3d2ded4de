import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  AngleEncodedQuantumLayer,
  ArgumentError,
  CapacityError,
  DiffMethodError,
  NonFiniteError,
  OptimizedQuantumEmbedding,
  QuantumEmbedding,
  ready,
  ShapeError,
} from "quantum-attention";
import type { QuantumEmbeddingArgs } from "quantum-attention";
import { testBackend } from "../../backend";

const ARGS = { vocabSize: 5, embedDim: 4 };
const ids = (...values: number[]): tf.Tensor => tf.tensor2d(values, [1, values.length]);

let layers: QuantumEmbedding[] = [];
beforeAll(async () => {
  await ready({ backend: testBackend() });
  layers = [QuantumEmbedding, OptimizedQuantumEmbedding].map((Layer) => {
    const layer = new Layer(ARGS);
    layer.build();
    return layer;
  });
});
afterAll(() => layers.forEach((layer) => layer.dispose()));

describe("quantum layers refuse", () => {
  it.each([
    [{ nQubit: 4 }, ArgumentError, /unknown option "nQubit"; known are vocabSize, embedDim, nQubits/],
    [{ vocabSize: 0 }, ArgumentError, /vocabSize must be an integer at least 1, got 0/],
    [{ embedDim: NaN }, ArgumentError, /embedDim must be an integer at least 1, got NaN/],
    [{ nQubits: 0 }, ArgumentError, /nQubits must be an integer at least 1/],
    [{ nLayers: 1.5 }, ArgumentError, /nLayers must be an integer/],
    [{ shots: 0 }, ArgumentError, /shots must be an integer from 1 to 1000000, got 0/],
    [{ shots: 2e6 }, ArgumentError, /shots must be an integer from 1 to 1000000/],
    [{ shots: 100, diffMethod: "adjoint" }, DiffMethodError, /adjoint needs the exact state .* use parameter-shift/],
    [{ diffMethod: "backprop" }, ArgumentError, /diffMethod is "backprop"; use one of adjoint, parameter-shift/],
    [{ entangler: "star" }, ArgumentError, /entangler is "star"; use one of chain, ring, none/],
    [{ initialiser: "zeros" }, ArgumentError, /initialiser is "zeros"/],
    [{ rotations: [] }, ArgumentError, /rotations must list at least one/],
    [{ rotations: ["RY", "RY"] }, ArgumentError, /rotations lists RY twice/],
    [{ rotations: ["RW"] }, ArgumentError, /rotations is "RW"; use one of RX, RY, RZ/],
    [{ engine: "quick" }, ArgumentError, /engine is "quick"/],
    [{ tanh: "yes" }, ArgumentError, /tanh must be true or false, got yes/],
    [{ nQubits: 30, nLayers: 1 }, CapacityError, /30 qubits need .* GiB/],
  ])("options %o", (option, kind, message) => {
    const make = (): QuantumEmbedding => new OptimizedQuantumEmbedding({ ...ARGS, ...option } as unknown as QuantumEmbeddingArgs);
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
  });

  it.each([5, -1, 0.5, NaN])("token id %d, and work on afterwards", (id) => {
    for (const layer of layers) {
      const call = (): number[] => tf.tidy(() => [...layer.call(ids(1, id)).dataSync()]);
      expect(call).toThrow(ArgumentError);
      expect(call).toThrow(`token id ${id} at position 1 is outside the vocabulary; ids run from 0 to 4`);
      expect(tf.tidy(() => layer.call(ids(1, 4)).shape)).toEqual([1, 2, 4]);
    }
  });

  it("weights of another shape, and NaN among them", () => {
    for (const layer of layers)
      tf.tidy(() => {
        const weights = layer.getWeights();
        const before = weights.map((weight) => weight.dataSync().slice());
        expect(() => layer.setWeights([tf.zeros([5, 8]), ...weights.slice(1)])).toThrow(ShapeError);
        expect(() => layer.setWeights([tf.zeros([5, 8]), ...weights.slice(1)])).toThrow(
          /must have the shapes \[5,12\] \[2,4\] \[4\], got \[5,8\]/,
        );
        expect(() => layer.setWeights(weights.slice(1))).toThrow(ShapeError);
        expect(() => layer.setWeights([tf.fill([5, 12], NaN), ...weights.slice(1)])).toThrow(NonFiniteError);
        expect(layer.getWeights().map((weight) => weight.dataSync().slice())).toEqual(before);
      });
  });

  it("to run NaN angles, however they came there", () => {
    for (const layer of layers)
      tf.tidy(() => {
        const { variable } = layer.namedWeights()[0]!;
        const before = variable.clone();
        variable.assign(tf.fill(variable.shape, NaN));
        expect(() => layer.call(ids(1, 2))).toThrow(NonFiniteError);
        variable.assign(before);
        expect(tf.all(tf.isFinite(layer.call(ids(1, 2)))).dataSync()[0]).toBe(1);
      });
  });

  it("data of another width, or with NaN, in the angle-encoded layer", () => {
    const layer = new AngleEncodedQuantumLayer({ nQubits: 3, units: 2 });
    expect(() => layer.build([null, 4])).toThrow(ShapeError);
    expect(() => layer.build([null, 4])).toThrow(/the input is 4 wide, the circuit has 3 qubits/);
    layer.build([null, 3]);
    expect(() => tf.tidy(() => layer.call(tf.fill([1, 3], NaN)))).toThrow(NonFiniteError);
    expect(() => tf.tidy(() => layer.call(tf.zeros([2, 2])))).toThrow(ShapeError);
    expect(() => new AngleEncodedQuantumLayer({ nQubits: 3, units: 2, encoding: "RU" as "RX" })).toThrow(/encoding is "RU"/);
    expect(() => new AngleEncodedQuantumLayer({ nQubits: 3, units: 2, reupload: 1 as unknown as boolean })).toThrow(
      /reupload must be true or false/,
    );
    layer.dispose();
  });
});
