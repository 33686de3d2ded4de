import { describe, expect, it } from "vitest";
import { allZ, ArgumentError, CapacityError, circuit, CircuitError, getEngine, NonFiniteError, param, ShapeError } from "quantum-attention";
import type { EngineName } from "quantum-attention";

describe.each(["reference", "plain"] as const)("bad input to %s", (name) => {
  const engine = getEngine(name);
  const c = circuit(2).ry(param("a"), 0).rx(param("w"), 1).cnot(0, 1);
  const compiled = engine.compile(c, { shared: ["w"] });
  const shared = Float64Array.of(0.2);
  const good = { batchSize: 2, perRow: Float64Array.of(0.1, 0.3), shared };

  it("refuses circuits above the memory limit, saying how much they need", () => {
    expect(() => engine.compile(circuit(26))).toThrow(CapacityError);
    expect(() => engine.compile(circuit(26))).toThrow(/26 qubits need [\d.]+ GiB a state, the limit is 25 qubits/);
    expect(() => engine.compile(circuit(40))).toThrow(/TiB/);
  });

  it("refuses batches whose states do not fit", () => {
    const big = engine.compile(circuit(20));
    const none = { batchSize: 1000, perRow: new Float64Array(0), shared: new Float64Array(0) };
    expect(() => big.states(none)).toThrow(CapacityError);
    expect(() => big.probs(none)).toThrow(/1000 states of 20 qubits need [\d.]+ GiB/);
  });

  it.each([
    ["NaN per row", { ...good, perRow: Float64Array.of(0, NaN) }, NonFiniteError],
    ["an infinite shared angle", { ...good, shared: Float64Array.of(Infinity) }, NonFiniteError],
    ["a wrong number of angles", { ...good, perRow: Float64Array.of(1) }, ShapeError],
    ["missing shared angles", { ...good, shared: new Float64Array(0) }, ShapeError],
    ["no rows", { ...good, batchSize: 0, perRow: new Float64Array(0) }, ArgumentError],
    ["half a row", { ...good, batchSize: 1.5 }, ArgumentError],
  ])("refuses %s and stays usable", (_, params, kind) => {
    expect(() => compiled.states(params)).toThrow(kind);
    expect(() => compiled.probs(params)).toThrow(kind);
    expect(() => compiled.expval(params, allZ(2))).toThrow(kind);
    expect(() => compiled.expvalVjp(params, allZ(2), new Float64Array(4))).toThrow(kind);
    expect(compiled.expval(good, allZ(2))[0]).toBeCloseTo(Math.cos(0.1), 13);
  });

  it("refuses cotangents of another length and with NaN", () => {
    expect(() => compiled.expvalVjp(good, allZ(2), new Float64Array(3))).toThrow(ShapeError);
    expect(() => compiled.expvalVjp(good, allZ(2), Float64Array.of(0, 0, NaN, 0))).toThrow(NonFiniteError);
    expect(() => compiled.probsVjp(good, new Float64Array(7))).toThrow(ShapeError);
    expect(() => compiled.statesVjp(good, { re: new Float64Array(8), im: new Float64Array(4) })).toThrow(ShapeError);
  });

  it("refuses observables of another size", () => {
    expect(() => compiled.expval(good, allZ(3))).toThrow(/acts on 3 qubits but the circuit has 2/);
    expect(() => compiled.expval(good, [])).toThrow(ShapeError);
  });

  it("refuses a shared name that the circuit lacks", () => {
    expect(() => engine.compile(c, { shared: ["b"] })).toThrow(CircuitError);
  });
});

describe("getEngine", () => {
  it("refuses a name that it does not know", () => {
    expect(() => getEngine("qpu" as EngineName)).toThrow(ArgumentError);
    expect(() => getEngine("toString" as EngineName)).toThrow(/use one of reference, plain/);
  });
});
