import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Progress } from "../../src/core/progress";
import { runNotebooks, type NotebookReport, type RunReport } from "../../runner/index";
import type { Notebook } from "../../runner/notebook/notebook";
import { chooseKernel } from "../../runner/kernels/chooseKernel";
import { fingerprint } from "../../runner/stale/fingerprint";
import { notebookText, outputsOf, readJson, testFolder, textUnder, writeTestNotebook, type TestCell } from "./notebookFiles";

const SHOW = `const show = (globalThis as any)[Symbol.for("jupyter.writeDisplayData")];`;
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Notebooks that pass, one a behaviour. */
const PASSING: Readonly<Record<string, readonly TestCell[]>> = {
  tags: [
    { source: "throw new Error('never');", tags: ["skip-execution"] },
    { source: "throw new Error('expected');", tags: ["raises-exception"] },
    "'went on'",
    "  ",
    { source: "Text *stays*.", markdown: true },
  ],
  unicode: [{ source: "# Gefühle 🎵", markdown: true }, "const größe = '→ ψ ⟩ 漢字 🎵'; console.log(größe); größe.length"],
  large: ["for (let i = 0; i < 100_000; i++) console.log(`line ${i}`);"],
  pictures: [
    `${SHOW}\nshow({ data: { "image/png": "${PIXEL}", "image/svg+xml": "<svg>\\n</svg>", "text/plain": "pixel" }, metadata: { "image/png": { width: 1 } }, transient: {} }, false);`,
  ],
  updates: [
    `${SHOW}\nshow({ data: { "text/plain": "0 %" }, metadata: {}, transient: { display_id: "bar" } }, false);`,
    `show({ data: { "text/plain": "100 %" }, metadata: {}, transient: { display_id: "bar" } }, true); 1`,
  ],
  awaits: ["const later = await new Promise<number>((resolve) => setTimeout(() => resolve(41), 1));", "later + 1"],
  shadows: ["const process = 1, JSON = 2; const Promise = 3;", "process + JSON"],
  place: ["require('fs').readFileSync('beside.txt', 'utf8')"],
};

const folder = testFolder();
const out = join(folder, "out");
const lines: string[] = [];
let report: RunReport;
const notebook = (name: string): NotebookReport => report.notebooks.find(({ path }) => path.endsWith(`${name}.ipynb`))!;
const output = (name: string): string => notebook(name).output;

beforeAll(async () => {
  writeFileSync(join(folder, "beside.txt"), "found beside the notebook");
  const paths = Object.entries(PASSING).map(([name, cells]) => writeTestNotebook(folder, name, cells));
  const progress: Progress = {
    start: (label, total) => void lines.push(`${label} ${total}`),
    update: (done) => void lines.push(String(done)),
    finish: () => void lines.push("finish"),
    log: (line) => void lines.push(line),
  };
  report = await runNotebooks(paths, { outputDir: out, jobs: 2, progress });
});

