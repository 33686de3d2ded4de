import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  CheckpointError,
  comparisonConfig,
  DiffMethodError,
  InterruptedError,
  runComparison,
  silentProgress,
  type ComparisonResult,
} from "quantum-attention";

const small = { nSeeds: 2, epochs: 2, seed: 7 };

/** The result without what may differ from run to run. */
function withoutTimes(result: ComparisonResult): unknown {
  return JSON.parse(JSON.stringify(result, (key, value: unknown) => (key === "seconds" || key === "timing" ? null : value)));
}

describe("runComparison", () => {
  let whole: unknown;

  it("gives every arm, seed and epoch, the Bayes rate and a verdict for each claim against both others", async () => {
    const result = await runComparison(small, { jobs: 2 });
    whole = withoutTimes(result);
    expect(result.arms.map(({ name, parameters, deadParameters }) => [name, parameters, deadParameters])).toEqual([
      ["classical", 610, 0],
      ["hybrid", 810, 80],
      ["control", 822, 0],
    ]);
    for (const arm of result.arms) {
      expect(arm.runs.map(({ seed }) => seed)).toEqual([7, 8]);
      for (const { epochs, cost } of arm.runs) {
        expect(epochs).toHaveLength(2);
        for (const epoch of epochs) {
          expect(epoch.seconds).toBeGreaterThan(0);
          for (const value of Object.values(epoch)) expect(Number.isFinite(value)).toBe(true);
        }
        expect(cost.circuits > 0).toBe(arm.name === "hybrid");
      }
    }
    expect(result.bayes!.accuracy).toBeCloseTo(0.9469, 4);
    expect(result.bayes!.crossEntropy).toBeCloseTo(0.0858, 4);
    const claims = [
      "lower training loss",
      "lower validation loss",
      "comparable validation accuracy",
      "higher training accuracy",
      "slower start",
      "higher cost an epoch",
    ];
    expect(result.comparisons.map(({ claim, against }) => [against, claim])).toEqual(
      ["classical", "control"].flatMap((against) => claims.map((claim) => [against, claim])),
    );
    expect(result).toMatchObject({ task: "synthetic", backend: "wasm", seeds: [7, 8], config: comparisonConfig(small), baselines: [] });
    expect(Object.keys(result.versions)).toContain("tfjs");
  });

  it("does not depend on the number of processes, and goes on where it was interrupted", async () => {
    const keepIn = join(mkdtempSync(join(tmpdir(), "comparison-")), "unfinished");
    const stop = new AbortController();
    const interrupted = runComparison(small, {
      jobs: 1,
      keepIn,
      signal: stop.signal,
      progress: { ...silentProgress, update: (done) => done === 5 && stop.abort() },
    });
    await expect(interrupted).rejects.toThrow(InterruptedError);
    expect(readdirSync(keepIn)).toHaveLength(1);

    const seen: number[] = [];
    const result = await runComparison(small, { jobs: 1, keepIn, progress: { ...silentProgress, update: (done) => void seen.push(done) } });
    expect(seen).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    expect(withoutTimes(result)).toEqual(whole);
    expect(existsSync(keepIn)).toBe(false);
  });

  it("refuses kept runs that it cannot read, and leaves them", async () => {
    const keepIn = mkdtempSync(join(tmpdir(), "comparison-"));
    const stop = new AbortController();
    const progress = { ...silentProgress, update: (done: number) => done === 3 && stop.abort() };
    await expect(runComparison({ ...small, epochs: 1 }, { jobs: 1, keepIn, signal: stop.signal, progress })).rejects.toThrow(
      InterruptedError,
    );
    const [name] = readdirSync(keepIn);
    writeFileSync(join(keepIn, name!), '{"config": ');
    await expect(runComparison({ ...small, epochs: 1 }, { jobs: 1, keepIn })).rejects.toThrow(CheckpointError);
    expect(readdirSync(keepIn)).toEqual([name]);
  });

  it("compares on review sentences, beside the majority class and a bag of words", async () => {
    const result = await runComparison({ task: "yelp", nSeeds: 1, epochs: 1 }, { jobs: 2 });
    expect(result.bayes).toBeNull();
    expect(result.baselines).toHaveLength(1);
    expect(result.baselines[0]!.bagOfWords).toBeGreaterThan(0.7);
    expect(result.baselines[0]!.majority).toBeLessThan(0.6);
    for (const accuracy of [result.baselines[0]!.wordAtPosition, result.baselines[0]!.bigrams]) expect(accuracy).toBeGreaterThan(0.5);
    expect(result.arms.map(({ name, task }) => [name, task])).toEqual([
      ["classical", "yelp"],
      ["hybrid", "yelp"],
      ["control", "yelp"],
    ]);
    for (const arm of result.arms) expect(arm.runs[0]!.test!.accuracy).toBeGreaterThan(0.3);
  });

  it.each([
    { nSeeds: 0 },
    { epochs: 1.5 },
    { task: "moods" },
    { shots: 0 },
    { backend: "gpu" },
    { seeds: 3 },
    { learningRate: Number.NaN },
    { engine: "fast" },
  ])("refuses %j", async (given) => {
    await expect(runComparison(given as never)).rejects.toThrow(ArgumentError);
  });

  it("chooses parameter-shift when only shots are set, and refuses adjoint with shots", () => {
    expect(comparisonConfig({ shots: 100 }).diffMethod).toBe("parameter-shift");
    expect(comparisonConfig().diffMethod).toBe("adjoint");
    expect(comparisonConfig({ task: "sentences" }).epochs).toBe(8);
    expect(() => comparisonConfig({ shots: 100, diffMethod: "adjoint" })).toThrow(DiffMethodError);
  });
});
