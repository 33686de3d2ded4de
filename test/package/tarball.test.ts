import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { packageRoot } from "../../src/core/packageRoot";
import { markdownBlocks } from "../docs/codeBlocks";

const root = packageRoot();
const folder = mkdtempSync(join(tmpdir(), "tarball-"));
const project = join(folder, "project");

/** Runs a program in the consuming project and returns its output; throws with all of it when the program fails. */
function run(command: string, args: readonly string[], cwd = project): string {
  const shell = process.platform === "win32";
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8", shell, maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${stdout}\n${stderr}`);
  return stdout;
}

/** Runs a program text in the consuming project. */
function runNode(file: string, text: string): string {
  writeFileSync(join(project, file), text);
  return run(process.execPath, [file]);
}

beforeAll(() => {
  run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], root);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"))!;
  const [block] = markdownBlocks(root, "README.md").filter(({ info, text }) => info === "json" && text.includes('"overrides"'));
  const { overrides } = JSON.parse(block!.text) as { overrides: object };
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "consumer", version: "1.0.0", private: true, overrides }));
  run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, tarball)]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const USE = `
  const [zz] = expval(circuit(2).h(0).cnot(0, 1).ry(param("a"), 1), [parseObservable("ZZ")], { a: Math.PI });
  console.log(zz.toFixed(6));`;
const NAMES = "circuit, expval, param, parseObservable";

it("runs a circuit after require and after import, with named imports", () => {
  expect(runNode("use.cjs", `const { ${NAMES} } = require("quantum-attention");${USE}`)).toBe("-1.000000\n");
  expect(runNode("use.mjs", `import { ${NAMES} } from "quantum-attention";${USE}`)).toBe("-1.000000\n");
});

it("starts the wasm backend", () => {
  const text = 'require("quantum-attention").ready().then(({ name }) => console.log(name));';
  expect(runNode("ready.cjs", text)).toBe("wasm\n");
});

it("loads neither the browser driver nor danfo before they are needed", () => {
  const text = `require("quantum-attention");
    const loaded = Object.keys(require.cache).map((path) => path.replaceAll("\\\\", "/"));
    console.log(["playwright-core", "danfojs-node", "plotly.js-dist", "zeromq"].filter((name) => loaded.some((path) => path.includes("/" + name + "/"))));`;
  expect(runNode("cold.cjs", text)).toBe("[]\n");
});

it("has its command line and its data", () => {
  expect(run("npx", ["--no-install", "quantum-attention", "--help"])).toMatch(/compare[\s\S]*expval/);
  const text = 'const { dataManifest } = require("quantum-attention"); console.log(dataManifest().length > 0);';
  expect(runNode("data.cjs", text)).toBe("true\n");
});

it("has type declarations that TypeScript 5.0.4 reads, as the notebook kernel does", () => {
  const check = `
    const ts = require("@tslab/typescript-for-tslab");
    const { readdirSync, writeFileSync } = require("node:fs");
    const { join, resolve } = require("node:path");
    const folder = resolve("node_modules/quantum-attention/dist");
    const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".d.ts")).map((name) => join(folder, name));
    writeFileSync("consumer.ts", 'import * as qa from "quantum-attention";\\nexport const c: qa.Circuit = qa.circuit(2).h(0);\\n');
    const options = { target: ts.ScriptTarget.ES2020, module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10,
      esModuleInterop: true, strict: true, noEmit: true, types: ["node"] };
    const program = ts.createProgram([...files, resolve("consumer.ts")], options);
    const own = program.getSourceFiles().filter(({ fileName }) => resolve(fileName).startsWith(folder) || fileName.endsWith("consumer.ts"));
    const found = own.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
    console.log(JSON.stringify({ version: ts.version, files: own.length, errors: found.map(({ file, start, messageText }) =>
      file.fileName.slice(folder.length) + ":" + file.getLineAndCharacterOfPosition(start).line + " " + ts.flattenDiagnosticMessageText(messageText, " ")) }));`;
  const { version, files, errors } = JSON.parse(runNode("types.cjs", check)) as { version: string; files: number; errors: string[] };
  expect(version).toBe("5.0.4");
  expect(files).toBeGreaterThan(50);
  expect(errors).toEqual([]);
});

it("holds no test, source or fixture", () => {
  const names = readdirSync(join(project, "node_modules/quantum-attention"), { recursive: true, encoding: "utf8" });
  expect(names.filter((name) => /(^|[\\/])(test|bench|src[\\/].*(?<!\.d)\.ts$)/.test(name) && !name.startsWith("dist"))).toEqual([]);
  expect(readFileSync(join(project, "node_modules/quantum-attention/package.json"), "utf8")).toContain('"quantum-attention"');
});
