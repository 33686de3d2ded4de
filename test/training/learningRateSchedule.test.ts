import { describe, expect, it } from "vitest";
import { ArgumentError, CONSTANT_SCHEDULE, learningRateFactor, trainingConfig } from "quantum-attention";

describe("learningRateFactor", () => {
  it("is one without a schedule", () => {
    for (const step of [0, 1, 499]) expect(learningRateFactor(CONSTANT_SCHEDULE, step, 500)).toBe(1);
  });

  it("rises linearly over the warm-up and then stays", () => {
    const schedule = { kind: "constant", warmupSteps: 4, finalFactor: 0 } as const;
    expect([0, 1, 2, 3, 4, 50].map((step) => learningRateFactor(schedule, step, 100))).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
  });

  it("falls along half a cosine to its final share", () => {
    const schedule = { kind: "cosine", warmupSteps: 10, finalFactor: 0.1 } as const;
    expect(learningRateFactor(schedule, 10, 110)).toBe(1);
    expect(learningRateFactor(schedule, 60, 110)).toBeCloseTo(0.55, 12);
    expect(learningRateFactor(schedule, 110, 110)).toBeCloseTo(0.1, 12);
    const factors = Array.from({ length: 100 }, (_, i) => learningRateFactor(schedule, 10 + i, 110));
    expect(factors.every((factor, i) => i === 0 || factor < factors[i - 1]!)).toBe(true);
  });
});

describe("trainingConfig", () => {
  it("completes from the reference's settings", () => {
    expect(trainingConfig({ epochs: 3 })).toMatchObject({ epochs: 3, batchSize: 16, learningRate: 1e-3, clipNorm: 1 });
  });

  it.each([
    { epochs: 0 },
    { batchSize: 1.5 },
    { learningRate: Number.NaN },
    { clipNorm: 0 },
    { patience: 0 },
    { quantumLearningRate: -1 },
    { learningrate: 0.1 },
    { schedule: { kind: "cosine", warmupSteps: -1, finalFactor: 0 } },
  ])("refuses %j", (given) => {
    expect(() => trainingConfig(given as never)).toThrow(ArgumentError);
  });
});
