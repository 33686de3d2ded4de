import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  CheckpointError,
  DataError,
  InterruptedError,
  loadTrial,
  runTrial,
  shotAccuracy,
  silentProgress,
  trainedAttentionMaps,
  trialConfig,
  trialPairRows,
  trialVerdictRows,
  type TrialResult,
} from "quantum-attention";

const small = {
  mechanisms: ["qsann", "swap-test"],
  tasks: ["first-token"],
  nSeeds: 2,
  steps: 4,
  learningRates: [0.003, 0.01],
  tuningSeeds: [900_001],
};

/** The result without what may differ from run to run. */
const withoutTimes = (result: TrialResult): unknown =>
  JSON.parse(JSON.stringify(result, (key, value: unknown) => (key === "seconds" || key === "timing" ? null : value)));

describe("runTrial", () => {
  let whole: unknown;

  it("gives cells with costs and twins, difficulty, and what was dropped", async () => {
    const out = mkdtempSync(join(tmpdir(), "trial-"));
    const result = await runTrial(small, { jobs: 2, out });
    whole = withoutTimes(result);
    expect(withoutTimes(JSON.parse(readFileSync(join(out, "result.json"), "utf8")) as TrialResult)).toEqual(whole);
    expect(result.cells.map(({ mechanism, task }) => [mechanism, task])).toEqual([
      ["qsann", "first-token"],
      ["swap-test", "first-token"],
    ]);
    for (const cell of result.cells) {
      for (const key of ["parameters", "mean", "sd", "circuits", "shots", "twoQubitGates", "depth", "seconds"] as const)
        expect(Number.isFinite(cell[key])).toBe(true);
      expect(cell.circuits).toBeGreaterThan(0);
      expect(cell.shots).toBe(0);
      for (const twin of cell.twins) {
        expect(twin.interval).toHaveLength(2);
        expect(twin.pHolm).toBeGreaterThanOrEqual(twin.p);
        expect(twin.verdict).toBe("no evidence"); // two pairs prove nothing
      }
    }
    expect(result.cells[0]!.twins.map(({ name }) => name)).toEqual(["parameter-matched", "no-entangler"]);
    expect(result.dropped.map(({ mechanism, twin }) => [mechanism, twin])).toEqual([["swap-test", "no-entangler"]]);
    expect(result.difficulty).toHaveLength(1);
    expect(result.difficulty[0]).toMatchObject({ task: "first-token", wordAtPosition: 1, bayes: 1 });
    expect(result.references).toEqual([]);
    expect(result.curves).toHaveLength(5);
  });

  it("does not depend on the number of processes, and goes on where it was interrupted", async () => {
    const out = mkdtempSync(join(tmpdir(), "trial-"));
    const stop = new AbortController();
    const progress = { ...silentProgress, update: (done: number) => done === 3 && stop.abort() };
    await expect(runTrial(small, { jobs: 1, out, signal: stop.signal, progress })).rejects.toThrow(InterruptedError);
    expect(readFileSync(join(out, "runs.jsonl"), "utf8").trimEnd().split("\n").length).toBeGreaterThanOrEqual(4);
    expect(existsSync(join(out, "result.json"))).toBe(false);
    await expect(runTrial(small, { out })).rejects.toThrow("--resume");
    const seen: number[] = [];
    const result = await runTrial(small, {
      jobs: 1,
      out,
      resume: true,
      progress: { ...silentProgress, update: (done) => void seen.push(done) },
    });
    expect(seen[0]).toBe(4);
    expect(withoutTimes(result)).toEqual(whole);
    expect(withoutTimes(await runTrial(small, { jobs: 1, out }))).toEqual(whole);
  });

  it("trains what several comparisons share once", async () => {
    const seen: number[] = [];
    const config = { ...small, mechanisms: ["swap-test", "hadamard-overlap"], nSeeds: 1, steps: 1, twins: ["parameter-matched"] };
    const { cells } = await runTrial(config, { jobs: 1, progress: { ...silentProgress, update: (done) => void seen.push(done) } });
    expect(cells.map(({ twins }) => twins.map(({ mean }) => mean))).toEqual([[cells[0]!.twins[0]!.mean], [cells[0]!.twins[0]!.mean]]);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3]); // three arms, two rates, one tuning seed; then one seed
  });

  it("cuts long sentences for arms and baselines alike", async () => {
    const config = { ...small, mechanisms: ["swap-test"], tasks: ["yelp"], maxSeqLen: 5, nSeeds: 1, steps: 1, twins: [] };
    const { cells, difficulty } = await runTrial(config, { jobs: 1 });
    expect(cells).toHaveLength(1);
    expect(difficulty[0]!.bagOfWords).toBeLessThan(0.75); // 0.8 with whole sentences
  });

  it.each([
    { mechanisms: ["telepathy"] },
    { mechanisms: ["qsann", "qsann"] },
    { mechanisms: [] },
    { tasks: ["moods"] },
    { twins: ["evil"] },
    { nSeeds: 0 },
    { steps: 0 },
    { learningRates: [] },
    { learningRates: [Number.NaN] },
    { tuningSeeds: [45] },
    { margins: { accuracy: 0, loss: 0.02 } },
    { backend: "gpu" },
    { mechanisms: ["qmsan"], embedDim: 7, nHeads: 2 },
    { seeds: 3 },
  ])("refuses %j", async (given) => {
    await expect(runTrial(given as never)).rejects.toThrow(ArgumentError);
  });

  it("tries every mechanism but the controls unless some are named", () => {
    const config = trialConfig();
    expect(config.mechanisms).toContain("qsann");
    expect(config.mechanisms).not.toContain("uniform");
    expect(config).toMatchObject({
      references: ["scaled-dot-product", "uniform", "identity"],
      tasks: ["word-order", "recall", "first-token", "yelp"],
      nSeeds: 20,
      steps: 400,
      margins: { accuracy: 0.02, loss: 0.02 },
    });
  });
});

