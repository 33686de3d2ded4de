import { describe, expect, it } from "vitest";
import { fitLogisticRegression, predictLogistic } from "../../src/data/logisticRegression";
import { Random } from "quantum-attention";

describe("fitLogisticRegression", () => {
  it("finds the minimum: for one binary feature, the penalised log odds solve the stationarity condition", () => {
    // 8 of 10 rows with the feature are class 1, 3 of 10 without.
    const rows = Array.from({ length: 20 }, (_, i) => (i < 10 ? { columns: [0], values: [1] } : { columns: [], values: [] }));
    const labels = rows.map((_, i) => Number(i < 8 || (i >= 10 && i < 13)));
    const { weights, bias } = fitLogisticRegression(rows, labels, { nClasses: 2, nFeatures: 1, l2: 0.5, tolerance: 1e-11 });
    const w = weights[1]! - weights[0]!;
    const b = bias[1]! - bias[0]!;
    const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
    // d/dw₁: 10σ(w+b) − 8 + λ·w/2 = 0 (by symmetry w₁ = −w₀ = w/2); d/db: 10σ(w+b) + 10σ(b) − 11 = 0.
    expect(10 * sigmoid(w + b) - 8 + (0.5 * w) / 2).toBeCloseTo(0, 7);
    expect(10 * sigmoid(w + b) + 10 * sigmoid(b) - 11).toBeCloseTo(0, 7);
  });

  it("separates three planted classes and is deterministic", () => {
    const random = new Random(3);
    const labels = Array.from({ length: 150 }, () => random.integer(0, 3));
    const rows = labels.map((label) => ({ columns: [label, 3], values: [1, random.normal()] }));
    const options = { nClasses: 3, nFeatures: 4 };
    const model = fitLogisticRegression(rows, labels, options);
    expect(predictLogistic(model, rows)).toEqual(labels);
    expect(fitLogisticRegression(rows, labels, options)).toEqual(model);
    expect(() => fitLogisticRegression([], [], options)).toThrow("there are no rows");
  });
});
