import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { trialConfig } from "quantum-attention";
import { isTrialRun } from "../../../src/experiments/trial/runLine";
import { trialModel } from "../../../src/experiments/trial/trialModel";
import { trainTrialUnit } from "../../../src/experiments/trial/trialRun";
import { trialUnit } from "../../../src/experiments/trial/trialUnit";

describe("a line of runs.jsonl", () => {
  it("is a whole run in every line of the committed trial", () => {
    const lines = gunzipSync(readFileSync("data/trial/runs.jsonl.gz")).toString("utf8").trimEnd().split("\n").slice(1);
    expect(lines.length).toBeGreaterThan(3000);
    expect(lines.filter((line) => !isTrialRun(JSON.parse(line) as object))).toEqual([]);
  });

  it("is a whole run where the loss was infinite, and says so", async () => {
    const training = trialConfig({ mechanisms: ["uniform"], steps: 20 });
    const model = trialModel("uniform", { vocabSize: 20, seqLen: 4, nClasses: 2 }, training);
    const run = await trainTrialUnit(trialUnit({ purpose: "study", task: "mc", model, seed: 1, learningRate: 1e30, training }));
    expect(run.failure).toContain("loss");
    expect(isTrialRun(JSON.parse(JSON.stringify(run)) as object)).toBe(true);
  });
});