describe("loadTrial", () => {
  const folder = mkdtempSync(join(tmpdir(), "result-"));
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it("reads the trial that the project keeps", () => {
    const { command, cells, config, timing } = loadTrial();
    expect(command).toContain("npx quantum-attention trial");
    expect(timing.date).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(cells.length).toBeGreaterThan(config.tasks.length);
  });

  it.each([
    ["missing", () => join(folder, "none.json"), DataError],
    ["cut short", () => file("cut.json", '{"kind": "attention-tr'), DataError],
    ["of something else", () => file("other.json", '{"kind": "comparison", "cells": []}'), CheckpointError],
    ["of another version", () => file("old.json", '{"kind": "attention-trial", "formatVersion": 2, "cells": []}'), CheckpointError],
  ])("refuses a file that is %s", (_what, path, kind) => {
    expect(() => loadTrial(path())).toThrow(kind);
  });
});

describe("tables of a trial", () => {
  const trial = loadTrial();

  it("count each pair's verdict once, and name who is ahead or behind", () => {
    const [first] = trial.cells;
    const pair = (name: string, verdict: string) => ({ ...first!.twins[0]!, name, verdict });
    const cell = (mechanism: string, task: string, twins: object[]) => ({ ...first!, mechanism, task, twins });
    const cells = [
      cell("qsann", "x", [pair("matched", "ahead"), pair("frozen", "equivalent")]),
      cell("quixer", "x", [pair("matched", "ahead"), pair("frozen", "equivalent")]),
      cell("qsann", "y", [pair("matched", "behind"), pair("frozen", "no evidence")]),
    ];
    const planted = { ...trial, config: { ...trial.config, tasks: ["x", "y"] }, cells } as TrialResult;
    expect(trialVerdictRows(planted)).toEqual([
      { twin: "matched", task: "x", ahead: "qsann, quixer", behind: "–", equivalent: 0, "no evidence": 0 },
      { twin: "matched", task: "y", ahead: "–", behind: "qsann", equivalent: 0, "no evidence": 0 },
      { twin: "frozen", task: "x", ahead: "–", behind: "–", equivalent: 2, "no evidence": 0 },
      { twin: "frozen", task: "y", ahead: "–", behind: "–", equivalent: 0, "no evidence": 1 },
    ]);
  });

  it("name the twin in a column where there are several", () => {
    expect(new Set(trialPairRows(trial).map(({ twin }) => twin))).toEqual(new Set(["parameter-matched", "no-entangler"]));
    expect(trialPairRows(trial, "no-entangler")[0]).not.toHaveProperty("twin");
  });
});

describe("trained models", () => {
  it("show their attention on a test sequence: rows sum to 1", async () => {
    const { words, maps } = await trainedAttentionMaps({ mechanisms: ["swap-test", "qsann"], task: "recall", steps: 3 });
    expect(words).toHaveLength(5);
    expect(words[4]).toMatch(/\?$/);
    for (const { weights, accuracy } of maps) {
      expect(accuracy).toBeGreaterThan(0.3);
      for (const row of weights) expect(row.reduce((sum, a) => sum + a, 0)).toBeCloseTo(1, 4);
    }
    await expect(trainedAttentionMaps({ mechanisms: ["quixer"], steps: 1 })).rejects.toThrow("mixer");
  });

  it("come near their exact accuracy with many shots", async () => {
    const { rows } = await shotAccuracy({ mechanisms: ["qsann"], task: "first-token", shots: [10, 1_000_000], nSeeds: 1, steps: 40 });
    expect(rows[0]!.accuracies).toHaveLength(2);
    expect(Math.abs(rows[0]!.accuracies[1]! - rows[0]!.exact)).toBeLessThanOrEqual(0.05);
    await expect(shotAccuracy({ mechanisms: ["uniform"] })).rejects.toThrow("takes no shots");
  });
});
