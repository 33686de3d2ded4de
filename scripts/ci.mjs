// The steps of .ci/run, one after another; a failing step does not stop those that can still say something.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { option, run } from "./run.mjs";

const folder = mkdtempSync(join(tmpdir(), "quantum-attention-ci-"));
const counts = (name) => join(folder, `${name}.json`);
const vitestArguments = (name) => ["--", "--reporter=default", "--reporter=json", `--outputFile.json=${counts(name)}`];

/** `counts`: the file in which the step's test runner leaves its counts; `after`: a step without which this one makes no sense. */
const STEPS = [
  { name: "install", command: ["npm", ["ci"]] },
  { name: "tests", command: ["npm", ["test", ...vitestArguments("tests")]], counts: counts("tests"), after: "install" },
  {
    name: "tarball",
    command: ["npm", ["run", "test:package", ...vitestArguments("tarball")]],
    counts: counts("tarball"),
    after: "install",
  },
  {
    name: "notebook clients",
    command: ["npm", ["run", "test:clients", "--", `--counts=${counts("clients")}`]],
    counts: counts("clients"),
    after: "install",
    python: true,
  },
  { name: "smoke run", command: ["npm", ["start", "--", "--smoke", "--out", join(folder, "smoke")]], after: "install" },
];

/** A test runner's own numbers: vitest's JSON report, or `{ passed, failed }`. */
function readCounts(file) {
  if (file === undefined || !existsSync(file)) return { passed: 0, failed: 0 };
  const report = JSON.parse(readFileSync(file, "utf8"));
  return { passed: report.numPassedTests ?? report.passed, failed: report.numFailedTests ?? report.failed };
}

/** Every file of the folders that only a full `npm start` may write, with its size and time. */
function shownFiles() {
  return ["figures", "notebooks"]
    .filter((name) => existsSync(name))
    .flatMap((name) => readdirSync(name, { recursive: true }).map((file) => join(name, file)))
    .map((file) => `${file} ${statSync(file).size} ${statSync(file).mtimeMs}`)
    .join("\n");
}

function runStep(step, broken) {
  if (step.python && option("without-python")) return { note: "left out by --without-python", passed: 0, failed: 0 };
  if (broken.has(step.after)) return { note: `not tried: ${step.after} failed`, passed: 0, failed: 1 };
  console.log(`\n== ${step.name}: ${step.command.flat().join(" ")}`);
  const shown = shownFiles();
  const { status } = run(...step.command, { env: { CI: "1" } });
  const { passed, failed } = readCounts(step.counts);
  const touched = step.name === "smoke run" && shown !== shownFiles();
  const complaint = touched ? "the smoke run wrote into figures/ or notebooks/" : status === 0 ? "" : `exit code ${status}`;
  return { note: complaint, passed, failed: complaint !== "" && failed === 0 ? 1 : failed };
}

const broken = new Set();
const total = { passed: 0, failed: 0 };
const table = [];
for (const step of STEPS) {
  const began = performance.now();
  const { note, passed, failed } = runStep(step, broken);
  if (failed > 0) broken.add(step.name);
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  table.push(`${step.name.padEnd(18)} ${`${seconds} s`.padStart(7)}  ${passed} passed, ${failed} failed${note && ` (${note})`}`);
}
rmSync(folder, { recursive: true, force: true });
console.log(`\n${table.join("\n")}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
