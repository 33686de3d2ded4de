import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  circuit,
  entanglementEntropy,
  meyerWallach,
  meyerWallachOf,
  pageEntropy,
  Random,
  randomStates,
  ShapeError,
  statevector,
} from "quantum-attention";

const summary = (values: Float64Array): { mean: number; standardError: number } => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, standardError: Math.sqrt(variance / values.length) };
};
const ghz = (n: number) => Array.from({ length: n - 1 }, (_, q) => q).reduce((made, q) => made.cnot(q, q + 1), circuit(n).h(0));
const binaryEntropy = (p: number): number => -p * Math.log2(p) - (1 - p) * Math.log2(1 - p);

describe("meyerWallach", () => {
  it("of Haar-random states has the mean (N−2)/(N+1)", () => {
    const { mean, standardError } = summary(meyerWallachOf(randomStates(3, 400, new Random(2)), 3));
    expect(Math.abs(mean - 6 / 9)).toBeLessThan(5 * standardError);
  });

  it("of every state of a batch is that of the state alone, phases and all", () => {
    const made = circuit(3).h(0).rz(0.4, 0).cnot(0, 2).ry(1.1, 1).crx(0.7, 1, 0).rz(0.9, 2);
    expect(meyerWallachOf(statevector(made), 3)[0]).toBe(meyerWallach(made));
    const turned = made.rx(0.3, 0).ry(1.2, 1).rz(2, 2); // local turns change no entanglement
    expect(meyerWallach(turned)).toBeCloseTo(meyerWallach(made), 12);
  });
});

describe("entanglementEntropy", () => {
  it("is 0 of products, 1 bit of GHZ at every cut, 2 bits of two Bell pairs across the cut", () => {
    expect(entanglementEntropy(statevector(circuit(4).h(0).ry(0.3, 1).rx(0.8, 3)), 4)[0]).toBeCloseTo(0, 10);
    for (const nFirst of [1, 2, 3, 4]) expect(entanglementEntropy(statevector(ghz(5)), 5, nFirst)[0]).toBeCloseTo(1, 10);
    const pairs = statevector(circuit(4).h(0).cnot(0, 2).h(1).cnot(1, 3));
    expect([1, 2, 3].map((nFirst) => entanglementEntropy(pairs, 4, nFirst)[0])).toEqual(
      [1, 2, 1].map((s) => expect.closeTo(s, 10) as number),
    );
  });

  it("of cos(θ/2)|00⟩ + sin(θ/2)|11⟩ is the entropy of cos²(θ/2)", () => {
    const [entropy] = entanglementEntropy(statevector(circuit(2).ry(0.7, 0).cnot(0, 1)), 2);
    expect(entropy).toBeCloseTo(binaryEntropy(Math.cos(0.35) ** 2), 12);
  });

  it("of one qubit of complex states follows from its Bloch vector, taken from either side", () => {
    const states = randomStates(4, 5, new Random(1));
    const swapped = { re: new Float64Array(80), im: new Float64Array(80) }; // wire 0 becomes the last
    for (let i = 0; i < 80; i++) {
      const [row, k] = [Math.floor(i / 16), i % 16];
      const to = row * 16 + ((k << 1) & 15) + (k >> 3);
      [swapped.re[to], swapped.im[to]] = [states.re[i]!, states.im[i]!];
    }
    const [first, last] = [entanglementEntropy(states, 4, 1), entanglementEntropy(swapped, 4, 3)];
    for (let row = 0; row < 5; row++) {
      let [x, y, z] = [0, 0, 0];
      for (let k = 0; k < 8; k++) {
        const [i, j] = [row * 16 + k, row * 16 + k + 8];
        const [ar, ai, br, bi] = [states.re[i]!, states.im[i]!, states.re[j]!, states.im[j]!];
        x += 2 * (ar * br + ai * bi);
        y += 2 * (ar * bi - ai * br);
        z += ar * ar + ai * ai - br * br - bi * bi;
      }
      expect(first[row]).toBeCloseTo(binaryEntropy((1 + Math.hypot(x, y, z)) / 2), 10);
      expect(last[row]).toBeCloseTo(first[row]!, 10);
    }
  });

  it.each([
    [2, 1],
    [4, 2],
    [5, 2],
  ])("of Haar-random states of %i qubits, %i of them, has Page's mean", (n, nFirst) => {
    const { mean, standardError } = summary(entanglementEntropy(randomStates(n, 300, new Random(n)), n, nFirst));
    expect(Math.abs(mean - pageEntropy(n, nFirst))).toBeLessThan(5 * standardError);
  });

  it("has Page's formula in closed form", () => {
    expect(pageEntropy(2)).toBeCloseTo(1 / 3 / Math.LN2, 14); // 1/3 + 1/4 − 1/4 nats
    expect(pageEntropy(5, 3)).toBe(pageEntropy(5, 2));
  });

  it("refuses empty parts and amplitudes that are no states", () => {
    expect(() => entanglementEntropy(randomStates(2, 1, new Random(1)), 2, 2)).toThrow(ArgumentError);
    expect(() => entanglementEntropy({ re: new Float64Array(6), im: new Float64Array(6) }, 2)).toThrow(ShapeError);
    expect(() => meyerWallachOf({ re: new Float64Array(4), im: new Float64Array(8) }, 2)).toThrow(ShapeError);
    expect(() => pageEntropy(1)).toThrow(ArgumentError);
  });
});
