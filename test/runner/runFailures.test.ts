import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { kernelCommand, runNotebooks, summaryText, type NotebookReport } from "../../runner/index";
import type { Notebook } from "../../runner/notebook/notebook";
import { parseNotebook } from "../../runner/notebook/notebookFile";
import { notebookText, outputsOf, readJson, testFolder, textUnder, writeTestNotebook, type TestCell } from "./notebookFiles";

const BEFORE = "console.log('before');\n";
const limited = (source: string, timeout = 2): TestCell => ({ source, metadata: { execution: { timeout } } });

/** Notebook → its failing cell, the failure's name and what the message says. The cell before it prints, the one after must not run. */
const FAILING: Readonly<Record<string, readonly [TestCell, string, RegExp]>> = {
  throws: [`${BEFORE}console.error('to stderr');\nconst nothing: any = null;\nnothing.here;`, "TypeError", /properties of null/],
  types: ["const text: string = 3;", "TypeScriptError", /line 1, column 7: Type 'number' is not assignable/],
  syntax: ["const = 3;", "TypeScriptError", /In \[2\], line 1/],
  missing: ["import nothing from '@scope/no-such-package/file';", "MissingPackage", /npm install @scope\/no-such-package$/],
  required: ["require('no-such-package');", "MissingPackage", /Cannot find module 'no-such-package'.*npm install no-such-package$/s],
  rejects: ["void Promise.reject(new RangeError('nobody waits'));", "RangeError", /nobody waits/],
  exits: [`${BEFORE}process.exit(3);`, "KernelExit", /exit code 3.*process\.exit/],
  dies: ["process.kill(process.ppid, 'SIGKILL'); await new Promise(() => undefined);", "DeadKernel", /ended with signal SIGKILL/],
  loops: [limited("while (true) {}"), "CellTimeout", /did not end within 2 s/],
  hangs: [limited("await new Promise(() => undefined);"), "CellTimeout", /a promise that nobody settles/],
  floods: ["while (true) console.log('x'.repeat(1000));", "OutputFlood", /more than 200000 characters/],
};

const folder = testFolder();
const out = join(folder, "out");
const reports = new Map<string, NotebookReport>();
let summary = "";

beforeAll(async () => {
  const paths = Object.entries(FAILING).map(([name, [cell]]) => writeTestNotebook(folder, name, ["'first'", cell, "'never'"]));
  paths.push(
    writeTestNotebook(folder, "handle", ["setInterval(() => undefined, 1000); const server = require('net').createServer().listen(0);"]),
  );
  paths.push(writeTestNotebook(folder, "late", ["'first'", "setTimeout(() => { throw new Error('came late'); }, 20); 2"]));
  paths.push(writeTestNotebook(folder, "busy", ["setTimeout(() => { while (true); }, 20); 2"]));
  const report = await runNotebooks(paths, { outputDir: out, jobs: 3, maxOutputCharacters: 200_000 });
  for (const notebook of report.notebooks) reports.set(notebook.path.slice(folder.length + 1, -".ipynb".length), notebook);
  summary = summaryText(report);
  expect(report.status).toBe("failed");
  expect(report.notebooks.filter(({ status }) => status !== "failed").map(({ path, status }) => ({ path, status }))).toEqual([]);
  expect(report.counts.failed).toBe(paths.length);
});

describe("a notebook fails", () => {
  it.each(Object.keys(FAILING))("by a cell that %s: named, marked, saved, and the rest is not run", (name) => {
    const [cell, failureName, says] = FAILING[name]!;
    const source = typeof cell === "string" ? cell : cell.source;
    const { failure, cells, output } = reports.get(name)!;
    expect(failure).toMatchObject({ name: failureName, message: expect.stringMatching(says) as string, cell: 1, cellId: "cell-1", source });
    expect(failure!.traceback.length).toBeGreaterThan(0);
    expect(cells.map(({ status }) => status)).toEqual(["passed", "failed", "not-run"]);
    expect(textUnder(output, 0)).toBe("first");
    expect(readJson<Notebook>(output).cells[1]!.metadata).toMatchObject({ failure: { name: failureName } });
    expect(outputsOf(output, 1).at(-1)).toMatchObject({ output_type: "error" });
    expect(outputsOf(output, 2)).toEqual([]);
    expect(summary).toContain(`${folder}/${name}.ipynb, cell 2`);
  });

  it("by what is still open after its end", () => {
    expect(reports.get("handle")!.failure).toMatchObject({
      name: "OpenHandle",
      message: expect.stringContaining("leaves a server, a timer open") as string,
    });
    expect(readJson<Notebook>(reports.get("handle")!.output).metadata).toMatchObject({ failure: { name: "OpenHandle" } });
  });

  it("by code that goes on after its end and answers nobody", () => {
    expect(reports.get("busy")!.failure).toMatchObject({
      name: "OpenHandle",
      cell: null,
      message: expect.stringContaining("no pause for 6 s; await it in its cell") as string,
    });
  });

  it("not by requests to the file system, which end by themselves, nor by what is allowed", async () => {
    const place = testFolder();
    const requests =
      "(async () => { for (const end = Date.now() + 8000; Date.now() < end;) await require('fs/promises').stat('.'); })(); 2";
    const run = (name: string, source: string, allowOpenHandles: boolean): ReturnType<typeof runNotebooks> =>
      runNotebooks([writeTestNotebook(place, name, [source])], { outputDir: join(place, "out"), allowOpenHandles });
    const loop = "setTimeout(() => { while (true); }, 20); 2";
    for (const { notebooks } of await Promise.all([run("files", requests, false), run("busy", loop, true)]))
      expect(notebooks[0]).toMatchObject({ status: "passed", failure: null });
  });

  it("by an error that comes after its cell", () => {
    expect(reports.get("late")!.failure).toMatchObject({ name: "LateError", message: expect.stringContaining("came late") as string });
  });

  it("with source, streams and traceback in the message", () => {
    expect(reports.get("throws")!.failure).toMatchObject({ stdout: "before\n", stderr: "to stderr\n" });
    expect(summary).toMatch(
      /throws.ipynb, cell 2 \(In \[2\]\): TypeError: Cannot read.*\nsource:\n.*\n.*\n.*\n {4}nothing.here;\nstdout:\n {4}before\nstderr:\n {4}to stderr\ntraceback:\n.*In \[2\], line 4/,
    );
  });

  it("with a bounded rest of its output", () => {
    const text = textUnder(reports.get("floods")!.output, 1);
    expect(text.length).toBeLessThanOrEqual(200_000);
    expect(text.startsWith("x".repeat(1000))).toBe(true);
  });

  it("and leaves a valid notebook", () => {
    for (const { output } of reports.values()) {
      const { nbformat, nbformat_minor, metadata, cells } = readJson<Notebook>(output);
      expect(() => parseNotebook(output, JSON.stringify({ nbformat, nbformat_minor, metadata, cells }))).not.toThrow();
    }
  });
});

