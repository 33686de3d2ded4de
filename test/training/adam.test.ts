import { describe, expect, it } from "vitest";
import { clipNormInPlace, FlatAdam, Random } from "quantum-attention";

/** Adam in float64, written from the paper. */
function paperAdam(weights: number[], gradients: number[][], rate: number): number[] {
  const m = weights.map(() => 0);
  const v = weights.map(() => 0);
  gradients.forEach((gradient, k) => {
    gradient.forEach((g, i) => {
      const first = 0.9 * m[i]! + 0.1 * g;
      const second = 0.999 * v[i]! + 0.001 * g * g;
      weights[i]! -= (rate * (first / (1 - 0.9 ** (k + 1)))) / (Math.sqrt(second / (1 - 0.999 ** (k + 1))) + 1e-8);
      m[i] = first;
      v[i] = second;
    });
  });
  return weights;
}

describe("FlatAdam", () => {
  it("follows the paper's formula over many steps, to float32 rounding", () => {
    const random = new Random(1);
    const gradients = Array.from({ length: 300 }, () => Array.from({ length: 7 }, () => Math.fround(random.normal())));
    const start = Array.from({ length: 7 }, () => Math.fround(random.normal()));
    const weights = Float32Array.from(start);
    const adam = new FlatAdam(7);
    for (const gradient of gradients) adam.step(weights, Float32Array.from(gradient), [{ start: 0, end: 7, learningRate: 0.01 }]);
    const expected = paperAdam([...start], gradients, 0.01);
    // 300 float32 steps of about 1e-2: a random walk of roundings of at most 6e-8 each.
    weights.forEach((weight, i) => expect(Math.abs(weight - expected[i]!)).toBeLessThan(5e-6));
  });

  it("reproduces PyTorch's first steps on a known case", () => {
    // torch.optim.Adam(lr=0.1) on (w − 3)², w = 1: 1.1, 1.19976…, as float64 by hand: g = −4, then −3.8.
    const weights = Float32Array.of(1);
    const adam = new FlatAdam(1);
    const range = [{ start: 0, end: 1, learningRate: 0.1 }];
    adam.step(weights, Float32Array.of(2 * (weights[0]! - 3)), range);
    expect(weights[0]).toBeCloseTo(1.1, 6);
    adam.step(weights, Float32Array.of(2 * (weights[0]! - 3)), range);
    const m = (0.9 * 0.1 * -4 + 0.1 * -3.8) / (1 - 0.81);
    const v = (0.999 * 0.001 * 16 + 0.001 * 14.44) / (1 - 0.999 ** 2);
    expect(weights[0]).toBeCloseTo(1.1 - (0.1 * m) / Math.sqrt(v), 6);
  });

  it("adds ε to the corrected root: half a step where |g| is ε", () => {
    const weights = Float32Array.of(0, 0);
    const adam = new FlatAdam(2);
    for (const [step, moved] of [-0.05, -0.1].entries()) {
      adam.step(weights, Float32Array.of(1e-8, 1), [{ start: 0, end: 2, learningRate: 0.1 }]);
      expect(weights[0]).toBeCloseTo(moved, 5);
      expect(weights[1]).toBeCloseTo(-0.1 * (step + 1), 5);
    }
  });

  it("gives each range its own rate and leaves the rest alone", () => {
    const weights = Float32Array.of(0, 0, 0);
    new FlatAdam(3).step(weights, Float32Array.of(1, 1, 1), [
      { start: 0, end: 1, learningRate: 0.1 },
      { start: 1, end: 2, learningRate: 0.5 },
    ]);
    expect(weights[0]).toBeCloseTo(-0.1, 6);
    expect(weights[1]).toBeCloseTo(-0.5, 6);
    expect(weights[2]).toBe(0);
  });
});

describe("clipNormInPlace", () => {
  it("cuts a long gradient to the norm, as clip_grad_norm_ does with its 1e-6", () => {
    const gradient = Float32Array.of(30, 40);
    expect(clipNormInPlace(gradient, 1)).toBe(50);
    expect(gradient[0]).toBeCloseTo(30 / (50 + 1e-6), 6);
    expect(gradient[1]).toBeCloseTo(40 / (50 + 1e-6), 6);
  });

  it("leaves a short one alone", () => {
    const gradient = Float32Array.of(0.3, 0.4);
    expect(clipNormInPlace(gradient, 1)).toBeCloseTo(0.5, 7);
    expect([...gradient]).toEqual([Math.fround(0.3), Math.fround(0.4)]);
  });
});
