import { expect } from "vitest";

/**
 * Asserts that no number is further from the expected one than `tolerance` times the largest expected one (or `floor`, when that is
 * larger). NaN is close to nothing.
 */
export function expectClose(what: string, got: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, floor: number): void {
  expect(got.length, what).toBe(expected.length);
  const differences = Array.from(expected, (value, i) => Math.abs(got[i]! - value));
  const largest = differences.reduce((found, difference) => Math.max(found, difference), 0);
  const scale = Array.from(expected, Math.abs).reduce((found, size) => Math.max(found, size), floor);
  const worst = differences.findIndex((difference) => Object.is(difference, largest));
  expect(largest, `${what}[${worst}] is ${got[worst]}, expected ${expected[worst]}`).toBeLessThan(tolerance * scale);
}
