import { describe, expect, it } from "vitest";
import { ArgumentError, Random } from "quantum-attention";

describe("Random streams", () => {
  it("refuse seeds that are no exact integers", () => {
    for (const seed of [NaN, 1.5, 1e20, Infinity, "3" as never, undefined as never]) expect(() => new Random(seed)).toThrow(ArgumentError);
    expect(new Random(-1).uniform()).not.toBe(new Random(1).uniform());
  });

  it("differ between neighbouring seeds and between their splits", () => {
    const first = new Set<number>();
    for (let seed = 0; seed < 1000; seed++) {
      const random = new Random(seed);
      for (const source of [random, random.split("data"), random.split("init"), random.split(0), random.split("data").split("data")]) {
        first.add(source.uniform());
      }
    }
    expect(first.size).toBe(5000);
  });

  it("have uniform and uncorrelated first draws over seeds", () => {
    const n = 4000;
    let sum = 0;
    let product = 0;
    let neighbour = 0;
    let previous = 0.5;
    for (let seed = 0; seed < n; seed++) {
      const random = new Random(seed);
      const [a, b] = [random.uniform() - 0.5, random.uniform() - 0.5];
      sum += a;
      product += a * b;
      neighbour += a * previous;
      previous = a;
    }
    const sd = 1 / Math.sqrt(12);
    expect(Math.abs(sum / n)).toBeLessThan((5 * sd) / Math.sqrt(n));
    expect(Math.abs(product / n)).toBeLessThan((5 * sd * sd) / Math.sqrt(n));
    expect(Math.abs(neighbour / n)).toBeLessThan((5 * sd * sd) / Math.sqrt(n));
  });
});
