import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as library from "quantum-attention";
import { packageRoot } from "../../src/core/packageRoot";
import { docCommentBlocks, markdownBlocks, markdownExamples } from "./codeBlocks";
import { publicNames, typeErrors, writeExampleModules } from "./exampleModules";

const root = packageRoot();
const pages = ["README.md", "environment.md"];
const blocks = [
  ...docCommentBlocks(root, "src"),
  ...docCommentBlocks(root, "runner"),
  ...pages.flatMap((file) => markdownExamples(root, file)),
];
const names = publicNames(root);
const examples = writeExampleModules(
  join(root, ".cache/examples"),
  blocks.filter(({ info }) => info === "ts"),
  new Set(names.map(({ name }) => name)),
);

describe("the doc comment of every public name", () => {
  it("says what it is", () => {
    expect(names.filter(({ text }) => text === "").map(({ name }) => name)).toEqual([]);
  });

  it("shows each function and class at work, errors in that of their common class", () => {
    const values = library as Readonly<Record<string, unknown>>;
    const isError = ({ name }: { name: string }): boolean => /^(?!QuantumAttention).*Error$/.test(name);
    const callable = names.filter((each) => typeof values[each.name] === "function" && !isError(each));
    expect(callable.length).toBeGreaterThan(200);
    expect(callable.filter(({ hasExample }) => !hasExample).map(({ name }) => name)).toEqual([]);
  });
});

/** Where the examples run: what they write goes there, what they read of the project is there too. */
const folder = mkdtempSync(join(tmpdir(), "examples-"));
symlinkSync(join(root, "test"), join(folder, "test"), "junction");
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(root);
  rmSync(folder, { recursive: true, force: true });
});

describe("examples of doc comments, README and environment.md", () => {
  it("compile against the public names", () => {
    expect(examples.length).toBeGreaterThan(20);
    expect(typeErrors(root, examples)).toEqual([]);
  });

  it.each(examples.map(({ where, path }) => [where, path] as const))("%s runs", async (_where, path) => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const complaints = [vi.spyOn(console, "warn"), vi.spyOn(console, "error")];
    try {
      await import(/* @vite-ignore */ path);
      for (const complaint of complaints) expect(complaint.mock.calls).toEqual([]);
    } finally {
      log.mockRestore();
      for (const complaint of complaints) complaint.mockRestore();
    }
  });

  it("write what the pages say", () => {
    for (const file of ["curves.json", "curves.png", "curves.svg"]) expect(existsSync(join(folder, "figures", file)), file).toBe(true);
  });

  it("are all the code of the pages that is no command and no JSON, and none of it is commented out", () => {
    for (const page of pages) {
      const kinds = new Set(markdownBlocks(root, page).map(({ info }) => info));
      expect([...kinds].filter((info) => !["ts", "sh", "json"].includes(info))).toEqual([]);
      expect(readFileSync(join(root, page), "utf8")).not.toMatch(/^\s*\/\//m);
    }
  });
});
