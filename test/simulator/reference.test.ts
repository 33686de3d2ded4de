import { describe, expect, it } from "vitest";
import { allZ, circuit, getEngine, param, parseObservable, type Circuit } from "quantum-attention";
import type { ParamBatch } from "quantum-attention";

const reference = getEngine("reference");
const batch = (...perRow: number[]): ParamBatch => ({ batchSize: 1, perRow: Float64Array.from(perRow), shared: new Float64Array(0) });
const probs = (c: Circuit): number[] => [...reference.compile(c).probs(batch())].map((p) => Math.round(p * 1e12) / 1e12);

describe("reference", () => {
  it("takes wire 0 as the most significant bit", () => {
    expect(probs(circuit(2).x(0))).toEqual([0, 0, 1, 0]);
    expect(probs(circuit(3).x(0).cnot(0, 2))).toEqual([0, 0, 0, 0, 0, 1, 0, 0]);
  });

  it("gives the Bell and GHZ states", () => {
    expect(probs(circuit(2).h(0).cnot(0, 1))).toEqual([0.5, 0, 0, 0.5]);
    expect(probs(circuit(3).h(0).cnot(0, 1).toffoli(0, 1, 2))).toEqual([0.5, 0, 0, 0, 0, 0, 0, 0.5]);
  });

  it("evaluates expectation values in closed form", () => {
    const run = reference.compile(circuit(2).ry(param("a"), 0).rx(param("b"), 1));
    const [z0, z1, sum] = run.expval(batch(0.3, 0.7), [...allZ(2), parseObservable("0.5*XI-2*IY+ZZ")]);
    expect(z0).toBeCloseTo(Math.cos(0.3), 14);
    expect(z1).toBeCloseTo(Math.cos(0.7), 14);
    expect(sum).toBeCloseTo(0.5 * Math.sin(0.3) + 2 * Math.sin(0.7) + Math.cos(0.3) * Math.cos(0.7), 14);
  });

  it("differentiates shared, scaled and per-row parameters", () => {
    const run = reference.compile(
      circuit(1)
        .ry(param("a", { scale: 2 }), 0)
        .ry(param("w"), 0),
      { shared: ["w"] },
    );
    const params = { batchSize: 2, perRow: Float64Array.of(0.2, -0.9), shared: Float64Array.of(0.4) };
    const { values, gradients } = run.expvalVjp(params, allZ(1), Float64Array.of(1, 10));
    expect(values[0]).toBeCloseTo(Math.cos(0.8), 14);
    expect(gradients.perRow[0]).toBeCloseTo(-2 * Math.sin(0.8), 13);
    expect(gradients.perRow[1]).toBeCloseTo(20 * Math.sin(1.4), 13);
    expect(gradients.shared[0]).toBeCloseTo(-Math.sin(0.8) + 10 * Math.sin(1.4), 13);
  });
});
