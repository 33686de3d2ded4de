import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { DataError, runTrial } from "quantum-attention";

vi.mock("../../../src/data/sentences", async (original) => ({
  ...(await original<typeof import("../../../src/data/sentences")>()),
  loadSentences: () => Promise.reject(new DataError("cannot read yelp.json; npm install sentiment@5.0.2")),
}));

it("ends before anything is trained or written when a data file is missing", async () => {
  const out = mkdtempSync(join(tmpdir(), "trial-"));
  const config = { mechanisms: ["swap-test"], tasks: ["first-token", "yelp"], nSeeds: 1, steps: 1 };
  await expect(runTrial(config, { out })).rejects.toThrow(DataError);
  expect(existsSync(join(out, "runs.jsonl"))).toBe(false);
});
