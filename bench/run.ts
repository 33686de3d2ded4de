// npm run bench [-- --json --quick --only NAME]: every benchmark of this folder, one after another.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { jsonLine, type Benchmark, type BenchmarkRow } from "./benchmark";

const HELP = `npm run bench -- [--json] [--quick] [--only NAME]

  npm run bench                          every benchmark, as tables: medians with spread
  npm run bench -- --quick --json        fewer repeats, in two minutes; one JSON object a line
  npm run bench -- --only training-step  one of them:`;

const load = createRequire(__filename);

const rounded = (value: string | number | null | undefined): string =>
  typeof value === "number" && !Number.isInteger(value) ? value.toPrecision(4) : String(value ?? "");

/** The modules beside this one that export `benchmark`. */
function benchmarks(): Benchmark[] {
  const files = readdirSync(__dirname).filter((name) => /^(?!run\.|benchmark\.).*\.js$/.test(name));
  const modules = files.sort().map((name) => load(join(__dirname, name)) as { benchmark?: Benchmark });
  return modules.flatMap(({ benchmark }) => (benchmark === undefined ? [] : [benchmark]));
}

/** Rows of unlike benchmarks have unlike columns: one table for each run of rows with the same ones. */
function printTable(rows: readonly BenchmarkRow[]): void {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const table = new Table({ head: columns, style: { head: [], border: [] } });
  for (const row of rows) table.push(columns.map((column) => rounded(row[column])));
  console.log(table.toString());
}

/** Each in a process of its own: compiled code that one benchmark has bent to its shapes, and its garbage, would slow the next. */
function runApart(chosen: readonly Benchmark[]): void {
  for (const { name } of chosen) {
    const { status } = spawnSync(process.execPath, [__filename, ...process.argv.slice(2), "--only", name], { stdio: "inherit" });
    if (status !== 0) process.exitCode = 1;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(
      `${HELP} ${benchmarks()
        .map(({ name }) => name)
        .join(", ")}`,
    );
    return;
  }
  const chosen = benchmarks().filter(({ name }) => values.only === undefined || name === values.only);
  if (chosen.length === 0)
    throw new Error(
      `bench: no benchmark named ${values.only}; there are ${benchmarks()
        .map(({ name }) => name)
        .join(", ")}`,
    );
  if (chosen.length > 1) return runApart(chosen);
  for (const benchmark of chosen) {
    console.error(`bench: ${benchmark.name}${values.quick ? " (quick)" : ""}`);
    const rows: BenchmarkRow[] = [];
    await benchmark.run({ quick: values.quick }, (row) => {
      if (values.json) console.log(jsonLine(row, benchmark.name));
      rows.push(row);
    });
    if (!values.json) printTable(rows);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
