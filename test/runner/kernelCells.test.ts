import { beforeAll, describe, expect, it } from "vitest";
import type { Kernel } from "../../runner/index";
import { failureOf, startTestKernel, textOf, valueOf } from "./kernelHarness";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await startTestKernel();
});
const value = async (code: string): Promise<unknown> => valueOf((await kernel.execute(code)).outputs);

describe("a cell", () => {
  it("gives its value, its prints and its number, and later cells see its variables", async () => {
    const first = await kernel.execute("const kept: number = 40; console.log('ψ → φ'); kept + 1");
    expect(first.status).toBe("ok");
    expect(first.outputs).toEqual([
      { output_type: "stream", name: "stdout", text: "ψ → φ\n" },
      { output_type: "execute_result", execution_count: first.executionCount, data: { "text/plain": "41" }, metadata: {} },
    ]);
    const second = await kernel.execute("kept + 2");
    expect(valueOf(second.outputs)).toBe("42");
    expect(second.executionCount).toBe(first.executionCount! + 1);
  });

  it.each([
    ["await (async () => 3)()", "3"],
    ["await Promise.resolve(4)", "4"],
    ["let sum = 0; for await (const i of [1, 2, 3]) sum += i; sum", "6"],
    ["`two\nlines`", "two\nlines"],
    ["import { basename } from 'node:path'; basename('/a/b')", "b"],
  ])("%s is %s", async (code, expected) => {
    expect(await value(code)).toBe(expected);
  });

  it("takes variables of earlier cells in object literals of the short form", async () => {
    await kernel.execute("const early = 1; let changed = 2;");
    expect(await value("const later = { early, both: [3].map((own) => ({ own, changed })) }; JSON.stringify(later)")).toBe(
      '{"early":1,"both":[{"own":3,"changed":2}]}',
    );
    expect(await value("({ changed } = { changed: 4 }); changed + later.early")).toBe("5");
  });

  it("shows a value's own MIME bundle and what tslab displays", async () => {
    const { outputs } = await kernel.execute(`
      import { display } from "tslab";
      display.html("<b>bold</b>");
      ({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<i>own</i>", "text/plain": "own" }) })`);
    expect(outputs.map((output) => ("data" in output ? output.data : output))).toEqual([
      { "text/html": "<b>bold</b>" },
      { "text/html": "<i>own</i>", "text/plain": "own" },
    ]);
  });

  it("updates a display in place from a later cell", async () => {
    const first = await kernel.execute(`import { newDisplay } from "tslab"; const bar = newDisplay(); bar.text("0 %");`);
    await kernel.execute(`bar.text("100 %")`);
    expect(first.outputs).toEqual([{ output_type: "display_data", data: { "text/plain": "100 %" }, metadata: {} }]);
  });
});

describe("a failing cell", () => {
  it("names the lines of the cell, through functions and types that are erased", async () => {
    const error = await failureOf(
      kernel,
      "interface Erased {\n  a: number;\n}\nfunction deep(): never {\n  throw new RangeError('too deep');\n}\n\nconst call = () => deep();\ncall();",
    );
    expect(error.ename).toBe("RangeError");
    expect(error.evalue).toBe("too deep");
    const frames = error.traceback.filter((line) => line.startsWith("    at "));
    expect(frames.map((frame) => /line \d+/.exec(frame)?.[0])).toEqual(["line 5", "line 8", "line 9"]);
    expect(error.traceback[0]).toMatch(/^In \[\d+\], line 5$/);
    expect(error.traceback).toContain("--> 5   throw new RangeError('too deep');");
  });

  it("names the line after an await as well", async () => {
    const error = await failureOf(kernel, "await null;\nconst nothing: any = null;\nnothing.here;");
    expect(error.ename).toBe("TypeError");
    expect(error.traceback[0]).toMatch(/^In \[\d+\], line 3$/);
  });

  it("does not run when its types are wrong, and says where", async () => {
    const error = await failureOf(kernel, "console.log('never');\nconst text: string = 3;");
    expect(error.ename).toBe("TypeScriptError");
    expect(error.evalue).toMatch(/^In \[\d+\], line 2, column 7: Type 'number' is not assignable to type 'string'. \(TS2322\)$/);
  });

  it("names a missing package, imported or required", async () => {
    expect((await failureOf(kernel, "import x from 'no-such-package'")).evalue).toContain("Cannot find module 'no-such-package'");
    const required = await failureOf(kernel, "require('no-such-package')");
    expect(required.evalue).toContain("Cannot find module 'no-such-package'");
    expect(required.traceback.join("\n")).not.toContain("runner/kernel");
  });

  it.each([
    ["Promise.reject(new TypeError('nobody waits'))", "TypeError", "nobody waits"],
    ["setTimeout(() => { throw new Error('in a timer'); }, 1); await new Promise(() => undefined)", "Error", "in a timer"],
    ["throw 'only text'", "Thrown", "'only text'"],
    ["throw null", "Thrown", "null"],
    ["throw { get message() { throw new Error('hostile'); }, stack: '' }", "Error", ""],
  ])("%s fails as %s", async (code, ename, evalue) => {
    expect(await failureOf(kernel, code)).toMatchObject({ ename, evalue });
  });

  it("shows the cause of an error", async () => {
    const error = await failureOf(kernel, "throw new Error('outer', { cause: new TypeError('inner') })");
    expect(error.traceback.join("\n")).toContain("[cause]: TypeError: inner");
  });
});

describe("output", () => {
  it("of 100,000 lines arrives complete and in order", async () => {
    const { outputs } = await kernel.execute("for (let i = 0; i < 100_000; i++) console.log(`line ${i}`);");
    expect(outputs).toHaveLength(1);
    expect(textOf(outputs, "stdout") === Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`).join("")).toBe(true);
  });

  it("keeps the order of stdout, stderr and displays", async () => {
    const { outputs } = await kernel.execute(
      "console.log('a'); console.error('b'); console.log('c'); require('tslab').display.text('d'); console.log('e');",
    );
    expect(outputs.map((output) => ("text" in output ? output.text : "data" in output ? output.data["text/plain"] : ""))).toEqual([
      "a\n",
      "b\n",
      "c\n",
      "d",
      "e\n",
    ]);
  });

  it("of child processes and file descriptors belongs to the cell, also a marker's look-alike", async () => {
    const { outputs } = await kernel.execute(`
      require("child_process").execSync("echo from a child; echo to stderr >&2", { stdio: "inherit" });
      require("fs").writeSync(1, "straight to \\0 the descriptor\\n");`);
    expect(textOf(outputs, "stdout")).toBe("from a child\nstraight to \0 the descriptor\n");
    expect(textOf(outputs, "stderr")).toBe("to stderr\n");
  });

  it("may be large and binary-safe", async () => {
    const { outputs } = await kernel.execute(`require("tslab").display.raw("application/json", { text: "é".repeat(2_000_000) })`);
    expect(outputs[0]).toMatchObject({ data: { "application/json": { text: "é".repeat(2_000_000) } } });
  });
});
