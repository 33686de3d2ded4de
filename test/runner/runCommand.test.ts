import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunReport } from "../../runner/index";
import { readNotebook } from "../../runner/notebook/notebookFile";
import { runCli, type CliRun } from "../cli/runCli";
import { readJson, testFolder, textUnder, writeTestNotebook } from "./notebookFiles";

const run = (cwd: string, ...args: string[]): CliRun => runCli(["run", ...args], { cwd });

/** A cell that calls this test and then waits for ever, unless the file `go` is there. */
async function callingCell(): Promise<{ source: string; called: Promise<Socket>; close: () => void }> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const called = once(server, "connection").then(([socket]) => (socket as Socket).on("error", () => undefined).resume());
  const { port } = server.address() as AddressInfo;
  const source = `console.log("waiting");
if (!require("fs").existsSync("go")) {
  require("net").connect(${port}, "127.0.0.1");
  await new Promise(() => undefined);
}`;
  return { source, called, close: () => server.close() };
}

function start(cwd: string, ...args: string[]): { child: ChildProcess; ended: Promise<unknown[]> } {
  const bin = resolve(__dirname, "../../bin/quantum-attention.js");
  const child = spawn(process.execPath, [bin, "run", ...args], { cwd, stdio: "ignore" });
  return { child, ended: once(child, "exit") };
}

describe("quantum-attention run", () => {
  it("ends with 0 when all passed, prints JSON, writes into executed/ and the three reports", () => {
    const folder = testFolder();
    writeTestNotebook(folder, "x", [{ source: "const n: number = 1;", tags: ["parameters"] }, "n"]);
    writeFileSync(join(folder, "p.json"), '{"n": 7}');
    const done = run(
      folder,
      "x.ipynb",
      "--params",
      "p.json",
      "-p",
      "n=8",
      "--report",
      "report",
      "--json",
      "--startup-timeout",
      "9999999999",
    );
    expect([done.code, done.err]).toEqual([0, expect.stringContaining("passed")]);
    const report = done.json<RunReport>();
    expect(report).toMatchObject({
      status: "passed",
      parameters: { n: "8" },
      notebooks: [{ path: "x.ipynb", status: "passed", failure: null }],
    });
    expect(readJson<RunReport>(join(folder, "report", "report.json"))).toEqual(report);
    for (const file of ["junit.xml", "index.html"]) expect(existsSync(join(folder, "report", file))).toBe(true);
    expect(textUnder(join(folder, "executed", "x.ipynb"), 2)).toBe("8");
  });

  it("ends with 1 when a notebook failed, and says where and why", () => {
    const folder = testFolder();
    writeTestNotebook(folder, "x", ["throw new Error('sad')"]);
    const done = run(folder, "x.ipynb", "--timeout", "60");
    expect(done.code).toBe(1);
    expect(done.out).toContain("FAILED x.ipynb, cell 1 (In [1]): Error: sad");
    expect(done.out.trimEnd().split("\n").at(-1)).toMatch(/^0 passed, 1 failed in/);
  });

  it("ends with 2 for wrong usage and files that are no notebooks, with 3 without the kernel", () => {
    const folder = testFolder();
    writeTestNotebook(folder, "x", ["1"]);
    writeFileSync(join(folder, "bad.ipynb"), "{");
    const codes = (
      [
        [],
        ["no.ipynb"],
        ["bad.ipynb"],
        ["x.ipynb", "--timeout", "0"],
        ["x.ipynb", "-p", "n=1"],
        ["x.ipynb", "-p", "n=1", "-p", "n=2"],
        ["x.ipynb", "--kernel", "no-such"],
      ] as const
    ).map((args) => run(folder, ...args).code);
    expect(codes).toEqual([2, 2, 2, 2, 2, 2, 3]);
    expect(existsSync(join(folder, "executed"))).toBe(false);
  });

  it("ends with 130 when it is interrupted, and keeps what was done", async () => {
    const folder = testFolder();
    const { source, called, close } = await callingCell();
    writeTestNotebook(folder, "x", ["'first'", source]);
    const { child, ended } = start(folder, "x.ipynb", "--report", "report");
    const gone = once(await called, "close");
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
    await gone;
    close();
    expect(textUnder(join(folder, "executed", "x.ipynb"), 0)).toBe("first");
    expect(readJson<RunReport>(join(folder, "report", "report.json"))).toMatchObject({ status: "interrupted" });
  });

  it("killed in the middle takes its kernel with it; run again it does only what is left", async () => {
    const folder = testFolder();
    const { source, called, close } = await callingCell();
    writeTestNotebook(folder, "a", ["'done'"]);
    writeTestNotebook(folder, "b", ["'first'", source, "'last'"]);
    const { child, ended } = start(folder, "a.ipynb", "b.ipynb");
    const gone = once(await called, "close");
    child.kill("SIGKILL");
    expect(await ended).toEqual([null, "SIGKILL"]);
    await gone;
    close();
    const partial = join(folder, "executed", "b.ipynb");
    expect(() => readNotebook(partial)).not.toThrow();
    expect([textUnder(partial, 0), textUnder(partial, 2)]).toEqual(["first", ""]);
    const first = readFileSync(join(folder, "executed", "a.ipynb"));
    writeFileSync(join(folder, "go"), "");
    const again = run(folder, "a.ipynb", "b.ipynb", "--json");
    expect(again.json<RunReport>().notebooks.map(({ status }) => status)).toEqual(["skipped", "passed"]);
    expect(readFileSync(join(folder, "executed", "a.ipynb"))).toEqual(first);
    expect(textUnder(partial, 2)).toBe("last");
  });
});
