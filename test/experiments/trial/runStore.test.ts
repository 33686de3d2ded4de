import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { ArgumentError, CheckpointError, trialConfig } from "quantum-attention";
import { RunStore } from "../../../src/experiments/trial/runStore";
import type { TrialRun } from "../../../src/experiments/trial/trialUnit";

const training = trialConfig({ mechanisms: ["uniform"] });

const run = (key: string): TrialRun => ({
  key,
  purpose: "tuning",
  task: "rp",
  mechanism: "uniform",
  seed: 1,
  learningRate: 0.01,
  parameters: 10,
  quantumParameters: 0,
  validation: { loss: 0.5, accuracy: 0.75 },
  test: null,
  testRight: null,
  curve: [],
  circuits: 0,
  shots: 0,
  failure: null,
  seconds: 0.1,
});

describe("the runs of a trial", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "trial-"));
    path = join(folder, "runs.jsonl");
    const store = RunStore.open(folder, training, false);
    store.add(run("a"));
    store.add(run("b"));
  });

  it("are one JSON line each, and come back", () => {
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[2]!)).toEqual(run("b"));
    const again = RunStore.open(folder, { ...training }, true);
    expect([...again.runs.values()]).toEqual([run("a"), run("b")]);
  });

  it("are not joined by another trial's unless that is asked for", () => {
    const store = RunStore.open(folder, training, false);
    expect(store.missing([run("a"), run("b")])).toEqual([]);
    expect(() => store.missing([run("a"), run("c")])).toThrow(ArgumentError);
    expect(() => store.missing([run("a"), run("c")])).toThrow("--resume");
    expect(RunStore.open(folder, training, true).missing([run("a"), run("c")])).toEqual([run("c")]);
    expect(readFileSync(path, "utf8").split("\n")).toHaveLength(4);
  });

  it("lose a last line that a kill cut short, and go on after it", () => {
    const whole = readFileSync(path, "utf8");
    appendFileSync(path, JSON.stringify(run("c")).slice(0, 50));
    const store = RunStore.open(folder, training, true);
    expect([...store.runs.keys()]).toEqual(["a", "b"]);
    expect(readFileSync(path, "utf8")).toBe(whole);
    store.add(run("c"));
    expect([...RunStore.open(folder, training, true).runs.keys()]).toEqual(["a", "b", "c"]);
  });

  it("begin anew where not even the first line was written whole", () => {
    writeFileSync(path, '{"kind":');
    expect(RunStore.open(folder, training, true).runs.size).toBe(0);
    expect(readFileSync(path, "utf8")).toContain('"attention-trial-runs"');
  });

  it.each([
    ["of another version", (text: string) => text.replace(/"version":"[^"]*"/, '"version":"9.9.9"'), "version 9.9.9"],
    ["of other settings", (text: string) => text.replace('"steps":400', '"steps":40'), "steps 40, not 400"],
    ["of something else", (text: string) => text.replace("attention-trial-runs", "other"), "does not hold the runs of a trial"],
    ["damaged in the middle", (text: string) => text.replace('{"key":"a"', '{"key:"a"'), "line 2"],
    ["without result", (text: string) => text.replace('"key":"b"', '"ke":"b"'), "line 3"],
    ["with a loss that is no number", (text: string) => text.replace('"accuracy":0.75', '"accuracy":null'), "line 2"],
    ["of a study without its test", (text: string) => text.replace('"purpose":"tuning"', '"purpose":"study"'), "line 2"],
    ["without a curve", (text: string) => text.replace('"curve":[],', ""), "line 2"],
  ])("are refused when they are %s", (_what, change, message) => {
    const changed = change(readFileSync(path, "utf8"));
    writeFileSync(path, changed);
    expect(() => RunStore.open(folder, training, true)).toThrow(CheckpointError);
    expect(() => RunStore.open(folder, training, true)).toThrow(message);
    expect(readFileSync(path, "utf8")).toBe(changed);
  });
});
