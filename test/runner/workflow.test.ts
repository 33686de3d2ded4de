import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { testFolder, textUnder, writeTestNotebook } from "./notebookFiles";

const root = resolve(__dirname, "../..");
const commandsOf = (file: string): string[] =>
  [...readFileSync(join(root, file), "utf8").matchAll(/^ +- run: (.+)$/gm)].map(([, command]) => command!);

describe("the workflow", () => {
  it("contains only commands that continuous integration itself executes", () => {
    const ci = readFileSync(join(root, "scripts/ci.mjs"), "utf8");
    // npm cit is npm ci and npm test
    for (const step of ['["npm", ["ci"]]', '["npm", ["test"', '["npm", ["start", "--", "--smoke", "--out"']) expect(ci).toContain(step);
    expect(commandsOf(".github/workflows/notebooks.yml")).toEqual(["npm cit", "npm start -- --smoke --out smoke"]);
  });
});

describe("the snippet for other projects", () => {
  it("runs the notebooks of another project as it stands", () => {
    const [install, run, ...more] = commandsOf("docs/notebooks-ci.md");
    expect([install, more]).toEqual(["npm ci", []]);
    const project = testFolder();
    mkdirSync(join(project, "node_modules", ".bin"), { recursive: true });
    symlinkSync(join(root, "bin", "quantum-attention.js"), join(project, "node_modules", ".bin", "quantum-attention"));
    writeTestNotebook(join(project, "notebooks"), "one", ["40 + 2"]);
    writeTestNotebook(join(project, "notebooks"), "two", ["'two'"]);
    const { status, stderr } = spawnSync(run!, { shell: true, cwd: project, encoding: "utf8", env: { ...process.env, CI: "1" } });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(textUnder(join(project, "executed", "one.ipynb"), 0)).toBe("42");
    for (const file of ["report.json", "junit.xml", "index.html"]) expect(existsSync(join(project, "report", file))).toBe(true);
  });
});
