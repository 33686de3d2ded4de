// Builds the package: AssemblyScript kernels to embedded WebAssembly, TypeScript to dist/ (CommonJS and .d.ts), then docs/api.md.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { writeApiPage } from "./apiPage.mjs";

const require = createRequire(import.meta.url);
if (existsSync("scripts/buildWasm.mjs")) {
  const { buildWasm } = await import(pathToFileURL("scripts/buildWasm.mjs").href);
  await buildWasm();
}
const tsc = require.resolve("typescript/bin/tsc");
const result = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { stdio: "inherit" });
if (result.status === 0) writeApiPage();
process.exit(result.status ?? 1);
