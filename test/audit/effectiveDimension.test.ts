import { describe, expect, it } from "vitest";
import {
  angleEmbedding,
  ArgumentError,
  circuit,
  circuitFisher,
  effectiveDimension,
  expval,
  fisherInformation,
  NonFiniteError,
  param,
  parseObservable,
  Random,
  reuploading,
  ShapeError,
} from "quantum-attention";
import { binaryNetwork } from "../../src/experiments/studies/binaryNetwork";

const dataSize = 1000;
const kappa = dataSize / (2 * Math.PI * Math.log(dataSize));
const diagonal = (values: readonly number[]): Float64Array =>
  Float64Array.from({ length: values.length ** 2 }, (_, i) => (i % (values.length + 1) === 0 ? values[i % values.length]! : 0));

describe("effectiveDimension", () => {
  it("of a constant Fisher matrix of rank r is r ln(1 + κP/r)/ln κ, whatever its size", () => {
    for (const size of [1e-6, 1, 40]) {
      const constant = Array.from({ length: 3 }, () => diagonal([size, size, 0, 0]));
      expect(effectiveDimension(constant, { dataSize })).toBeCloseTo((2 * Math.log(1 + 2 * kappa)) / Math.log(kappa), 10);
    }
    const full = effectiveDimension([diagonal([1, 1, 1])], { dataSize });
    expect(full).toBeCloseTo((3 * Math.log(1 + kappa)) / Math.log(kappa), 10);
  });

  it("averages √det over the points: a Fisher information of 1 at one and 3 at another", () => {
    const expected = (2 * Math.log((Math.sqrt(1 + kappa / 2) + Math.sqrt(1 + (3 * kappa) / 2)) / 2)) / Math.log(kappa);
    expect(effectiveDimension([[1], [3]], { dataSize })).toBeCloseTo(expected, 12);
  });

  it("counts directions, not coordinates: two parameters that only occur as a sum are one", () => {
    const one = effectiveDimension([[0.5, 0.5, 0.5, 0.5]], { dataSize });
    expect(one).toBeCloseTo(Math.log(1 + 2 * kappa) / Math.log(kappa), 10);
  });

  it("takes γ as a smaller number of data, and determinants beyond the range of numbers", () => {
    const half = dataSize / 2 / (2 * Math.PI * Math.log(dataSize));
    expect(effectiveDimension([[1]], { dataSize, gamma: 0.5 })).toBeCloseTo(Math.log(1 + half) / Math.log(half), 12);
    const wide = effectiveDimension([diagonal(new Array<number>(300).fill(1))], { dataSize: 1e9 });
    const large = 1e9 / (2 * Math.PI * Math.log(1e9));
    expect(wide / 300).toBeCloseTo(Math.log(1 + large) / Math.log(large), 8);
  });

  it.each([
    () => effectiveDimension([], { dataSize }),
    () => effectiveDimension([[0]], { dataSize }),
    () => effectiveDimension([[1]], { dataSize: 20, gamma: 0.5 }), // κ below 1
    () => effectiveDimension([[1, 1, 0, 1]], { dataSize }),
    () => effectiveDimension([[1, 2, 2, 1]], { dataSize }),
    () => effectiveDimension([[1]], { dataSize, gamma: 0 }),
  ])("refuses what has none (%#)", (run) => {
    expect(run).toThrow(ArgumentError);
  });

  it("refuses matrices that are not square, of several sizes, or not finite", () => {
    expect(() => effectiveDimension([[1, 2]], { dataSize })).toThrow(ShapeError);
    expect(() => effectiveDimension([[1], [1, 0, 0, 1]], { dataSize })).toThrow(ShapeError);
    expect(() => effectiveDimension([[NaN]], { dataSize })).toThrow(NonFiniteError);
  });
});

