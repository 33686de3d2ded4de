import { describe, expect, it } from "vitest";
import { ArgumentError, circuit, gradientVariance, hardwareEfficient, parseObservable, ShapeError } from "quantum-attention";

const product = hardwareEfficient({ nQubits: 3, nLayers: 1, rotations: ["RY"] });
/** Four equal steps an angle: squares of derivatives are sums of frequencies 0, 1, 2, which such a grid averages exactly. */
const grid = Float64Array.from({ length: 4 ** 3 * 3 }, (_, i) => {
  const [point, angle] = [Math.floor(i / 3), i % 3];
  return 0.3 + (Math.PI / 2) * (Math.floor(point / 4 ** angle) % 4);
});

describe("gradientVariance", () => {
  it.each([
    ["ZII", [1 / 2, 0, 0]],
    ["ZZI", [1 / 4, 1 / 4, 0]],
    ["ZZZ", [1 / 8, 1 / 8, 1 / 8]],
    ["2*ZZZ+ZII", [1 / 2 + 1 / 2, 1 / 2, 1 / 2]],
  ])("of a product of RY is known for %s: 1/2 for each qubit that is read", (paulis, expected) => {
    const { means, variances } = gradientVariance(product, parseObservable(paulis), { points: grid, engine: "reference" });
    variances.forEach((variance, p) => expect(variance).toBeCloseTo(expected[p]!, 12));
    for (const mean of means) expect(mean).toBeCloseTo(0, 12);
  });

  it("over random angles comes near: sin² has mean 1/2 and variance 1/8", () => {
    const samples = 2000;
    const { variances } = gradientVariance(product, parseObservable("ZII"), { samples, seed: 4 });
    expect(Math.abs(variances[0]! - 1 / 2)).toBeLessThan(5 / Math.sqrt(8 * samples) + 25 / samples); // the mean is subtracted too
    expect(variances[1]).toBeCloseTo(0, 10);
  });

  it("is around the mean: −sin θ at 0, π/2 and π/6 has a mean of −1/2", () => {
    const points = Float64Array.of(0, Math.PI / 2, Math.PI / 6);
    const one = hardwareEfficient({ nQubits: 1, nLayers: 1, rotations: ["RY"] });
    const { means, variances } = gradientVariance(one, parseObservable("Z"), { points, engine: "reference" });
    expect(means[0]).toBeCloseTo(-1 / 2, 12);
    expect(variances[0]).toBeCloseTo((1 / 4 + 1 / 4 + 0) / 3, 12);
  });

  it("of deep random circuits is N/(2(N²−1)) for any Pauli string", () => {
    const samples = 400;
    const deep = hardwareEfficient({ nQubits: 4, nLayers: 30 });
    for (const paulis of ["ZIII", "ZZZZ"]) {
      const { variances } = gradientVariance(deep, parseObservable(paulis), { samples, seed: 5 });
      // squares of nearly normal derivatives have a relative sd of √2
      expect(Math.abs(variances[0]! / (16 / (2 * 255)) - 1)).toBeLessThan(5 * Math.sqrt(2 / samples));
    }
  });

  it("refuses what does not fit", () => {
    const z = parseObservable("Z");
    expect(() => gradientVariance(circuit(1).h(0), z)).toThrow(ArgumentError);
    expect(() => gradientVariance(product, parseObservable("ZII"), { samples: 0 })).toThrow(ArgumentError);
    expect(() => gradientVariance(product, z)).toThrow(ShapeError);
    expect(() => gradientVariance(product, parseObservable("ZII"), { points: new Float64Array(4) })).toThrow(ShapeError);
  });
});
