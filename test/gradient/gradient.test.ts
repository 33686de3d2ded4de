import { describe, expect, it } from "vitest";
import { allZ, ArgumentError, checkGradients, circuit, expvalVjpWith, getEngine, gradient, NonFiniteError, param } from "quantum-attention";
import { pauliOn, ShapeError, type GradientOptions } from "quantum-attention";

const c = circuit(2).ry(param("a"), 0).crx(param("b"), 0, 1);
const at = { a: 0.4, b: 1.3 };

describe("gradient", () => {
  it("takes parameters by name or in order", () => {
    const byName = gradient(c, allZ(2), { b: 1.3, a: 0.4 });
    expect([...gradient(c, allZ(2), [0.4, 1.3]).jacobian]).toEqual([...byName.jacobian]);
    expect(byName.values[0]).toBeCloseTo(Math.cos(0.4), 14);
    expect(byName.parameters).toEqual(["a", "b"]);
  });

  it.each([
    ["a parameter that is not set", { a: 1 }, ArgumentError, /b not set/],
    ["an unknown parameter", { a: 1, b: 2, c: 3 }, ArgumentError, /no parameter c/],
    ["a prototype's name for a parameter", { a: 1, b: 2, toString: 3 }, ArgumentError, /toString/],
    ["a wrong length", [1], ShapeError, /2 values, got 1/],
    ["NaN", [1, NaN], NonFiniteError, /perRow\[1\] is NaN/],
  ] as const)("refuses %s", (_, values, kind, message) => {
    expect(() => gradient(c, allZ(2), values as Record<string, number>)).toThrow(kind);
    expect(() => gradient(c, allZ(2), values as Record<string, number>)).toThrow(message);
  });

  it.each([
    { shots: 0 },
    { shots: 1.5 },
    { shots: 1_000_001 },
    { shots: NaN },
    { diffMethod: "backprop" },
    { engine: "qpu" },
    { shot: 10 },
    { diffMethod: "finite-difference", step: 0 },
    { diffMethod: "spsa", directions: 0 },
  ])("refuses the options %o", (options) => {
    expect(() => gradient(c, allZ(2), at, options as GradientOptions)).toThrow(ArgumentError);
  });

  it("refuses observables of another size, and none", () => {
    expect(() => gradient(c, [pauliOn("Z", 0, 3)], at)).toThrow(ShapeError);
    expect(() => gradient(c, [], at)).toThrow(ShapeError);
  });

  it("refuses shots without a source of randomness", () => {
    const compiled = getEngine("plain").compile(c);
    const params = { batchSize: 1, perRow: Float64Array.of(1, 2), shared: new Float64Array(0) };
    expect(() => expvalVjpWith({ compiled, shots: 10 }, params, allZ(2), Float64Array.of(1, 1))).toThrow(/new Random\(seed\)/);
    expect(() => expvalVjpWith({ compiled, diffMethod: "spsa" }, params, allZ(2), Float64Array.of(1, 1))).toThrow(ArgumentError);
    expect(() => expvalVjpWith({ compiled, diffMethod: "parameter-shift" }, params, allZ(2), Float64Array.of(1))).toThrow(ShapeError);
  });

  it("accepts one shot and a million", () => {
    for (const shots of [1, 1_000_000]) expect(gradient(c, allZ(2), at, { shots }).ledger.of("gradient").shots).toBe(6 * shots);
  });
});

describe("checkGradients", () => {
  const check = checkGradients(c, allZ(2), at, { shots: 1000, seed: 4 });

  it("sets the methods side by side with errors and cost", () => {
    const error = Object.fromEntries(check.methods.map(({ method, shots, maxError }) => [`${method} ${shots ?? "exact"}`, maxError]));
    expect(error["adjoint exact"]).toBeLessThan(1e-13);
    expect(error["parameter-shift exact"]).toBeLessThan(1e-13);
    expect(error["finite-difference exact"]).toBeLessThan(1e-9);
    expect(error["parameter-shift 1000"]).toBeGreaterThan(0);
    // sd of a four-term derivative: Σ|c|·√(1/N) ≤ .74/√1000 = .024
    expect(error["parameter-shift 1000"]).toBeLessThan(5 * 0.024);
    expect(check.methods).toHaveLength(7);
  });

  it("prints a table with every derivative", () => {
    expect(check.table).toContain("parameter-shift, 1000 shots");
    expect(check.table).toContain("d<O1>/db");
    expect(check.table).toContain(check.truth[3]!.toFixed(6));
  });
});
