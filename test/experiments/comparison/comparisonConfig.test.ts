import { describe, expect, it } from "vitest";
import { comparisonConfig } from "quantum-attention";
import { comparisonCommand } from "../../../src/experiments/comparison/comparisonConfig";

describe("comparisonCommand", () => {
  it.each([
    [{}, ""],
    [{ task: "sentences", nSeeds: 3 }, " --task sentences --seeds 3"],
    [{ shots: 500 }, " --shots 500"],
    [
      { epochs: 5, seed: 7, diffMethod: "parameter-shift", backend: "cpu" },
      " --seed 7 --epochs 5 --diff-method parameter-shift --backend cpu",
    ],
  ] as const)("of %j names what differs from the default", (given, options) => {
    expect(comparisonCommand(comparisonConfig(given))).toBe(`npx quantum-attention compare${options}`);
  });
});
