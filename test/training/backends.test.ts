import { describe, expect, it } from "vitest";
import { trainModel, type ArmName, type BackendName } from "quantum-attention";
import { testBackends } from "../backend";

/** Two epochs of the reference's settings: 100 steps. */
async function stepLosses(model: ArmName, backend: BackendName): Promise<readonly number[]> {
  const { stepLosses: losses } = await trainModel({ model, backend, epochs: 2, seed: 11 });
  return losses;
}

describe.each(testBackends().filter((backend) => backend !== "wasm"))("on %s, after 100 steps", (backend) => {
  it.each(["classical", "hybrid", "control"] as const)("the %s arm has the losses that it has on wasm, to 1e-5", async (model) => {
    const [ours, onWasm] = [await stepLosses(model, backend), await stepLosses(model, "wasm")];
    expect(ours).toHaveLength(100);
    ours.forEach((loss, step) => expect(Math.abs(loss - onWasm[step]!)).toBeLessThan(1e-5));
  });
});
