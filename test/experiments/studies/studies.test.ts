import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  attentionMaps,
  circuit,
  differenceSteps,
  embeddingStudy,
  entanglementStudy,
  expvalLandscape,
  gradientCosts,
  gradientErrors,
  initialisationStudy,
  meyerWallach,
  param,
  ready,
  scoreConcentration,
  scoreErrors,
  shiftRuleStudy,
} from "quantum-attention";

describe("expvalLandscape", () => {
  it("is cos a · cos b for ⟨ZZ⟩ of two RY, in row-major order of the axes", () => {
    const ansatz = circuit(2).ry(param("b"), 1).ry(param("a"), 0);
    const { axes, values } = expvalLandscape(ansatz, "ZZ", [
      { parameter: "a", from: 0, to: 1, points: 3 },
      { parameter: "b", points: 5 },
    ]);
    const expected = axes[0]!.values.flatMap((a) => axes[1]!.values.map((b) => Math.cos(a) * Math.cos(b)));
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 12));
  });

  it.each([
    ["an unset parameter", () => expvalLandscape(circuit(1).ry(param("a"), 0).rz(param("b"), 0), "Z", [{ parameter: "a" }])],
    ["an unknown one", () => expvalLandscape(circuit(1).ry(param("a"), 0), "Z", [{ parameter: "a" }], { c: 1 })],
    ["no axis", () => expvalLandscape(circuit(1), "Z", [])],
    ["one point", () => expvalLandscape(circuit(1).ry(param("a"), 0), "Z", [{ parameter: "a", points: 1 }])],
  ])("refuses %s", (_what, run) => {
    expect(run).toThrow(ArgumentError);
  });
});

describe("entanglement", () => {
  it("of product, Bell, GHZ and W states is known", () => {
    expect(meyerWallach(circuit(3).h(0).ry(0.3, 1))).toBeCloseTo(0, 12);
    expect(meyerWallach(circuit(3).h(0).cnot(0, 1))).toBeCloseTo(2 / 3, 12);
    expect(meyerWallach(circuit(3).h(0).cnot(0, 1).cnot(1, 2))).toBeCloseTo(1, 12);
    const w = circuit(3).ry(2 * Math.acos(Math.sqrt(1 / 3)), 0).ch(0, 1).cnot(1, 2).cnot(0, 1).x(0); // prettier-ignore
    expect(meyerWallach(w)).toBeCloseTo(8 / 9, 12);
  });

  it("of deep strongly entangling circuits is that of random states; one hardware-efficient layer has none", () => {
    const { ansatze, haarMean } = entanglementStudy({ maxLayers: 4, samples: 100 });
    const of = (name: string) => ansatze.find((one) => one.name.startsWith(name))!;
    expect(of("hardware-efficient").means[0]).toBeLessThan(1e-12);
    const strong = of("strongly");
    expect(Math.abs(strong.means[3]! - haarMean)).toBeLessThan((5 * strong.sds[3]!) / Math.sqrt(100));
  });
});

describe("gradients with shots", () => {
  it("by parameter shift stay below 1/√(2N) and fall as 1/√N", () => {
    const { methods, shots } = gradientErrors({ nQubits: 3, shots: [100, 10_000], repeats: 10 });
    const { rmsErrors, circuits } = methods.find(({ method }) => method === "parameter-shift")!;
    expect(circuits).toBe(2 * 12);
    // 360 values: the rms estimate itself has a relative sd of about 1/√720
    rmsErrors.forEach((error, i) => expect(error).toBeLessThan((1 + 5 / Math.sqrt(720)) / Math.sqrt(2 * shots[i]!)));
    expect(Math.log10(rmsErrors[0]! / rmsErrors[1]!)).toBeCloseTo(1, 0);
  });

  it("by finite differences have noise 1/(h√(2N)) at small steps and error h² without shots", () => {
    const { exact, noisy } = differenceSteps({ nQubits: 2, steps: [0.01, 0.1], repeats: 10, shots: 1000 });
    expect(exact[1]! / exact[0]!).toBeCloseTo(100, -1);
    expect(noisy[0]!).toBeLessThan((1.3 * 1) / (0.01 * Math.sqrt(2000)));
    expect(noisy[0]! / noisy[1]!).toBeGreaterThan(7);
  });

  it("cost one sweep, 2P, 2P and 2 circuits", () => {
    const { parameters, methods } = gradientCosts({ nQubits: 2, layers: [1, 3] });
    expect(parameters).toEqual([4, 12]);
    expect(methods.map(({ circuits }) => circuits)).toEqual([[1, 1], [8, 24], [8, 24], [2, 2]]); // prettier-ignore
  });

  it("by the two-term rule are right for RY, √2 times an overlap's, and wrong for CRX and RBS", () => {
    const { cases } = shiftRuleStudy({ points: 7 });
    const worst = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((x, i) => Math.abs(x - b[i]!)));
    for (const { rule, exact } of cases) expect(worst(rule, exact)).toBeLessThan(1e-12);
    const [ry, crx, rbs, overlap] = cases;
    expect(worst(ry!.twoTerm, ry!.exact)).toBeLessThan(1e-12);
    expect(worst(crx!.twoTerm, crx!.exact)).toBeGreaterThan(0.1);
    expect(worst(rbs!.twoTerm, rbs!.exact)).toBeGreaterThan(1);
    overlap!.twoTerm.forEach((value, i) => expect(value).toBeCloseTo(Math.SQRT2 * overlap!.exact[i]!, 12));
  });
});

