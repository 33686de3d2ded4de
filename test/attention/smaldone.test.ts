import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  attentionMechanism,
  circuit,
  createAttention,
  expval,
  parseObservable,
  Random,
  ready,
  statevector,
  type Attention,
  type Circuit,
} from "quantum-attention";
import { testBackend } from "../backend";
import { tokens } from "./assertValidAttention";
import { project, rowsOf, softmax } from "./oracles";

const [n, D, T] = [4, 6, 3];

/** Layers of RY on all and CNOTs i → i+1, the last to the first: `unitary` of the source's code. */
function ansatz(nQubits: number, angles: ArrayLike<number>): Circuit {
  let result = circuit(nQubits);
  for (let from = 0; from < angles.length; from += nQubits) {
    for (let q = 0; q < nQubits; q++) result = result.ry(angles[from + q]!, q);
    for (let q = 0; q < nQubits; q++) result = result.cnot(q, (q + 1) % nQubits);
  }
  return result;
}

/** Token and position on registers of their own, then query or key on both. */
const prepared = (token: ArrayLike<number>, position: ArrayLike<number>, all: ArrayLike<number>): Circuit =>
  circuit(n)
    .compose(ansatz(n / 2, token), [0, 1])
    .compose(ansatz(n / 2, position), [2, 3])
    .compose(ansatz(n, all));

/** ⟨Z⟩ of the ancilla in `build_sequence_only_circuit`: the query's state, undone and replaced by the key's where the ancilla is 1. */
function ancillaTest(query: Circuit, key: Circuit): number {
  const wires = Array.from({ length: n }, (_, q) => 1 + q);
  const test = circuit(n + 1).h(0).compose(query, wires).compose(query.inverse().controlled()).compose(key.controlled()).h(0); // prettier-ignore
  return expval(test, [parseObservable(`Z${"I".repeat(n)}`)])[0]!;
}

/** The mechanism's angles by the places that the source gives them. */
function anglesOf(made: Attention, x: number[][]): Readonly<Record<"token" | "position" | "query" | "key", number[][]>> {
  const weights = Object.fromEntries(made.namedWeights().map(({ name, variable }) => [name, Float64Array.from(variable.dataSync())]));
  const positions = weights["position_angles"]!;
  return {
    token: project(x, weights, "token_angles"),
    position: rowsOf(positions, positions.length / made.config.seqLen!),
    query: [[...weights["query_params"]!]],
    key: [[...weights["key_params"]!]],
  };
}

describe("Smaldone's attention", () => {
  beforeAll(async () => {
    await ready({ backend: testBackend() });
  });

  it.each([1, 2])("is the published ancilla circuit, %i layers: √d·⟨Z⟩, causal", (nLayers) => {
    const made = createAttention("smaldone", { embedDim: D, nQubits: n, nLayers, seqLen: T });
    tf.tidy(() => {
      const x = tokens(1, T, D);
      const { token, position, query, key } = anglesOf(made, rowsOf(x.dataSync(), D));
      const [q, k] = [query[0]!, key[0]!].map((all) => token.map((row, t) => prepared(row, position[t]!, all)));
      const map = rowsOf(made.attentionWeights(x, null)!.dataSync(), T);
      map.forEach((row, i) => {
        const expected = softmax(Math.sqrt(D))(k!.slice(0, i + 1).map((each) => ancillaTest(q![i]!, each)));
        row.forEach((weight, j) => expect(weight).toBeCloseTo(expected[j] ?? 0, 5));
      });
    });
    made.dispose();
  });

  it("with one layer knows token and position apart: the score is the product of the registers' overlaps", () => {
    const literal = attentionMechanism("smaldone").circuit({ embedDim: D, nQubits: n })!;
    const random = new Random(3);
    const values = Object.fromEntries(literal.parameters.map((name) => [name, random.normal()]));
    const [score] = expval(literal, [parseObservable("ZIIII")], values);
    const register = (of: "q" | "k", data: "x" | "p", first: 0 | 2): number[] => {
      const turned = ansatz(2, [values[`${of}_${data}0`]!, values[`${of}_${data}1`]!]);
      return Array.from(statevector([0, 1].reduce((to, q) => to.ry(values[`${of}_theta${first + q}`]!, q), turned)).re);
    };
    const overlap = (data: "x" | "p", first: 0 | 2): number => {
      const key = register("k", data, first);
      return register("q", data, first).reduce((sum, amplitude, i) => sum + amplitude * key[i]!, 0);
    };
    expect(score).toBeCloseTo(overlap("x", 0) * overlap("p", 2), 12);
  });
});
