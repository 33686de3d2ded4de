import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, it } from "vitest";
import { AngleEncodedQuantumLayer, OptimizedQuantumEmbedding, QuantumEmbedding, ready } from "quantum-attention";
import type { Entangler } from "quantum-attention";
import { testBackend } from "../../backend";
import { assertValidLayer, type LayerContract, type Weights } from "../assertValidLayer";
import { naiveLinear } from "../naive";
import { handWritten, zValues } from "./oracle";

const IDS = [3, 1, 0, 1, 3, 2];
const ids = (): tf.Tensor => tf.tensor2d(IDS, [2, 3], "int32");
const weightNames = (count: number): string[] => Array.from({ length: count }, (_, i) => `w${i}`);

function postProcessed(features: Float64Array, weights: Weights, n: number, squash: boolean): Float64Array {
  const vectors = naiveLinear(features, weights["post_process.weight"]!, weights["post_process.bias"]!, n);
  return squash ? vectors.map(Math.tanh) : vectors;
}

function embeddingFormula(n: number, L: number, entangler: Entangler, squash = true): LayerContract["naive"] {
  const [built, names, P] = [handWritten(n, L, entangler), weightNames(2 * n * L), 2 * n * L];
  return (input, weights) => {
    const rows = Array.from(input, (id) => Array.from(weights["quantum_params"]!.subarray(id * P, (id + 1) * P)));
    return postProcessed(zValues(built, rows, names), weights, n, squash);
  };
}

function encodedFormula(n: number, L: number, entangler: Entangler, reupload: boolean): LayerContract["naive"] {
  const built = handWritten(n, L, entangler, reupload ? "every" : "first");
  const names = [...Array.from({ length: n }, (_, q) => `x${q}`), ...weightNames(2 * n * L)];
  return (input, weights) => {
    const rows = Array.from({ length: input.length / n }, (_, b) => [...input.subarray(b * n, (b + 1) * n), ...weights["quantum_params"]!]);
    return postProcessed(zValues(built, rows, names), weights, n, true);
  };
}

const data = (...shape: number[]): tf.Tensor =>
  tf.tensor(
    Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(1 + 3 * i)),
    shape,
  );

const CONTRACTS: Readonly<Record<string, LayerContract>> = {
  "QuantumEmbedding, 2 qubits by the n_q rule": {
    make: () => new QuantumEmbedding({ vocabSize: 5, embedDim: 4, nLayers: 2, seed: 1, initialiser: "uniform" }),
    input: ids,
    naive: embeddingFormula(2, 2, "chain"),
  },
  "OptimizedQuantumEmbedding, ring of 3": {
    make: () =>
      new OptimizedQuantumEmbedding({ vocabSize: 4, embedDim: 5, nLayers: 2, entangler: "ring", seed: 2, initialiser: "uniform" }),
    input: ids,
    naive: embeddingFormula(3, 2, "ring"),
  },
  "OptimizedQuantumEmbedding, parameter-shift, no tanh": {
    make: () =>
      new OptimizedQuantumEmbedding({
        vocabSize: 4,
        embedDim: 3,
        nLayers: 2,
        tanh: false,
        diffMethod: "parameter-shift",
        initialiser: "uniform",
      }),
    input: ids,
    naive: embeddingFormula(2, 2, "chain", false),
  },
  "OptimizedQuantumEmbedding, finite-difference, one layer": {
    make: () => new OptimizedQuantumEmbedding({ vocabSize: 4, embedDim: 3, nLayers: 1, diffMethod: "finite-difference", seed: 5 }),
    input: ids,
    naive: embeddingFormula(2, 1, "chain"),
  },
  AngleEncodedQuantumLayer: {
    make: () => new AngleEncodedQuantumLayer({ nQubits: 3, units: 2, nLayers: 2, seed: 3, initialiser: "uniform" }),
    input: () => data(4, 3),
    naive: encodedFormula(3, 2, "chain", false),
  },
  "AngleEncodedQuantumLayer, re-uploading, sequences, parameter-shift": {
    make: () =>
      new AngleEncodedQuantumLayer({
        nQubits: 2,
        units: 3,
        nLayers: 2,
        reupload: true,
        diffMethod: "parameter-shift",
        initialiser: "uniform",
      }),
    input: () => data(2, 3, 2),
    naive: encodedFormula(2, 2, "chain", true),
  },
};

describe.each([...new Set(["wasm", "cpu", testBackend()] as const)])("quantum layers on %s keep their contract", (backend) => {
  beforeAll(async () => {
    await ready({ backend });
  });

  it.each(Object.entries(CONTRACTS))("%s", async (_, contract) => {
    await assertValidLayer(contract);
  });
});
