import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/core/packageRoot";
import { runCli } from "../cli/runCli";
import { pageCommands } from "./pageCommands";
import { ProjectCopy, type CommandRun } from "./projectCopy";

const COMPARE = "--seeds 1 --epochs 1 --jobs 1 --out out/compare";
const TRIAL = "--mechanisms qsann --tasks first-token --seeds 2 --steps 5 --jobs 1 --out out";

/** Commands that are run here, in a copy of the project; `shows` is in what they print, or in the calls that were noted. */
const RUN_HERE: Readonly<Record<string, CommandRun & { readonly shows: RegExp; readonly code?: number }>> = {
  "npx quantum-attention --help": { shows: /compare .*\n.*train /s },
  "npx quantum-attention doctor": { shows: /backends +wasm, cpu/, env: { QUANTUM_ATTENTION_BROWSER: undefined } },
  "npx quantum-attention mechanisms": { shows: /swap-test/ },
  "npx quantum-attention compare": { more: COMPARE, shows: /lower validation loss/i },
  "npx quantum-attention compare --seeds 101": { more: COMPARE, shows: /lower validation loss/i }, // the last --seeds counts
  "npx quantum-attention compare --task sentences": { more: COMPARE, shows: /yelp.*imdb.*amazon/is },
  "npx quantum-attention train": { more: "--epochs 1", shows: /hybrid-synthetic-42/ },
  "npx quantum-attention train --model hybrid --mechanism qksan": { more: "--epochs 1", shows: /hybrid-qksan-synthetic-42/ },
  "npx quantum-attention trial": { more: `${TRIAL}/trial`, shows: /qsann/ },
  "npx quantum-attention trial --twins": { more: `${TRIAL}/twins`, shows: /bottleneck/ },
  "npx quantum-attention replay FILE": { shows: /classical.*hybrid/s },
  "npx quantum-attention replay test/fixtures/run42.json": { shows: /classical.*hybrid/s },
  "npx quantum-attention expval FILE.qasm": { shows: /ZI .*0\.0000/ },
  "npx quantum-attention draw FILE.qasm": { shows: /H.*●/ },
  "npx quantum-attention run NOTEBOOK…": { shows: /1 passed, 0 failed/ },
  "npx quantum-attention kernel install": { shows: /installed the kernel/ },
  "npx quantum-attention kernel install --user": { shows: /installed the kernel/ },
  "npm run lab": { noted: ["jupyter-lab"], shows: /called: jupyter-lab --ServerApp.root_dir=.*notebooks/ },
  "npm run bench": { more: "-- --quick --json --only step-profile", shows: /"medianUs"/ },
  "npm run bench:peers": { more: "-- --quick", noted: ["python3"], code: 1, shows: /ours.*missing: JAX/s },
  "npm run setup:native": { shows: /it already works; use it with --backend tensorflow/ },
  "npm run test:native": { noted: ["npx"], shows: /called: npx --no-install vitest run --config vitest.native.config.mts/ },
  "npm run test:node": { noted: ["npx"], shows: /-p node@20 .*vitest.mjs run.*-p node@22 .*vitest.mjs run.*-p node@24 .*vitest.mjs run/s },
  "npm run test:full": { more: "-- test/core/packageRoot.test.ts", shows: /1 passed/ },
  ".ci/run": { noted: ["npm"], shows: /0 passed, 0 failed\n/ },
};

/** Commands that would take minutes or fetch what they need: `.ci/run` calls these. */
const RUN_BY_CI: Readonly<Record<string, readonly string[]>> = {
  "npm ci": ["npm ci"],
  "npm test": ["npm test"],
  "npm cit": ["npm ci", "npm test"],
  "npm start": ["npm start -- --smoke"],
  "pip install jupyterlab plotly": ["npm run test:clients"], // installs both
  "jupyter lab notebooks": ["npm run test:clients"], // opens JupyterLab with this kernel and runs notebooks in it
};

const root = packageRoot();
const pages = ["README.md", "environment.md"];
let project: ProjectCopy;

beforeAll(() => {
  project = new ProjectCopy();
  copyFileSync(join(root, "test/fixtures/run42.json"), join(project.folder, "FILE"));
  writeFileSync(join(project.folder, "FILE.qasm"), 'OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; h q[0]; cx q[0], q[1];');
  const cell = { cell_type: "code", id: "a", metadata: {}, execution_count: null, outputs: [], source: "1 + 1" };
  writeFileSync(join(project.folder, "NOTEBOOK…"), JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }));
});
afterAll(() => project.remove());

describe("every command of README and environment.md", () => {
  it("is run, here or by .ci/run, and nothing else is", () => {
    const commands = new Set(pages.flatMap((page) => [...pageCommands(root, page)]));
    expect([...Object.keys(RUN_HERE), ...Object.keys(RUN_BY_CI)].sort()).toEqual([...commands].sort());
  });

  it.each(Object.entries(RUN_HERE))("%s", async (command, { shows, code = 0, ...how }) => {
    const end = await project.run(command, how);
    expect(end.shown).toMatch(shows);
    expect(end.code, end.shown).toBe(code);
  });

  it("that takes minutes is a step of .ci/run", async () => {
    const { shown } = await project.run(".ci/run", { noted: ["npm"] });
    const calls = shown.split("\n").filter((line) => line.startsWith("called: "));
    for (const [command, steps] of Object.entries(RUN_BY_CI))
      for (const step of steps)
        expect(
          calls.some((call) => `${call} `.startsWith(`called: ${step} `)),
          command,
        ).toBe(true);
    const requirements = readFileSync(join(root, "scripts/conformance/requirements.txt"), "utf8");
    for (const name of ["jupyterlab", "plotly"]) expect(requirements).toContain(`${name}==`);
  });
});

describe("options", () => {
  const names = ["compare", "train", "replay", "expval", "draw", "doctor", "run", "trial", "mechanisms", "kernel install"];
  const helps = new Map(names.map((name) => [name, runCli([...name.split(" "), "--help"]).out]));

  it.each(names)("in the examples of %s --help are among those that it lists", (name) => {
    const [listed, examples] = helps.get(name)!.split("Examples:");
    expect(examples).toContain(`$ npx quantum-attention ${name}`);
    for (const option of examples!.match(/--[a-z-]+/g) ?? []) expect(listed).toContain(option);
  });

  it("that the pages mention are those of a command or of a script", () => {
    const scripts = ["setupNative", "conformance", "ci"].map((name) => readFileSync(join(root, `scripts/${name}.mjs`), "utf8")).join();
    const known = new Set([
      ...[...helps.values()].flatMap((help) => help.match(/--[a-z-]+/g) ?? []),
      ...[...scripts.matchAll(/option\("([a-z-]+)"\)/g)].map(([, name]) => `--${name}`),
      ...Object.values(RUN_HERE).flatMap(({ more = "" }) => more.match(/--[a-z-]+/g) ?? []),
    ]);
    const mentioned = pages.flatMap((page) => readFileSync(join(root, page), "utf8").match(/(?<![-\w])--[a-z][a-z-]*/g) ?? []);
    expect(mentioned.filter((option) => !known.has(option))).toEqual([]);
  });
});
