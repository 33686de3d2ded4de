import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const script = join(__dirname, "killableRun.cjs");

/** Trains in a process of its own; with `killAt` that process sends itself SIGKILL inside that step. */
function trainInChild(folder: string, killAt: number | null, resume: boolean) {
  return spawnSync(process.execPath, [script, folder, String(killAt), String(resume)], { encoding: "utf8" });
}

describe("kill -9 in mid-run", () => {
  it("loses nothing: resumed inside its second stage, the run ends with the numbers of an unbroken one", () => {
    const [whole, broken] = [mkdtempSync(join(tmpdir(), "whole-")), mkdtempSync(join(tmpdir(), "broken-"))];
    const unbroken = trainInChild(whole, null, false);
    expect(unbroken.stderr).toBe("");
    expect(unbroken.status).toBe(0);

    const killed = trainInChild(broken, 27, false);
    expect(killed.signal).toBe("SIGKILL");
    expect(killed.stdout).toBe("");
    const halfway = JSON.parse(readFileSync(join(broken, "checkpoint.json"), "utf8")) as { payload: string };
    expect((JSON.parse(halfway.payload) as { epochs: unknown[] }).epochs).toHaveLength(2);

    const resumed = trainInChild(broken, null, true);
    expect(resumed.stderr).toBe("");
    expect(resumed.stdout).toBe(unbroken.stdout);
    const { stepLosses, epochs } = JSON.parse(resumed.stdout) as { stepLosses: number[]; epochs: { stage: string }[] };
    expect(stepLosses).toHaveLength(40);
    expect(epochs.map(({ stage }) => stage)).toEqual(["classical", "replacement", "replacement", "end to end"]);
  });
});
