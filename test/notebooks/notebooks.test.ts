import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runNotebooks, type NotebookReport } from "../../runner/index";
import { packageRoot } from "../../src/core/packageRoot";
import { compareOutputs } from "./compareOutputs";
import { hasTag, notebookOutputs, PLOTLY, readNotebook, textOf, type StoredCell } from "./notebookOutputs";

/** UPDATE_NOTEBOOKS=1 writes what the smoke runs show as what they must show. */
const update = process.env["UPDATE_NOTEBOOKS"] === "1";
/** Trained numbers differ in the last digits of float32 between machines; shots may follow a digit that does. */
const TOLERANCE = { absolute: 1e-3, relative: 5e-3 };
const LARGEST_BYTES = 500_000;
const LONGEST_CELL = 16;

const folder = join(packageRoot(), "notebooks");
const expectations = join(packageRoot(), "test/fixtures/notebooks");
const names = readdirSync(folder).filter((file) => file.endsWith(".ipynb")).sort(); // prettier-ignore
/** Draws again what the others have saved. */
const LAST = "06-figures.ipynb";

let out = "";
const reports = new Map<string, NotebookReport>();

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), "notebooks-"));
  const parameters = { values: { smoke: true, figures: join(out, "figures") }, texts: {} };
  for (const files of [names.filter((name) => name !== LAST), [LAST]]) {
    const paths = files.map((name) => join(folder, name));
    const { notebooks } = await runNotebooks(paths, { outputDir: join(out, "notebooks"), parameters, jobs: 2, startupTimeoutSeconds: 120 });
    notebooks.forEach((report, i) => reports.set(files[i]!, report));
  }
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

const sourceOf = (cell: StoredCell): string => textOf(cell.source);
const codeOf = (cells: readonly StoredCell[]): StoredCell[] => cells.filter(({ cell_type }) => cell_type === "code");

describe.each(names)("%s at smoke size", (name) => {
  it("runs without an error", () => {
    const { status, failure } = reports.get(name)!;
    expect({ status, failure }).toEqual({ status: "passed", failure: null });
  });

  it("shows the texts and figures that it must show", () => {
    const shown = notebookOutputs(readNotebook(join(out, "notebooks", name)));
    const file = join(expectations, name.replace(".ipynb", ".json"));
    if (update) writeFileSync(file, `${JSON.stringify(shown)}\n`);
    const expected = JSON.parse(readFileSync(file, "utf8")) as typeof shown;
    expect(compareOutputs(expected, shown, TOLERANCE)).toEqual([]);
  });

  it("says in each figure's title that it is of smoke size", () => {
    const figures = notebookOutputs(readNotebook(join(out, "notebooks", name))).flatMap(({ outputs }) =>
      outputs.filter((output) => typeof output === "object"),
    );
    for (const { title } of figures) expect(JSON.stringify(title)).toContain("smoke size");
  });
});

describe.each(names)("%s as it is committed", (name) => {
  const path = join(folder, name);
  const { cells, metadata } = readNotebook(path);
  const code = codeOf(cells);

  it("begins by awaiting ready(), has typed parameters at full size, and short cells", () => {
    expect(metadata.kernelspec?.name).toBe("quantum-attention");
    expect(sourceOf(code[0]!)).toContain("await ready()");
    const parameters = code.filter((cell) => hasTag(cell, "parameters"));
    expect(parameters).toHaveLength(1);
    expect(sourceOf(parameters[0]!)).toContain("const smoke: boolean = false;");
    for (const cell of code) expect(sourceOf(cell).split("\n").length).toBeLessThanOrEqual(LONGEST_CELL);
  });

  it("calls the library by its public name alone", () => {
    for (const cell of code) for (const [, from] of sourceOf(cell).matchAll(/from "([^"]+)"/g)) expect(from).toBe("quantum-attention");
  });

  it("carries its outputs, without errors, in less than 500 kB", () => {
    expect(statSync(path).size).toBeLessThan(LARGEST_BYTES);
    expect(code.map(({ execution_count }) => execution_count)).toEqual(code.map((_, i) => i + 1));
    const outputs = code.flatMap((cell) => cell.outputs ?? []);
    expect(outputs.filter(({ output_type }) => output_type === "error")).toEqual([]);
    expect(cells.some((cell) => hasTag(cell, "injected-parameters"))).toBe(false);
    for (const { data } of outputs.filter(({ data }) => data?.[PLOTLY] !== undefined)) {
      expect(Object.keys(data!).sort()).toEqual([PLOTLY, "image/png", "text/plain"]);
      expect(JSON.stringify((data![PLOTLY] as { layout: { title: unknown } }).layout.title)).not.toContain("smoke size");
    }
  });
});

describe("npm start at smoke size", () => {
  it("leaves picture, SVG and data of every figure", () => {
    const files = readdirSync(join(out, "figures"));
    const saved = files.filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -5));
    expect(saved).toContain("quantum_embedding_comparison");
    expect(saved).toContain("sentences_comparison");
    for (const name of saved) {
      expect(existsSync(join(out, "figures", `${name}.png`)) && existsSync(join(out, "figures", `${name}.svg`))).toBe(true);
      expect(JSON.parse(readFileSync(join(out, "figures", `${name}.json`), "utf8"))).toHaveProperty("result");
    }
  });
});
