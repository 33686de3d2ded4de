import { beforeAll, describe, expect, it } from "vitest";
import {
  ArgumentError,
  attentionMechanisms,
  effectiveDimensionStudy,
  expressibilityStudy,
  figureJson,
  gradientVarianceStudy,
  halfChainEntropy,
  permutationStudy,
  ready,
} from "quantum-attention";
import { drawSavedFigure } from "../../../src/experiments/savedFigures";

beforeAll(async () => {
  await ready();
});

describe("audits", () => {
  it("show ansätze that come nearer to random states with more layers, down to the floor of the sample", () => {
    const { ansatze, haarFloor } = expressibilityStudy({ nQubits: 2, maxLayers: 4, samples: 1000, bins: 20 });
    // (occupied bins − 1)/(2·samples), within the spread of a mean over 20 samples
    expect(haarFloor).toBeGreaterThan(5 / 2000);
    expect(haarFloor).toBeLessThan(19 / 2000);
    for (const { divergences } of ansatze) expect(divergences[3]).toBeLessThan(divergences[0]! + 5 * haarFloor);
    expect(ansatze[0]!.divergences[0]).toBeGreaterThan(5 * haarFloor); // one hardware-efficient layer entangles nothing
  });

  it("show entropies from 0 to Page's mean", () => {
    const samples = 60;
    const { depths, page } = halfChainEntropy({ qubits: [2, 4], layers: [1, 12], samples });
    expect(Math.max(...depths[0]!.means)).toBeLessThan(1e-5); // float32
    depths[1]!.means.forEach((mean, i) => expect(Math.abs(mean - page[i]!)).toBeLessThan((5 * depths[1]!.sds[i]!) / Math.sqrt(samples)));
  });

  it("show gradients that vanish with depth, or with a global observable", () => {
    const { lines, randomCircuits } = gradientVarianceStudy({ qubits: [2, 6], layers: [2, 40], samples: 200 });
    const fall = lines.map(({ variances }) => variances[0]! / variances[1]!);
    const [local, global, deepLocal, deepGlobal] = fall;
    expect(local).toBeLessThan(2);
    expect(global).toBeGreaterThan(4);
    const expected = randomCircuits[0]! / randomCircuits[1]!; // 17
    for (const found of [deepLocal!, deepGlobal!]) expect(Math.abs(found / expected - 1)).toBeLessThan(5 * Math.sqrt(4 / 200));
  });

  it("show of ten angles in a row without entanglers one direction a model, of the others more", () => {
    const { models } = effectiveDimensionStudy({ nQubits: 2, nLayers: 4, points: 20, inputs: 20, dataSizes: [1e9] });
    const [angle, iqp, product, network] = models.map(({ dimensions }) => dimensions[0]!);
    expect(models.map(({ parameters }) => parameters)).toEqual([8, 8, 8, 8]);
    expect(product).toBeLessThan(1.5);
    for (const dimension of [angle!, iqp!, network!]) expect(dimension).toBeGreaterThan(2);
  });

  it("show which mechanisms know the order of tokens by themselves", () => {
    const { rows } = permutationStudy({ sequences: 2, permutations: 3 });
    const of = (name: string) => rows.find(({ mechanism }) => mechanism === name)!;
    for (const name of ["scaled-dot-product", "uniform", "identity", "swap-test", "hadamard-overlap", "qsann", "qksan", "pqc-projections"])
      expect(of(name).plain.invariance).toBeLessThan(1e-5);
    for (const name of ["smaldone", "qmsan"]) expect(of(name).plain.invariance).toBeGreaterThan(1e-2);
    for (const { mechanism } of rows) expect(attentionMechanisms.map(({ name }) => name)).toContain(mechanism);
    expect(() => permutationStudy({ mechanisms: ["nothing"] })).toThrow(ArgumentError);
  });

  it("have one figure each, drawn from what JSON keeps of their results", () => {
    const results = {
      expressibility: expressibilityStudy({ nQubits: 1, maxLayers: 2, samples: 20 }),
      half_chain_entropy: halfChainEntropy({ qubits: [2, 3], layers: [1, 2], samples: 3 }),
      gradient_variance: gradientVarianceStudy({ qubits: [1, 2], layers: [1], samples: 5 }),
      effective_dimension: effectiveDimensionStudy({ nQubits: 2, nLayers: 2, points: 2, inputs: 2 }),
      permutation_invariance: permutationStudy({ mechanisms: ["uniform", "qsann"], sequences: 1, permutations: 1 }),
    };
    for (const [name, result] of Object.entries(results)) {
      const figure = drawSavedFigure(name, result, { note: "smoke size" })!;
      expect(figureJson(drawSavedFigure(name, JSON.parse(JSON.stringify(result)) as object, { note: "smoke size" })!)).toBe(
        figureJson(figure),
      );
      expect(JSON.stringify(figure.layout["title"])).toContain("smoke size");
      expect(figure.data.length).toBeGreaterThan(2);
    }
  });

  it.each([
    () => expressibilityStudy({ nQubits: 0 }),
    () => halfChainEntropy({ qubits: [1] }),
    () => gradientVarianceStudy({ layers: [0] }),
    () => effectiveDimensionStudy({ gamma: 2 }),
    () => permutationStudy({ words: 3 } as never),
  ])("refuse what is out of range or unknown (%#)", (run) => {
    expect(run).toThrow(ArgumentError);
  });
});
