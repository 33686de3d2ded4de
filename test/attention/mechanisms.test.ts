import { beforeAll, describe, it } from "vitest";
import { ready, type AttentionConfig } from "quantum-attention";
import { testBackend } from "../backend";
import { assertValidAttention } from "./assertValidAttention";
import { ORACLES } from "./oracles";

/** Each mechanism in several shapes, small enough for literal circuits. */
const CASES: readonly (readonly [name: string, config: AttentionConfig])[] = [
  ["scaled-dot-product", { embedDim: 6, nHeads: 2 }],
  ["scaled-dot-product", { embedDim: 4, trainableBeta: true, beta: 0.7, causal: true }],
  ["uniform", { embedDim: 4, nHeads: 2, causal: true }],
  ["identity", { embedDim: 4, nHeads: 2 }],
  ["swap-test", { embedDim: 6, nHeads: 2, trainableBeta: true, beta: 3 }],
  ["swap-test", { embedDim: 4, variant: "reference" }],
  ["swap-test", { embedDim: 4, variant: "reference", trainableBeta: true, beta: 1.5 }],
  ["swap-test", { embedDim: 4, nQubits: 3, aggregation: "circuit", causal: true }],
  ["hadamard-overlap", { embedDim: 6, nHeads: 2, trainableBeta: true, beta: 2 }],
  ["smaldone", { embedDim: 4, nHeads: 2, nQubits: 4, seqLen: 3 }],
  ["smaldone", { embedDim: 4, nQubits: 4, nLayers: 2, seqLen: 3, trainableBeta: true, beta: 0.6 }],
  ["qsann", { embedDim: 8, nHeads: 2, nQubits: 2 }],
  ["qsann", { embedDim: 4, nQubits: 2, variant: "released", causal: true }],
  ["qsann", { embedDim: 4, nQubits: 2, trainableBeta: true, beta: 0.5 }],
  ["qmsan", { embedDim: 4, nHeads: 2, nQubits: 2, nLayers: 2 }],
  ["qmsan", { embedDim: 6, nQubits: 4, variant: "plain" }],
  ["qksan", { embedDim: 4, nHeads: 2, nQubits: 2, nLayers: 2, trainableBeta: true, beta: 2 }],
  ["pqc-projections", { embedDim: 6, nHeads: 2, nQubits: 3 }],
  ["pqc-projections", { embedDim: 4, nQubits: 4, trainableBeta: true }],
];

describe("score mechanisms", () => {
  beforeAll(async () => {
    await ready({ backend: testBackend() });
  });

  it.each(CASES.map(([name, config]) => [name, JSON.stringify(config), config] as const))("%s %s", (name, _text, config) => {
    assertValidAttention({ name, config, T: config.embedDim > 4 ? 2 : 3, oracle: ORACLES[name]! });
  });
});
