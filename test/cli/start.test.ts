import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/core/packageRoot";

const empty = mkdtempSync(join(tmpdir(), "start-"));
afterAll(() => rmSync(empty, { recursive: true, force: true }));

function start(args: readonly string[], cwd = packageRoot()): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(packageRoot(), "dist/src/cli/start.js"), ...args], { cwd, encoding: "utf8" });
}

// The run itself is a test of its own: test/notebooks, and the smoke run of .ci/run.
describe("npm start", () => {
  it("says what it does", () => {
    expect(start(["--help"])).toMatchObject({ status: 0, stdout: expect.stringContaining("--smoke --out DIR") as string });
  });

  it.each([
    ["a smoke run without a folder of its own", ["--smoke"], packageRoot(), "--out DIR"],
    ["an unknown option", ["--smok"], packageRoot(), "--help"],
    ["a folder without notebooks", ["--smoke", "--out", join(empty, "out")], empty, "no folder"],
  ])("refuses %s", (_what, args, cwd, said) => {
    const { status, stderr } = start(args, cwd);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(said) as string });
  });
});