describe("a run", () => {
  it("of two notebooks at a time passes, in the order in which they were named", () => {
    expect(report.notebooks.map(({ failure }) => failure)).toEqual(report.notebooks.map(() => null));
    expect(report.status).toBe("passed");
    expect(report.notebooks.map(({ path }) => path)).toEqual(Object.keys(PASSING).map((name) => join(folder, `${name}.ipynb`)));
  });

  it("reports its progress up to the end, and a line a notebook", () => {
    const [first, ...rest] = lines;
    expect(first).toBe("notebooks (%) 100");
    const percents = rest.filter((line) => /^\d+$/.test(line)).map(Number);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(percents.at(-1)).toBe(100);
    expect(rest.filter((line) => line.startsWith("passed"))).toHaveLength(report.notebooks.length);
    expect(rest.at(-1)).toBe("finish");
  });

  it("honours tags", () => {
    expect(notebook("tags").cells.map(({ status }) => status)).toEqual(["skipped", "allowed", "passed", "passed"]);
    expect(outputsOf(output("tags"), 0)).toEqual([]);
    expect(outputsOf(output("tags"), 1)).toMatchObject([{ output_type: "error", evalue: "expected" }]);
    expect(textUnder(output("tags"), 2)).toBe("went on");
  });

  it("keeps unicode, large output, pictures, updated displays and awaited values", () => {
    expect(textUnder(output("unicode"), 1)).toBe("→ ψ ⟩ 漢字 🎵\n11");
    expect(textUnder(output("large"), 0)).toBe(Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`).join(""));
    expect(outputsOf(output("pictures"), 0)).toEqual([
      {
        output_type: "display_data",
        data: { "image/png": PIXEL, "image/svg+xml": ["<svg>\n", "</svg>"], "text/plain": ["pixel"] },
        metadata: { "image/png": { width: 1 } },
      },
    ]);
    expect(textUnder(output("updates"), 0)).toBe("100 %");
    expect(textUnder(output("awaits"), 1)).toBe("42");
  });

  it("happens in the notebook's folder", () => {
    expect(textUnder(output("place"), 0)).toBe("found beside the notebook");
  });

  it("leaves the notebooks themselves alone", () => {
    for (const name of Object.keys(PASSING))
      expect(readFileSync(join(folder, `${name}.ipynb`), "utf8")).not.toContain('"execution_count": 1');
  });
});

describe("running again", () => {
  it("in place what has its outputs already leaves the same bytes, also in another layout", async () => {
    const place = testFolder();
    const executed = readJson<Notebook>(output("updates"));
    const path = join(place, "x.ipynb");
    const text = JSON.stringify({ extra: { unknown: 1 }, ...executed }, null, 2).replace(/\[\s*"100 %"\s*\]/, '"100 %"');
    expect(text).toContain('"text/plain": "100 %"');
    writeFileSync(path, text);
    const { status, counts } = await runNotebooks([path], { inplace: true });
    expect([status, counts.passed]).toEqual(["passed", 1]);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  it("is left out until a file that it depends on or the output changes, or it is forced", async () => {
    const place = testFolder();
    const data = join(place, "data.txt");
    writeFileSync(data, "one");
    const path = writeTestNotebook(place, "x", [{ source: "let n = 1;", tags: ["parameters"] }, "n"]);
    const run = async (n: number, force = false): Promise<string> => {
      const given = { parameters: { values: { n } }, depends: [data], outputDir: join(place, "out"), force };
      return (await runNotebooks([path], given)).notebooks[0]!.status;
    };
    const executed = join(place, "out", "x.ipynb");
    expect([await run(2), await run(2)]).toEqual(["passed", "skipped"]);
    const first = readFileSync(executed, "utf8");
    expect(readJson<Notebook>(executed).cells.map(({ metadata }) => metadata.tags)).toEqual([
      ["parameters"],
      ["injected-parameters"],
      undefined,
    ]);
    expect(textUnder(executed, 2)).toBe("2");
    expect(await run(2, true)).toBe("passed");
    expect(readFileSync(executed, "utf8")).toBe(first);
    writeFileSync(data, "two");
    expect([await run(3), await run(3)]).toEqual(["passed", "skipped"]);
    appendFileSync(executed, " ");
    expect(await run(3)).toBe("passed");
  });

  it("is due when cells, kernel, options or files differ, not when outputs do", () => {
    const read = (cells: readonly TestCell[]): Notebook => JSON.parse(notebookText(cells)) as Notebook;
    const kernel = chooseKernel();
    const base = fingerprint(read(["1"]), kernel, [], { allowErrors: false });
    const executed = read(["1"]);
    Object.assign(executed.cells[0]!, { execution_count: 1, outputs: [{ output_type: "stream", name: "stdout", text: "x" }] });
    executed.cells[0]!.metadata.failure = { name: "Error" };
    expect(fingerprint(executed, kernel, [], { allowErrors: false })).toBe(base);
    const others = [
      fingerprint(read(["2"]), kernel, [], { allowErrors: false }),
      fingerprint(read([{ source: "1", tags: ["raises-exception"] }]), kernel, [], { allowErrors: false }),
      fingerprint(read([{ source: "1", metadata: { execution: { timeout: 3 } } }]), kernel, [], { allowErrors: false }),
      fingerprint(read(["1"]), { ...kernel, command: ["other"] }, [], { allowErrors: false }),
      fingerprint(read(["1"]), kernel, [{ file: "a", sha256: "0" }], { allowErrors: false }),
      fingerprint(read(["1"]), kernel, [{ file: "a", sha256: "1" }], { allowErrors: false }),
      fingerprint(read(["1"]), kernel, [], { allowErrors: true }),
    ];
    expect(new Set([base, ...others]).size).toBe(others.length + 1);
  });

  it("after a failure that does not come again is flaky, never passed, and never fresh", async () => {
    const place = testFolder();
    const once = "if (!require('fs').existsSync('tried')) { require('fs').writeFileSync('tried', ''); throw new Error('first time'); }";
    const path = writeTestNotebook(place, "x", [once]);
    const options = { outputDir: join(place, "out"), retries: 2, report: join(place, "report") };
    const flaky = await runNotebooks([path], options);
    expect(flaky.counts).toMatchObject({ flaky: 1, passed: 0, failed: 0 });
    expect(flaky.notebooks[0]).toMatchObject({ status: "flaky", attempts: 2, failure: null, earlierFailures: [{ message: "first time" }] });
    expect(readFileSync(join(place, "report", "junit.xml"), "utf8")).toContain("<flakyFailure");
    expect(readFileSync(join(place, "report", "index.html"), "utf8")).toContain("Attempt 1 failed");
    expect((await runNotebooks([path], options)).notebooks[0]!.status).toBe("passed");
  });

  it("goes on after errors when they are allowed, but not after the end of its kernel", async () => {
    const place = testFolder();
    const paths = [
      writeTestNotebook(place, "errors", ["throw new Error('one')", "'two'"]),
      writeTestNotebook(place, "exit", ["process.exit(1)", "'two'"]),
    ];
    const { notebooks } = await runNotebooks(paths, {
      outputDir: join(place, "out"),
      allowErrors: true,
      jobs: 2,
      notebookTimeoutSeconds: 60,
    });
    expect(notebooks.map(({ status, cells }) => [status, ...cells.map((cell) => cell.status)])).toEqual([
      ["passed", "allowed", "passed"],
      ["failed", "failed", "not-run"],
    ]);
    const late = writeTestNotebook(place, "late", ["while (true) {}"], { execution: { notebook_timeout: 2 } });
    const limited = await runNotebooks([late], { outputDir: join(place, "out") });
    expect(limited.notebooks[0]!.failure).toMatchObject({ name: "NotebookTimeout", cell: 0 });
  });

  it("keeps folders apart where names are equal", async () => {
    const place = testFolder();
    const paths = ["a", "b"].map((name) => writeTestNotebook(join(place, name), "x", []));
    const { notebooks } = await runNotebooks(paths, { outputDir: join(place, "out"), jobs: 2 });
    expect(notebooks.map(({ output: to }) => to)).toEqual(["a", "b"].map((name) => join(place, "out", name, "x.ipynb")));
    expect(notebooks.every(({ output: to }) => existsSync(to))).toBe(true);
  });
});