describe("fisherInformation", () => {
  it("of a coin is ∂p²/(p(1−p)), of logistic regression at 0 a quarter of mean x xᵀ", () => {
    expect(fisherInformation([0.2], [1])[0]).toBeCloseTo(1 / 0.16, 12);
    const inputs = [[1, 2], [-3, 1]]; // prettier-ignore
    const fisher = fisherInformation([0.5, 0.5], inputs.flat().map((x) => x / 4)); // prettier-ignore
    expect(Array.from(fisher)).toEqual([10, -1, -1, 5].map((sum) => expect.closeTo(sum / 8, 12) as number));
  });

  it("leaves out certain outcomes and refuses what is no probability", () => {
    expect(fisherInformation([1, 0.5], [3, 1])[0]).toBeCloseTo(2, 12);
    expect(() => fisherInformation([1.5], [1])).toThrow(ArgumentError);
    expect(() => fisherInformation([], [])).toThrow(ArgumentError);
    expect(() => fisherInformation([0.5, 0.5], [1, 2, 3])).toThrow(ShapeError);
  });
});

describe("circuitFisher", () => {
  it("of one RY read in Z is 1 at every angle and input", () => {
    const model = angleEmbedding({ nQubits: 1, rotation: "RY" }).ry(param("w"), 0);
    const weights = [0.1, 1, 2.5];
    const fishers = circuitFisher(model, parseObservable("Z"), { inputs: ["x0"], data: [0.3, -0.8], weights });
    expect(fishers.map(([fisher]) => fisher)).toEqual(weights.map(() => expect.closeTo(1, 12) as number));
    expect(effectiveDimension(fishers, { dataSize })).toBeCloseTo(Math.log(1 + kappa) / Math.log(kappa), 10);
  });

  it("agrees with differences of expectation values, whatever the order of the parameters", () => {
    const model = circuit(2)
      .ry(param("w1"), 0)
      .compose(reuploading({ nQubits: 2, nLayers: 2 })); // a weight before the inputs
    const trained = model.parameters.filter((name) => !name.startsWith("x"));
    const random = new Random(3);
    const weights = trained.map(() => random.normal());
    const data = [0.2, -0.7, 1.1, 0.4];
    const p = (x: readonly number[], w: readonly number[]): number => {
      const values = { x0: x[0]!, x1: x[1]!, ...Object.fromEntries(trained.map((name, i) => [name, w[i]!])) };
      return (1 + expval(model, [parseObservable("ZZ")], values)[0]!) / 2;
    };
    const rows = [data.slice(0, 2), data.slice(2)];
    const h = 1e-5;
    const bumped = (at: number, by: number): number[] => weights.map((w, i) => (i === at ? w + by : w));
    const derivatives = rows.flatMap((x) => trained.map((_, i) => (p(x, bumped(i, h)) - p(x, bumped(i, -h))) / (2 * h)));
    const expected = fisherInformation(rows.map((x) => p(x, weights)), derivatives); // prettier-ignore
    const [found] = circuitFisher(model, parseObservable("ZZ"), { inputs: ["x0", "x1"], data, weights });
    expected.forEach((value, i) => expect(found![i]).toBeCloseTo(value, 7));
  });

  it("refuses unknown inputs and lengths that do not fit", () => {
    const model = angleEmbedding({ nQubits: 1 }).ry(param("w"), 0);
    const z = parseObservable("Z");
    expect(() => circuitFisher(model, z, { inputs: ["y"], data: [1], weights: [1] })).toThrow(ArgumentError);
    expect(() => circuitFisher(model, z, { inputs: ["x0", "w"], data: [1, 1], weights: [] })).toThrow(ArgumentError);
    expect(() => circuitFisher(model, z, { inputs: ["x0"], data: [], weights: [1] })).toThrow(ArgumentError);
  });
});

describe("binaryNetwork", () => {
  it("has the derivatives of its probability", () => {
    const network = binaryNetwork([3, 4, 2]);
    expect(network.parameters).toBe(20);
    const random = new Random(1);
    const weights = Float64Array.from({ length: 20 }, () => random.normal());
    const x = [0.3, -1.2, 0.8];
    const { derivatives } = network.differentiate(weights, x);
    const h = 1e-5;
    weights.forEach((w, i) => {
      const at = (value: number): number => network.differentiate(Float64Array.from(weights, (v, j) => (i === j ? value : v)), x).probability; // prettier-ignore
      expect(derivatives[i]).toBeCloseTo((at(w + h) - at(w - h)) / (2 * h), 8);
    });
  });
});
