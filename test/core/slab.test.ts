import { describe, expect, it } from "vitest";
import { newFloats } from "../../src/core/slab";

describe("arrays cut from a slab", () => {
  it("start at zero, have the length asked for and share no number, whatever is made in between", () => {
    const made: Float32Array[] = [];
    for (let round = 0; round < 100; round++)
      for (const length of [0, 1, 7, 320, 1024, 1025]) {
        const array = newFloats(length);
        expect(array.length).toBe(length);
        expect(array.every((value) => value === 0)).toBe(true);
        made.push(array.fill(made.length + 1));
      }
    made.forEach((array, i) => expect(array.every((value) => value === i + 1)).toBe(true));
  });
});