describe("the embedding", () => {
  it("begins with gradients in proportion to the spread of its angles, and features with its square", () => {
    const { gradients, featureSds } = initialisationStudy({ spreads: [0.01, 0.02], samples: 200 });
    expect(gradients[1]! / gradients[0]!).toBeCloseTo(2, 0);
    expect(featureSds[1]! / featureSds[0]!).toBeCloseTo(4, 0);
  });

  it("is trained from both initialisations on the same data; the token that never occurs stays as it was", async () => {
    await ready();
    const { arms, features } = await embeddingStudy({ nSeeds: 1, epochs: 1 });
    expect(arms.map(({ runs }) => runs[0]!.seed)).toEqual([42, 42]);
    for (const first of [0, 2]) {
      const [before, after] = [features.maps[first]!.features, features.maps[first + 1]!.features];
      expect(after[0]).toEqual(before[0]);
      expect(after).not.toEqual(before);
    }
    expect(Math.min(...features.maps[0]!.features.flat())).toBeGreaterThan(0.9);
  });
});

describe("scores", () => {
  it("of random states concentrate as 2⁻ⁿ, and their softmax becomes uniform", () => {
    const { qubits, means, haarMeans, haarSds, fidelityEntropies } = scoreConcentration({ qubits: [2, 6], seqLen: 16, sequences: 8 });
    // the 16 · 8 states on either side are independent; the pairs are not quite
    qubits.forEach((_, i) => expect(Math.abs(means[i]! - haarMeans[i]!)).toBeLessThan((5 * haarSds[i]!) / Math.sqrt(128)));
    expect(1 - fidelityEntropies[1]!).toBeLessThan((1 - fidelityEntropies[0]!) / 10);
  });

  it("measured by literal circuits have the errors that their variances say", () => {
    const { tests } = scoreErrors({ shots: [50, 5000], repeats: 400 });
    // an rms over 400 has a relative sd of 1/√800
    for (const { rmsErrors, expected } of tests)
      rmsErrors.forEach((error, i) => expect(Math.abs(error / expected[i]! - 1)).toBeLessThan(6 / Math.sqrt(800)));
  });

  it("give attention maps with rows of sum 1, equal for equal words; a mixer has none", async () => {
    await ready();
    const { maps, words } = attentionMaps([{ mechanism: "uniform" }, { mechanism: "swap-test", options: { beta: 4 } }]);
    expect(maps[0]!.entropy).toBeCloseTo(1, 5);
    expect(maps[1]!.circuits).toBe(36);
    for (const row of maps[1]!.weights) expect(row.reduce((sum, a) => sum + a, 0)).toBeCloseTo(1, 4);
    expect(words[0]).toBe(words[3]);
    expect(maps[1]!.weights[0]).toEqual(maps[1]!.weights[3]);
    expect(() => attentionMaps([{ mechanism: "nothing" }])).toThrow(ArgumentError);
  });

  it.each([
    () => gradientErrors({ repeats: 0 }),
    () => scoreConcentration({ qubits: [0] }),
    () => entanglementStudy({ layers: 3 } as never),
    () => shiftRuleStudy({ points: 1 }),
  ])("studies refuse what is out of range or unknown (%#)", (run) => {
    expect(run).toThrow(ArgumentError);
  });
});
