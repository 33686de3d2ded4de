// Fails when a source file passes 600 lines or a committed file 500 kB, and names those over 300 lines: a module that long wants to be two.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const LARGEST_BYTES = 500_000;
const LARGEST_LINES = 600;

const files = ["src", "runner", "scripts", "bench"].flatMap((folder) =>
  readdirSync(folder, { recursive: true }).map((name) => join(folder, name)),
);
const sizes = files
  .filter((file) => /\.(ts|mjs|cjs)$/.test(file) && !file.endsWith(".generated.ts"))
  .map((file) => ({ file, lines: readFileSync(file, "utf8").split("\n").length }));
for (const { file, lines } of sizes.filter(({ lines }) => lines > 300)) console.log(`think again: ${file} has ${lines} lines`);
const long = sizes.filter(({ lines }) => lines > LARGEST_LINES).map(({ file }) => `${file} passes ${LARGEST_LINES} lines: split it`);

/** What git tracks; nothing outside a checkout. */
const tracked = existsSync(".git") ? execFileSync("git", ["ls-files", "-z"], { encoding: "utf8" }).split("\0").filter(existsSync) : [];
const large = tracked
  .filter((file) => statSync(file).size > LARGEST_BYTES)
  .map((file) => `${file} has over ${LARGEST_BYTES / 1000} kB: pack it, or leave it out`);

for (const problem of [...long, ...large]) console.error(problem);
if (long.length + large.length > 0) process.exit(1);
