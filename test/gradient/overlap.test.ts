import { describe, expect, it } from "vitest";
import { circuit, DiffMethodError, getEngine, hardwareEfficient, overlapGradient, param, Random, ShapeError } from "quantum-attention";
import { distance, normals } from "../simulator/randomCircuit";

const random = new Random(8);
const shared = new Float64Array(0);
const [batchSize, n] = [3, 3];
const ansatz = hardwareEfficient({ nQubits: n, nLayers: 2, rotations: ["RX", "RY", "RZ"] });
const a = getEngine("plain").compile(ansatz);
const params = { batchSize, perRow: normals(random, batchSize * ansatz.nParams), shared };
const other = a.states({ ...params, perRow: normals(random, params.perRow.length) });

/** Re⟨a(θ)|b⟩ of all rows, summed. */
const overlap = (perRow: Float64Array): number => {
  const { re, im } = a.states({ ...params, perRow });
  return Array.from(re).reduce((sum, x, i) => sum + x * other.re[i]! + im[i]! * other.im[i]!, 0);
};
const moved = (index: number, by: number) => params.perRow.map((x, i) => (i === index ? x + by : x));
const differences = params.perRow.map((_, i) => (overlap(moved(i, 1e-5)) - overlap(moved(i, -1e-5))) / 2e-5);
const norm = (values: ArrayLike<number>) => Math.hypot(...Array.from(values));

describe("gradients of an overlap", () => {
  it("the rule ½f(θ+π) equals central differences", () => {
    const { values, gradients } = overlapGradient(a, params, other);
    expect(distance(gradients.perRow, differences)).toBeLessThan(1e-8);
    expect(values.reduce((sum, x) => sum + x, 0)).toBeCloseTo(overlap(params.perRow), 12);
  });

  it("the two-term rule of expectation values is √2 times too large", () => {
    const wrong = params.perRow.map((_, i) => (overlap(moved(i, Math.PI / 2)) - overlap(moved(i, -Math.PI / 2))) / 2);
    expect(distance(wrong, differences.map((d) => Math.SQRT2 * d))).toBeLessThan(1e-8); // prettier-ignore
    expect(norm(wrong) / norm(overlapGradient(a, params, other).gradients.perRow)).toBeCloseTo(Math.SQRT2, 6);
  });

  it("the state VJP has the factor 1: neither 2 nor √2", () => {
    for (const engine of ["reference", "plain"] as const) {
      const { perRow } = getEngine(engine).compile(ansatz).statesVjp(params, other);
      expect(norm(perRow) / norm(differences)).toBeCloseTo(1, 6);
      expect(distance(perRow, differences)).toBeLessThan(1e-8);
    }
  });

  it("the probability VJP has the factor 2 of |ψ|²", () => {
    const { perRow } = getEngine("plain")
      .compile(circuit(1).ry(param("a"), 0))
      .probsVjp({ batchSize: 1, perRow: Float64Array.of(0.6), shared }, Float64Array.of(1, 0));
    expect(perRow[0]).toBeCloseTo(-Math.sin(0.6) / 2, 13);
  });

  it("refuses gates that are no Pauli rotation and states of another size", () => {
    const phase = getEngine("plain").compile(circuit(1).p(param("a"), 0));
    const one = { batchSize: 1, perRow: Float64Array.of(1), shared };
    const state = { re: Float64Array.of(1, 0), im: new Float64Array(2) };
    expect(() => overlapGradient(phase, one, state)).toThrow(DiffMethodError);
    expect(() => overlapGradient(a, params, state)).toThrow(ShapeError);
  });
});
