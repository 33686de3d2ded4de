import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  amplitudeEmbedding,
  ArgumentError,
  circuit,
  CircuitError,
  computeUncomputeCircuit,
  expval,
  hadamardTestCircuit,
  NonFiniteError,
  parseObservable,
  probs,
  Random,
  ShapeError,
  statevector,
  swapTestCircuit,
  valueCircuit,
  type Circuit,
} from "quantum-attention";
import { traceOfProduct } from "./oracles";

const first = (test: Circuit): number => expval(test, [parseObservable(`Z${"I".repeat(test.nQubits - 1)}`)])[0]!;

describe("circuits that compare two states", () => {
  const seeds = fc.record({ seed: fc.integer({ min: 0, max: 1e6 }), n: fc.integer({ min: 1, max: 3 }) });

  it("read fidelity, real overlap and the trace of reduced states", () => {
    fc.assert(
      fc.property(seeds, ({ seed, n }) => {
        const random = new Random(seed);
        const [query, key] = [prepared(random, n), prepared(random, n)];
        const [q, k] = [statevector(query), statevector(key)];
        let [re, im] = [0, 0];
        for (let s = 0; s < 2 ** n; s++) {
          re += q.re[s]! * k.re[s]! + q.im[s]! * k.im[s]!;
          im += q.re[s]! * k.im[s]! - q.im[s]! * k.re[s]!;
        }
        const fidelity = re * re + im * im;
        expect(first(swapTestCircuit(query, key))).toBeCloseTo(fidelity, 12);
        expect(probs(computeUncomputeCircuit(query, key))[0]).toBeCloseTo(fidelity, 12);
        expect(first(hadamardTestCircuit(query, key))).toBeCloseTo(re, 12);
        if (n > 1) expect(first(swapTestCircuit(query, key, [0]))).toBeCloseTo(traceOfProduct(query, key, 1), 12);
      }),
      { seed: 5, numRuns: 15 },
    );
  });

  it("refuse registers of different sizes", () => {
    for (const test of [swapTestCircuit, hadamardTestCircuit, computeUncomputeCircuit])
      expect(() => test(circuit(1), circuit(2))).toThrow(CircuitError);
  });
});

/** A random complex state with a phase of its own. */
function prepared(random: Random, n: number): Circuit {
  const vector = (): number[] => Array.from({ length: 2 ** n }, () => random.normal());
  return amplitudeEmbedding(vector(), vector()).rz(random.normal(), 0);
}

describe("valueCircuit", () => {
  it("has ⟨Z⟩ = Σ α v on its last qubit", () => {
    const cases = fc.array(
      fc.record({ a: fc.double({ min: 0.01, max: 1, noNaN: true }), v: fc.double({ min: -1, max: 1, noNaN: true }) }),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(cases, (pairs) => {
        const total = pairs.reduce((sum, { a }) => sum + a, 0);
        const weights = pairs.map(({ a }) => a / total);
        const values = pairs.map(({ v }) => v);
        const built = valueCircuit(weights, values);
        const expected = weights.reduce((sum, alpha, j) => sum + alpha * values[j]!, 0);
        expect(expval(built, [parseObservable(`${"I".repeat(built.nQubits - 1)}Z`)])[0]).toBeCloseTo(expected, 12);
      }),
      { seed: 6, numRuns: 40 },
    );
  });

  it("refuses values beyond 1, weights that are no distribution, other lengths and NaN", () => {
    expect(() => valueCircuit([1], [1.01])).toThrow(ArgumentError);
    expect(() => valueCircuit([0.5, 0.4], [0, 0])).toThrow(ArgumentError);
    expect(() => valueCircuit([1.5, -0.5], [0, 0])).toThrow(ArgumentError);
    expect(() => valueCircuit([0.5, 0.5], [0])).toThrow(ShapeError);
    expect(() => valueCircuit([1], [NaN])).toThrow(NonFiniteError);
  });
});
