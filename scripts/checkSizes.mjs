// Fails when a source file passes 600 lines, and names those over 300: a module that long wants to be two.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const files = ["src", "runner", "scripts", "bench"].flatMap((folder) =>
  readdirSync(folder, { recursive: true }).map((name) => join(folder, name)),
);
const sizes = files
  .filter((file) => /\.(ts|mjs|cjs)$/.test(file) && !file.endsWith(".generated.ts"))
  .map((file) => ({ file, lines: readFileSync(file, "utf8").split("\n").length }));
for (const { file, lines } of sizes.filter(({ lines }) => lines > 300)) console.log(`think again: ${file} has ${lines} lines`);
if (sizes.some(({ lines }) => lines > 600)) {
  console.error("a file passes 600 lines: split it");
  process.exit(1);
}
