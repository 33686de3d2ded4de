import { connect } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import type { ErrorOutput, Kernel } from "../../runner/index";
import { failureOf, startTestKernel, valueOf } from "./kernelHarness";

let kernel: Kernel;
let lateError: Promise<ErrorOutput>;
beforeAll(async () => {
  let tell: (error: ErrorOutput) => void;
  lateError = new Promise((resolve) => (tell = resolve));
  kernel = await startTestKernel({ onLateError: (error) => tell(error) });
});

describe("the kernel's answers", () => {
  it("say what it is", () => {
    expect(kernel.info).toMatchObject({ status: "ok", protocol_version: "5.3", implementation: "tslab", implementation_version: "1.0.22" });
    expect(kernel.info.language_info).toMatchObject({ name: "typescript", version: "5.0.4", file_extension: ".ts" });
  });

  it("on comms and unknown requests", async () => {
    expect(await kernel.request("comm_info_request")).toEqual({ status: "ok", comms: {} });
    expect(await kernel.request("no_such_request")).toMatchObject({ status: "error", ename: "UnknownRequest" });
  });

  it.each([
    ["const a = 1", "complete", undefined],
    ["await fetch", "complete", undefined],
    ["function f() {", "incomplete", "  "],
    ["const text = `one\n", "incomplete", ""],
    ["/* a comment", "incomplete", ""],
    ["  if (true) {\n    f(", "incomplete", "      "],
    ["const = 3", "invalid", undefined],
    ["f(]", "invalid", undefined],
  ])("on completeness: %j is %s", async (code, status, indent) => {
    const reply = await kernel.request("is_complete_request", { code });
    expect(reply).toEqual(indent === undefined ? { status } : { status, indent });
  });

  it("on completion and inspection", async () => {
    await kernel.execute("const someVariable: number = 1;");
    const completion = await kernel.request("complete_request", { code: "1 + someV", cursor_pos: 9 });
    expect(completion).toMatchObject({ status: "ok", matches: ["someVariable"], cursor_start: 4, cursor_end: 9 });
    const inspection = await kernel.request("inspect_request", { code: "someVariable", cursor_pos: 4, detail_level: 0 });
    expect(inspection).toMatchObject({ status: "ok", found: true, data: { "text/plain": "const someVariable: number" } });
    expect(await kernel.request("inspect_request", { code: " ", cursor_pos: 0 })).toMatchObject({ status: "ok", found: false });
  });

  it("on history: the tail, a range and a search, with outputs", async () => {
    const line = (await kernel.execute("10 + 1")).executionCount!;
    await kernel.execute("10 + 2");
    const ask = async (content: Record<string, unknown>): Promise<unknown> =>
      (await kernel.request("history_request", { raw: true, output: false, ...content })).history;
    expect(await ask({ hist_access_type: "tail", n: 1 })).toEqual([[1, line + 1, "10 + 2"]]);
    expect(await ask({ hist_access_type: "range", session: 0, start: line, stop: line + 1, output: true })).toEqual([
      [1, line, ["10 + 1", "11"]],
    ]);
    expect(await ask({ hist_access_type: "search", pattern: "10 + ?", n: 5 })).toEqual([
      [1, line, "10 + 1"],
      [1, line + 1, "10 + 2"],
    ]);
  });

  it("stay quiet for a silent request, and evaluate user expressions", async () => {
    const before = (await kernel.execute("1")).executionCount!;
    const silent = await kernel.execute("console.log('unheard'); 2", { silent: true });
    expect(silent.outputs).toEqual([]);
    const spoken = await kernel.execute("const three = 3;", { userExpressions: { double: "2 * three", wrong: "two" } });
    expect(spoken.executionCount).toBe(before + 1);
    expect(spoken.reply.user_expressions).toMatchObject({
      double: { status: "ok", data: { "text/plain": "6" } },
      wrong: { status: "error", ename: "TypeScriptError" },
    });
  });
});

describe("requests that arrive together", () => {
  const together = async (stopOnError: boolean): Promise<unknown[]> => {
    const cells = ["const fine = 1; fine", "throw new Error('here')", "fine + 1", "fine + 2"];
    const results = await Promise.all(cells.map((code) => kernel.execute(code, { stopOnError })));
    return results.map(({ status, outputs }) => [status, outputs.map((output) => output.output_type), valueOf(outputs)]);
  };

  it("run one after another, and a failure aborts what waits", async () => {
    expect(await together(true)).toEqual([
      ["ok", ["execute_result"], "1"],
      ["error", ["error"], undefined],
      ["aborted", [], undefined],
      ["aborted", [], undefined],
    ]);
    expect((await kernel.execute("'next'")).status).toBe("ok");
  });

  it("all run when stop_on_error is false", async () => {
    expect((await together(false)).slice(2)).toEqual([
      ["ok", ["execute_result"], "2"],
      ["ok", ["execute_result"], "3"],
    ]);
  });
});

describe("an error after its cell had ended", () => {
  it("is told with its own cell, and fails the next one without running it", async () => {
    const { executionCount: count, outputs } = await kernel.execute(`
const server = require("net").createServer((s: any) => { s.end(); void Promise.reject(new Error("too late")); });
await new Promise((r) => server.listen(0, "127.0.0.1", () => r(0)));
server.address().port`);
    connect(Number(valueOf(outputs)), "127.0.0.1");
    const late = await lateError;
    expect(late).toMatchObject({ ename: "Error", evalue: "too late" });
    expect(late.traceback[0]).toBe(`In [${count}], line 2`);
    const next = await failureOf(kernel, "console.log('not run')");
    expect(next.evalue).toContain("this cell was not run");
    expect(next.traceback.join("\n")).toContain(`In [${count}], line 2`);
    expect((await kernel.execute("1")).status).toBe("ok");
    expect(kernel.lateErrors).toEqual([late]);
  });
});
