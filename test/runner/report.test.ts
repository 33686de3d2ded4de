import { XMLParser, XMLValidator } from "fast-xml-parser";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { NotebookReport } from "../../runner/index";
import { summarise } from "../../runner/runReport";
import { writeReport } from "../../runner/report/writeReport";
import { findBrowsers } from "../../src/figures/export/browser";
import { browserFlags } from "../../src/figures/export/browserFlags";
import { testFolder, writeTestNotebook } from "./notebookFiles";
import { storeOutputs } from "../../runner/notebook/storedOutputs";
import { readNotebook, writeNotebook } from "../../runner/notebook/notebookFile";
import type { CodeCell } from "../../runner/notebook/notebook";

const figure = (y: readonly number[]): object => ({
  data: [{ type: "scatter", x: [1, 2, 3], y }],
  layout: { title: { text: "</script> & <b>" } },
});
const PLOTLY = "application/vnd.plotly.v1+json";

/** A report of one failed and one skipped notebook, the first executed with two figures, a table and an error. */
function exampleReport(folder: string): NotebookReport[] {
  const path = writeTestNotebook(folder, "shown", [
    { source: "# Title with $\\psi^2$, [next](same.ipynb), [other](other.ipynb)\n\n| a | b |\n|---|---|\n| 1 | 2 |", markdown: true },
    "const a: string = '<script>alert(1)</script>';",
    "figures();",
    "throw new Error('sad');",
  ]);
  const file = readNotebook(path);
  const cell = (at: number): CodeCell => file.notebook.cells[at] as CodeCell;
  cell(1).outputs = storeOutputs([{ output_type: "stream", name: "stdout", text: "\u001b[31mred\u001b[0m 10 %\r100 % <b>\n" }]);
  cell(2).outputs = storeOutputs([
    { output_type: "display_data", data: { [PLOTLY]: figure([1, 3, 2]), "text/plain": "Figure" }, metadata: {} },
    { output_type: "display_data", data: { [PLOTLY]: figure([2, 1, 2]), "text/plain": "Figure" }, metadata: {} },
    { output_type: "display_data", data: { "text/html": "<table><tr><td>cell</td></tr></table>" }, metadata: {} },
  ]);
  writeNotebook(file, path);
  const cells = ["passed", "passed", "failed"].map((status, i) => ({
    index: i + 1,
    id: `cell-${i + 1}`,
    status,
    executionCount: i + 1,
    seconds: 0.5,
  }));
  const failure = {
    name: "Error",
    message: "sad \u0007 & <worse>",
    cell: 3,
    cellId: "cell-3",
    executionCount: 3,
    source: "throw",
    stdout: "",
    stderr: "",
    traceback: ["Error: sad"],
  };
  const base = { path, output: path, seconds: 2, startSeconds: 0.4, cellSeconds: 1.5, attempts: 1, earlierFailures: [] };
  return [
    { ...base, status: "failed", failure, cells } as NotebookReport,
    { ...base, path: "same.ipynb", status: "skipped", failure: null, cells: [{ ...cells[0]!, status: "skipped" }] },
  ];
}

function writeExample(): string {
  const folder = testFolder();
  const kernel = { name: "k", command: ["node"] };
  writeReport(summarise({ seconds: 2, kernel, parameters: { size: "smoke" }, notebooks: exampleReport(folder) }), join(folder, "report"));
  return join(folder, "report");
}

describe("junit.xml", () => {
  it("is valid and has a suite a notebook, a case a cell, the failure with its text, and what was skipped", () => {
    const text = readFileSync(join(writeExample(), "junit.xml"), "utf8");
    expect(XMLValidator.validate(text)).toBe(true);
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: "",
      isArray: (name) => ["testsuite", "testcase"].includes(name),
    });
    type Suite = {
      name: string;
      tests: string;
      failures: string;
      skipped: string;
      testcase: { name: string; failure?: { type: string; message: string } }[];
    };
    const { testsuites } = parser.parse(text) as { testsuites: { tests: string; failures: string; testsuite: Suite[] } };
    expect(testsuites).toMatchObject({ tests: "4", failures: "1" });
    expect(testsuites.testsuite.map(({ tests, failures, skipped }) => [tests, failures, skipped])).toEqual([
      ["3", "1", "0"],
      ["1", "0", "1"],
    ]);
    expect(testsuites.testsuite[0]!.testcase.map(({ name }) => name)).toEqual(["cell 2", "cell 3", "cell 4"]);
    expect(testsuites.testsuite[0]!.testcase[2]!.failure).toMatchObject({ type: "Error", message: "sad � & <worse>" });
  });
});

describe("index.html in a browser", () => {
  it("draws its figures, formulas and tables, marks the failure, and asks for nothing", async () => {
    const page = pathToFileURL(join(writeExample(), "index.html")).href;
    const { executablePath, env } = findBrowsers()[0]!.prepare();
    const bundled = findBrowsers()[0]!.source === "bundled";
    const browser = await chromium.launch({ executablePath, args: browserFlags("flat", bundled), env: { ...process.env, ...env } });
    const noise: string[] = [];
    try {
      const tab = await browser.newPage();
      tab.on("console", (message) => noise.push(`${message.type()}: ${message.text()}`));
      tab.on("pageerror", (error) => noise.push(error.message));
      tab.on("dialog", (dialog) => void noise.push(dialog.message()));
      tab.on("request", (request) => /^(data|blob):/.test(request.url()) || noise.push(request.url()));
      await tab.goto(page);
      await tab.waitForFunction(`document.querySelectorAll(".figure .main-svg").length >= 2`);
      expect(await tab.locator(".figure path.js-line").count()).toBe(4);
      expect(await tab.locator("math").count()).toBe(2);
      expect(await tab.locator("section").first().locator(".text td").allTextContents()).toEqual(["1", "2"]);
      const links = await tab.locator("section").first().locator(".text a").all();
      expect(await Promise.all(links.map((link) => link.getAttribute("href")))).toEqual(["#notebook-1", "other.ipynb"]);
      expect(await tab.locator(".html td").first().textContent()).toBe("cell");
      expect(await tab.locator(".cell.failed").first().textContent()).toContain("throw new Error('sad')");
      expect(await tab.locator("a.reason").allTextContents()).toEqual(["Error in cell 4"]);
      expect(await tab.locator((await tab.locator("a.reason").getAttribute("href"))!).textContent()).toContain("throw new Error('sad')");
      expect(await tab.locator("pre.stream").first().textContent()).toBe("100 % <b>\n");
      expect(await tab.locator("h1").first().textContent()).toContain("failed");
      await tab.locator(".figure .scatterlayer .points path").nth(1).hover({ force: true });
      await tab.waitForSelector(".hoverlayer .hovertext");
    } finally {
      await browser.close();
    }
    expect(noise).toEqual([page]);
  });
});
