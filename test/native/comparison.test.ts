import { expect, it } from "vitest";
import { runComparison, type ComparisonResult } from "quantum-attention";
import { testBackend } from "../backend";

/** Mean and standard error of each arm's final validation loss. */
function finalLosses({ arms }: ComparisonResult): { mean: number; error: number }[] {
  return arms.map(({ runs }) => {
    const losses = runs.map(({ epochs }) => epochs[epochs.length - 1]!.valLoss);
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / (losses.length - 1);
    return { mean, error: Math.sqrt(variance / losses.length) };
  });
}

it("gives the arms' means over ten seeds that wasm gives, within one standard error", { timeout: 900_000 }, async () => {
  const here = finalLosses(await runComparison({ backend: testBackend() }));
  const onWasm = finalLosses(await runComparison({ backend: "wasm" }));
  here.forEach(({ mean, error }, arm) => expect(Math.abs(mean - onWasm[arm]!.mean)).toBeLessThan(error));
});
