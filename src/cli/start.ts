import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { mergeReports, runNotebooks, summaryText, writeReport, type RunOptions, type RunReport } from "../../runner/index";
import { ArgumentError, DataError, InterruptedError } from "../core/errors";
import { checkWritableFolder } from "../core/files";
import type { ComparisonResult } from "../experiments/comparison/comparisonResult";
import { comparisonText } from "./comparisonText";
import { errorText, EXIT, exitCodeOf } from "./exitCode";
import { terminalProgress } from "./terminalProgress";

const HELP = `npm start: executes the notebooks, and with them reproduces what the project has to show

  npm start                             at full size: executed notebooks in notebooks/, figures in figures/ (some minutes)
  npm start -- --smoke --out DIR        the same steps at a small size, into DIR only

Also: npx quantum-attention COMMAND --help`;

/** Redraws what the others have saved, so it comes after them. */
const LAST = "06-figures.ipynb";
const COMPARISONS = ["quantum_embedding_comparison", "sentences_comparison"];

interface Arguments {
  readonly smoke: boolean;
  readonly out: string | undefined;
  readonly help: boolean;
}

/** Where things go: in place, or all of it into one folder. */
interface Plan {
  readonly options: RunOptions;
  readonly figures: string;
}

function planOf(values: Arguments): Plan {
  if (!values.smoke && values.out === undefined) return { options: { inplace: true, force: true }, figures: resolve("figures") };
  if (values.out === undefined)
    throw new ArgumentError("npm start: --smoke never writes into figures/ or notebooks/; name a folder with --out DIR");
  const figures = join(resolve(values.out), "figures");
  const parameters = { values: { figures, ...(values.smoke ? { smoke: true } : {}) }, texts: {} };
  return { options: { outputDir: join(values.out, "notebooks"), parameters, force: true }, figures };
}

function parse(args: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { smoke: { type: "boolean" }, out: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
    return { smoke: values.smoke ?? false, out: values.out, help: values.help ?? false };
  } catch (error) {
    throw new ArgumentError(`npm start: ${(error as Error).message}; see npm start -- --help`);
  }
}

/** Executes all notebooks, two at a time; prints the comparisons' tables and verdicts. */
async function start(args: readonly string[], signal: AbortSignal): Promise<number> {
  const values = parse(args);
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return EXIT.done;
  }
  const { options, figures } = planOf(values);
  const folder = "notebooks";
  if (!existsSync(folder)) throw new DataError(`npm start: there is no folder ${resolve(folder)}; run it in the project's own folder`);
  const notebooks = readdirSync(folder).filter((file) => file.endsWith(".ipynb")).sort(); // prettier-ignore
  checkWritableFolder("npm start", figures);
  const first = notebooks.filter((file) => file !== LAST);
  const progress = terminalProgress();
  const reports: RunReport[] = [];
  for (const files of [first, notebooks.filter((file) => file === LAST)]) {
    if (files.length === 0) continue;
    const paths = files.map((file) => join(folder, file));
    reports.push(await runNotebooks(paths, { ...options, jobs: 2, progress, signal }));
  }
  for (const report of reports) process.stdout.write(`${summaryText(report)}\n`);
  const [firstReport, ...others] = reports;
  if (values.out !== undefined && firstReport !== undefined)
    writeReport(mergeReports([firstReport, ...others]), join(values.out, "report"));
  if (reports.some(({ status }) => status === "interrupted"))
    throw new InterruptedError("npm start: interrupted; finished cells are saved");
  for (const name of COMPARISONS) process.stdout.write(`\n${savedComparison(join(figures, `${name}.json`))}\n`);
  process.stdout.write(`\nfigures are in ${figures}\n`);
  return reports.some(({ status }) => status === "kernel-not-started") ? EXIT.missing : failed(reports) ? EXIT.failed : EXIT.done;
}

const failed = (reports: readonly RunReport[]): boolean => reports.some(({ status }) => status === "failed");

/** The table and verdicts of a comparison, from the file beside its figure. */
function savedComparison(file: string): string {
  if (!existsSync(file)) return `${file} was not written`;
  const { result } = JSON.parse(readFileSync(file, "utf8")) as { result: ComparisonResult };
  return comparisonText(result);
}

const controller = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => controller.abort());

start(process.argv.slice(2), controller.signal).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${errorText(error)}\n`);
    process.exitCode = exitCodeOf(error);
  },
);
