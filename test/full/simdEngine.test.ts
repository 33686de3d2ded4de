import { describe, it } from "vitest";
import { compareSeed } from "../simulator/engine/agreement";

describe("simd against the reference, 20,000 random circuits", () => {
  for (let part = 0; part < 20; part++)
    it(`seeds ${1000 + 1000 * part} to ${1999 + 1000 * part}`, () => {
      for (let seed = 1000 + 1000 * part; seed < 2000 + 1000 * part; seed++) compareSeed(seed);
    });
});
