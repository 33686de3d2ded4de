import { describe, expect, it } from "vitest";
import { allZ, ArgumentError, circuit, expval, getEngine, param, parseObservable, probs, ShapeError, statevector } from "quantum-attention";
import type { Circuit, ParamBatch } from "quantum-attention";

const reference = getEngine("reference");
const batch = (...perRow: number[]): ParamBatch => ({ batchSize: 1, perRow: Float64Array.from(perRow), shared: new Float64Array(0) });
const rounded = (c: Circuit): number[] => [...reference.compile(c).probs(batch())].map((p) => Math.round(p * 1e12) / 1e12);

describe("reference", () => {
  it("takes wire 0 as the most significant bit", () => {
    expect(rounded(circuit(2).x(0))).toEqual([0, 0, 1, 0]);
    expect(rounded(circuit(3).x(0).cnot(0, 2))).toEqual([0, 0, 0, 0, 0, 1, 0, 0]);
  });

  it("gives the Bell and GHZ states", () => {
    expect(rounded(circuit(2).h(0).cnot(0, 1))).toEqual([0.5, 0, 0, 0.5]);
    expect(rounded(circuit(3).h(0).cnot(0, 1).toffoli(0, 1, 2))).toEqual([0.5, 0, 0, 0, 0, 0, 0, 0.5]);
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

describe("one circuit at one point", () => {
  const c = circuit(2).ry(param("a"), 0).cnot(0, 1);

  it("gives state, probabilities and expectation values", () => {
    const { re } = statevector(c, { a: 0.6 });
    expect([...re].map((x) => Math.round(x * 1e12))).toEqual([Math.cos(0.3), 0, 0, Math.sin(0.3)].map((x) => Math.round(x * 1e12)));
    expect(probs(c, [0.6], { engine: "plain" })[3]).toBeCloseTo(Math.sin(0.3) ** 2, 14);
    expect(expval(c, allZ(2), [0.6])[1]).toBeCloseTo(Math.cos(0.6), 14);
  });

  it("measures with shots and a seed", () => {
    const draw = (seed: number) => [...expval(c, allZ(2), [1.6], { shots: 100, seed })];
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(1)[0]! * 50).toBeCloseTo(Math.round(draw(1)[0]! * 50), 9);
  });

  it("refuses unset and unknown parameters, unknown options and shots 0", () => {
    expect(() => statevector(c)).toThrow(/a not set/);
    expect(() => probs(c, { a: 1, b: 2 })).toThrow(/no parameter b/);
    expect(() => expval(c, allZ(2), [1, 2])).toThrow(ShapeError);
    expect(() => expval(c, allZ(2), [1], { shots: 0 })).toThrow(ArgumentError);
    expect(() => expval(c, allZ(2), [1], { shot: 5 } as object)).toThrow(ArgumentError);
  });
});