describe("a kernel", () => {
  it("that exhausts its memory is named; one installed by name is found in Jupyter's folders", async () => {
    const data = testFolder();
    const kernel = join(data, "kernels", "small");
    mkdirSync(kernel, { recursive: true });
    const spec = {
      argv: kernelCommand(),
      display_name: "small",
      language: "typescript",
      interrupt_mode: "message",
      env: { NODE_OPTIONS: "--max-old-space-size=256" },
    };
    writeFileSync(join(kernel, "kernel.json"), JSON.stringify(spec));
    process.env.JUPYTER_PATH = data;
    const path = writeTestNotebook(data, "memory", ["const all: number[][] = []; while (true) all.push(new Array(100_000).fill(0.5));"]);
    const { notebooks } = await runNotebooks([path], { outputDir: join(data, "out"), kernel: "Small" });
    expect(notebooks[0]!.failure).toMatchObject({ name: "OutOfMemory", cell: 0 });
    await expect(runNotebooks([path], { outputDir: join(data, "out"), kernel: "none" })).rejects.toMatchObject({
      name: "EnvironmentError",
      message: expect.stringMatching(/no kernel "none".*installed are .*small/) as string,
    });
    writeFileSync(
      join(kernel, "kernel.json"),
      JSON.stringify({ ...spec, argv: [process.execPath, "-e", "console.error('broken'); process.exit(9)"] }),
    );
    const broken = await runNotebooks([path], { outputDir: join(data, "new"), kernel: "small" });
    expect(broken.status).toBe("kernel-not-started");
    expect(broken.notebooks[0]!.failure).toMatchObject({
      name: "KernelStart",
      message: expect.stringMatching(/exit code 9.*broken/) as string,
    });
    delete process.env.JUPYTER_PATH;
  });
});

describe("notebooks are refused before any kernel starts", () => {
  it.each([
    ["in another language", notebookText(["1"], { kernelspec: { name: "python3", language: "python" } }), /written in python/],
    ["that are none", "{}", /not a valid notebook/],
  ])("%s", async (_, text, message) => {
    const path = join(testFolder(), "x.ipynb");
    writeFileSync(path, text);
    await expect(runNotebooks([path])).rejects.toThrow(message);
  });

  it("named twice, or to be overwritten", async () => {
    const place = testFolder();
    const path = writeTestNotebook(place, "x", ["1"]);
    await expect(runNotebooks([path, path])).rejects.toThrow("named twice");
    await expect(runNotebooks([path], { outputDir: place })).rejects.toThrow("would be overwritten");
    await expect(runNotebooks([path], { outputDir: place, inplace: true })).rejects.toThrow("both --inplace and --output-dir");
    for (const [option, named] of [
      ["outputDir", "--output-dir"],
      ["report", "--report"],
    ] as const)
      // prettier-ignore
      await expect(runNotebooks([path], { outputDir: join(place, "never"), [option]: path })).rejects.toMatchObject({
        name: "OutputError",
        message: expect.stringMatching(new RegExp(`cannot write into the folder .*choose another with ${named}$`)) as string,
      });
    expect(existsSync(join(place, "never", "x.ipynb"))).toBe(false);
    await expect(runNotebooks([path], { dpends: [] } as never)).rejects.toThrow('unknown option "dpends"');
    await expect(runNotebooks([path], { depends: ["no/such/*.file"] })).rejects.toThrow('no file matches "no/such/*.file"');
  });
});
