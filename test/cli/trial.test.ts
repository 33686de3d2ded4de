import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { TrialResult } from "quantum-attention";
import { runCli } from "./runCli";

const SMALL = ["--mechanisms", "qsann", "--tasks", "first-token", "--seeds", "2", "--steps", "30"];
const NO_BROWSER = { QUANTUM_ATTENTION_BROWSER: "none" };

/** What standard output says, but for times. */
const withoutTimes = (result: TrialResult): string =>
  JSON.stringify(result, (key, value: unknown) => (key === "seconds" || key === "timing" ? null : value));

const lines = (folder: string): number => {
  const path = join(folder, "runs.jsonl");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;
};

/** Starts a trial, sends the signal as soon as `when` holds, and gives the exit code or the signal that ended it. */
async function endedBy(signal: NodeJS.Signals, args: readonly string[], when: () => boolean): Promise<unknown> {
  const bin = resolve(__dirname, "../../bin/quantum-attention.js");
  const child = spawn(process.execPath, [bin, "trial", ...args], { stdio: "ignore" });
  const ended = new Promise((done) => child.on("exit", (code, by) => done(by ?? code)));
  const poll = setInterval(() => {
    if (!when()) return;
    clearInterval(poll);
    child.kill(signal);
  }, 5);
  const how = await ended;
  clearInterval(poll);
  return how;
}

describe("trial", () => {
  it("killed in mid-run it goes on with --resume and gives the table of an unbroken one", async () => {
    const [whole, broken] = [mkdtempSync(join(tmpdir(), "whole-")), mkdtempSync(join(tmpdir(), "broken-"))];
    const unbroken = runCli(["trial", ...SMALL, "--out", whole, "--json"], { env: NO_BROWSER });
    expect(unbroken.err).not.toContain("Error");
    expect(unbroken.code).toBe(0);
    expect(unbroken.out).toContain("at these sizes, on a simulator");

    expect(await endedBy("SIGINT", [...SMALL, "--out", broken], () => lines(broken) >= 3)).toBe(130);
    expect(await endedBy("SIGKILL", [...SMALL, "--out", broken, "--resume"], () => lines(broken) >= 5)).toBe("SIGKILL");
    expect(lines(broken)).toBeGreaterThanOrEqual(5);
    expect(lines(broken)).toBeLessThan(lines(whole));

    const refused = runCli(["trial", ...SMALL, "--out", broken, "--json"]);
    expect(refused.code).toBe(2);
    expect(refused.json()).toMatchObject({ error: { name: "ArgumentError", message: expect.stringContaining("--resume") as string } });

    const other = runCli(["trial", ...SMALL.slice(0, -1), "31", "--out", broken, "--resume", "--json"]);
    expect(other.code).toBe(2);
    expect(other.json()).toMatchObject({ error: { name: "CheckpointError" } });

    const resumed = runCli(["trial", ...SMALL, "--out", broken, "--resume", "--json"], { env: NO_BROWSER });
    expect(resumed.code).toBe(0);
    expect(withoutTimes(resumed.json())).toBe(withoutTimes(unbroken.json()));
    expect(lines(broken)).toBe(lines(whole));
  });

  it.each([
    [["--mechanisms", "telepathy"], "telepathy"],
    [["--tasks", "moods"], "moods"],
    [["--mechanisms", "qsann,"], "--mechanisms"],
    [["--seeds", "none"], "--seeds"],
    [["--seeds", "0"], "--seeds must be"],
    [["--shots", "5"], "--shots"],
  ])("refuses %j", (args, named) => {
    const run = runCli(["trial", ...args, "--json", "--out", mkdtempSync(join(tmpdir(), "trial-"))]);
    expect(run.code).toBe(2);
    expect(run.err).toContain(named);
    expect(run.json()).toHaveProperty("error.message");
  });
});
