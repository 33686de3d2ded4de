import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  circuit,
  expressibility,
  fidelityDivergence,
  haarFidelityBins,
  param,
  Random,
  randomStates,
} from "quantum-attention";
import { pairFidelities } from "../../src/audit/fidelities";

const BINS = 75;

describe("haarFidelityBins", () => {
  it("are uniform for one qubit and integrate (N−1)(1−F)^(N−2) for more", () => {
    for (const h of haarFidelityBins(1, BINS)) expect(h).toBeCloseTo(1 / BINS, 14);
    // two qubits, four bins: 1 − (1−F)³ at ¼, ½, ¾, 1
    expect(Array.from(haarFidelityBins(2, 4))).toEqual([37, 19, 7, 1].map((k) => expect.closeTo(k / 64, 14) as number));
    expect(haarFidelityBins(5, BINS).reduce((sum, h) => sum + h, 0)).toBeCloseTo(1, 12);
  });
});

describe("expressibility", () => {
  it.each([1, 2, 3])("of an idle circuit of %i qubits is (N−1) ln 75", (n) => {
    expect(expressibility(circuit(n), { samples: 10 })).toBeCloseTo((2 ** n - 1) * Math.log(BINS), 10);
  });

  it("of H and RZ is that of a circle on the Bloch sphere", () => {
    // the fidelity of two points is cos² of half a uniform angle: P(F < x) = (2/π) asin √x
    const below = (x: number): number => (2 / Math.PI) * Math.asin(Math.sqrt(x));
    const p = Array.from({ length: BINS }, (_, bin) => below((bin + 1) / BINS) - below(bin / BINS));
    const exact = p.reduce((sum, q) => sum + q * Math.log(q * BINS), 0);
    const samples = 5000;
    const bias = (BINS - 1) / (2 * samples);
    const sd = Math.sqrt((p.reduce((sum, q) => sum + q * Math.log(q * BINS) ** 2, 0) - exact ** 2) / samples);
    expect(exact).toBeLessThan(Math.log(4 / Math.PI)); // the divergence of the densities, without bins
    expect(Math.abs(expressibility(circuit(1).h(0).rz(param("a"), 0), { samples, seed: 3 }) - exact - bias)).toBeLessThan(5 * sd);
  });

  it("of random states is what chance leaves: 2S·D follows χ² of 74 degrees of freedom", () => {
    const [random, samples] = [new Random(1), 5000];
    const fidelities = pairFidelities(randomStates(1, samples, random), randomStates(1, samples, random), samples);
    const chiSquare = 2 * samples * fidelityDivergence(fidelities, 1, BINS);
    expect(Math.abs(chiSquare - (BINS - 1))).toBeLessThan(5 * Math.sqrt(2 * (BINS - 1)));
  });

  it("is the same from the same seed, and nearly from another engine", () => {
    const ansatz = circuit(2).ry(param(0), 0).cnot(0, 1).rz(param(1), 1).ry(param(2), 1);
    const options = { samples: 300, bins: 10, seed: 7 };
    expect(expressibility(ansatz, options)).toBe(expressibility(ansatz, options));
    expect(expressibility(ansatz, { ...options, engine: "reference" })).toBeCloseTo(expressibility(ansatz, options), 1);
  });

  it.each([
    () => expressibility(circuit(1), { samples: 0 }),
    () => expressibility(circuit(1), { shots: 3 } as never),
    () => fidelityDivergence([], 1, 5),
    () => fidelityDivergence([1.2], 1, 5),
    () => fidelityDivergence([1], 12, BINS), // (1/75)^4095 is no number
  ])("refuses what is out of range (%#)", (run) => {
    expect(run).toThrow(ArgumentError);
  });
});
