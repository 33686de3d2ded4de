import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadDigits, loadTask } from "quantum-attention";

const SIDE = 28;
const rawDigit = (digit: number): number[] =>
  (JSON.parse(readFileSync(require.resolve(`mnist/src/digits/${digit}.json`), "utf8")) as { data: number[] }).data;

describe("digits", () => {
  it("are means of 4×4 pixels of each image, framed by two blank ones", () => {
    const { size, pixels, labels } = loadDigits();
    expect([size, pixels.length]).toEqual([10_000, 640_000]);
    let first = 0;
    for (let digit = 0; digit < 10; digit++) {
      const data = rawDigit(digit);
      const count = Math.floor(data.length / SIDE ** 2);
      for (const image of [0, count - 1]) {
        expect(labels[first + image]).toBe(digit);
        const ink = (y: number, x: number): number => (y < 0 || x < 0 || y >= SIDE || x >= SIDE ? 0 : data[(image * SIDE + y) * SIDE + x]!);
        for (let cell = 0; cell < 64; cell++) {
          const [top, left] = [4 * Math.floor(cell / 8) - 2, 4 * (cell % 8) - 2];
          let sum = 0;
          for (let i = 0; i < 16; i++) sum += ink(top + Math.floor(i / 4), left + (i % 4));
          expect(pixels[(first + image) * 64 + cell]).toBeCloseTo(sum / 16, 6);
        }
      }
      first += count;
    }
    expect(first).toBe(size);
  });

  it("become 16 words a row, one for each 2×2 patch of cells that are black or white", async () => {
    const { pixels, labels } = loadDigits();
    const wordsOf = (row: number): string =>
      Array.from({ length: 16 }, (_, patch) => {
        const [y, x] = [2 * Math.floor(patch / 4), 2 * (patch % 4)];
        return [[y, x], [y, x + 1], [y + 1, x], [y + 1, x + 1]].map(([r, c]) => (pixels[row * 64 + 8 * r! + c!]! > 0.25 ? "1" : "0")).join(""); // prettier-ignore
      }).join(" ");
    const all = new Map<string, Set<number>>();
    labels.forEach((label, row) => all.set(wordsOf(row), (all.get(wordsOf(row)) ?? new Set<number>()).add(label)));
    const { train, words } = await loadTask("digits", 3);
    for (let row = 0; row < train.size; row++) {
      const text = Array.from(train.tokens.subarray(16 * row, 16 * row + 16), (id) => words[id]).join(" ");
      expect(all.get(text)?.has(train.labels[row]!)).toBe(true);
    }
  });
});
