import { describe, expect, it } from "vitest";
import { Random, subset, splitIndices, syntheticBayes, syntheticSentiment } from "quantum-attention";

describe("syntheticSentiment", () => {
  it("draws at least three tokens of the label's own words, never id 0, and is a function of the seed", () => {
    const data = syntheticSentiment(2000, new Random(7));
    let positives = 0;
    for (let row = 0; row < data.size; row++) {
      const high = data.tokens.subarray(row * 6, row * 6 + 6).filter((token) => token >= 10).length;
      const own = data.labels[row] === 1 ? high : 6 - high;
      positives += data.labels[row]!;
      expect(own).toBeGreaterThanOrEqual(3);
    }
    expect(Math.min(...data.tokens)).toBe(1);
    expect(Math.max(...data.tokens)).toBe(19);
    expect(Math.abs(positives - 1000)).toBeLessThan(5 * Math.sqrt(500));
    expect(syntheticSentiment(2000, new Random(7))).toEqual(data);
    expect(syntheticSentiment(2000, new Random(8)).tokens).not.toEqual(data.tokens);
  });

  it("has the Bayes optimum of the published study, met by a simulated optimal classifier", () => {
    const { accuracy, crossEntropy } = syntheticBayes();
    expect(accuracy).toBeCloseTo(0.9469, 4);
    expect(crossEntropy).toBeCloseTo(0.0858, 4);
    const data = syntheticSentiment(40000, new Random(3));
    // k high tokens: sure above and below three; at exactly three, P(1) : P(0) = 9³ : 10³.
    const pTie = 729 / 1729;
    const losses: number[] = [];
    let correct = 0;
    for (let row = 0; row < data.size; row++) {
      const k = data.tokens.subarray(row * 6, row * 6 + 6).filter((token) => token >= 10).length;
      const p = k > 3 ? 1 : k < 3 ? 0 : pTie;
      const label = data.labels[row]!;
      losses.push(-Math.log(label === 1 ? p : 1 - p));
      if (Number(p > 0.5) === label) correct++;
    }
    const mean = losses.reduce((a, b) => a + b, 0) / losses.length;
    const sd = Math.sqrt(losses.reduce((a, b) => a + (b - mean) ** 2, 0) / losses.length);
    expect(Math.abs(mean - crossEntropy)).toBeLessThan((5 * sd) / Math.sqrt(data.size));
    expect(Math.abs(correct / data.size - accuracy)).toBeLessThan(5 * Math.sqrt((accuracy * (1 - accuracy)) / data.size));
  });
});

describe("subset and splitIndices", () => {
  it("splits into disjoint parts by seed and copies the rows", () => {
    const data = syntheticSentiment(100, new Random(1));
    const parts = splitIndices(100, [60, 20, 20], new Random(2));
    expect(parts.map((part) => part.length)).toEqual([60, 20, 20]);
    expect(new Set(parts.flat()).size).toBe(100);
    const test = subset(data, parts[2]!);
    expect(test.size).toBe(20);
    parts[2]!.forEach((row, i) => {
      expect(test.labels[i]).toBe(data.labels[row]);
      expect(test.tokens.slice(i * 6, i * 6 + 6)).toEqual(data.tokens.slice(row * 6, row * 6 + 6));
    });
  });

  it("refuses rows that are not there", () => {
    const data = syntheticSentiment(10, new Random(1));
    expect(() => subset(data, [10])).toThrow("subset: row 0 must be an integer from 0 to 9, got 10");
    expect(() => splitIndices(10, [8, 4], new Random(1))).toThrow("8 + 4 = 12 rows were asked for, there are 10");
  });
});
