import type { Command } from "commander";
import { parseAssignment, readParameterFile, runNotebooks, summaryText, type RunOptions } from "../../runner/index";
import { ArgumentError, InterruptedError } from "../core/errors";
import { command, wholeNumber, type CommandResult } from "./commandLine";
import { lineProgress, terminalProgress } from "./terminalProgress";

/** `run`: executes notebooks without Python. */
export const runCommand = (): Command =>
  command(
    "run",
    "execute TypeScript notebooks, each in a kernel of its own, and save them with their results",
    [
      "run notebooks/01-circuit-design.ipynb",
      "run notebooks/*.ipynb -p size=smoke --jobs 2 --output-dir executed --report report",
      "run slow.ipynb --timeout 60 --notebook-timeout 600 --retries 1",
    ],
    (c) =>
      c
        .argument("<notebook...>", "notebooks to run")
        .option("-p <name=value>", "set a variable of the cell tagged parameters (repeatable)", collect, [])
        .option("--params <file>", "set variables from a JSON file; -p wins")
        .option("--output-dir <dir>", 'folder of the executed notebooks (default "executed")')
        .option("--inplace", "write the results into the notebooks themselves")
        .option("--report <dir>", "folder of report.json, junit.xml and index.html")
        .option("--jobs <n>", "notebooks at the same time", wholeNumber("--jobs"), 1)
        .option("--timeout <seconds>", "limit of a cell; its own metadata wins (default: the notebook's, else 600)", seconds("--timeout"))
        .option("--notebook-timeout <seconds>", "limit of a notebook (default: its metadata, else none)", seconds("--notebook-timeout"))
        .option("--startup-timeout <seconds>", "limit of the kernel's start (default: metadata, else 60)", seconds("--startup-timeout"))
        .option("--kernel <name>", "an installed kernel (default: the built-in one, which needs no installation)")
        .option("--allow-errors", "go on after errors that cells raise; they are no failures")
        .option("--allow-open-handles", "let notebooks end with timers, servers or child processes left open")
        .option("--depends <glob>", "files that results depend on, besides notebooks.depends of package.json (repeatable)", collect, [])
        .option("--force", "run also what has not changed since it passed")
        .option("--retries <n>", "run a failed notebook again; one that passes then is reported as flaky", wholeNumber("--retries"), 0)
        .option("--max-output <characters>", "what one cell may put out (default 10000000)", wholeNumber("--max-output")),
    async (paths, options, signal): Promise<CommandResult> => {
      const report = await runNotebooks(paths, { ...runOptions(options), signal });
      const text = summaryText(report);
      if (report.status !== "interrupted")
        return { json: report, text, failed: report.status === "failed", missing: report.status === "kernel-not-started" };
      process.stderr.write(`${text}\n`);
      throw new InterruptedError("run: interrupted; finished cells and notebooks are saved, run the same command to go on");
    },
  );

function runOptions(options: Readonly<Record<string, unknown>>): RunOptions {
  const chosen = {
    kernel: options["kernel"],
    outputDir: options["outputDir"],
    inplace: options["inplace"],
    timeoutSeconds: options["timeout"],
    notebookTimeoutSeconds: options["notebookTimeout"],
    startupTimeoutSeconds: options["startupTimeout"],
    allowErrors: options["allowErrors"],
    allowOpenHandles: options["allowOpenHandles"],
    maxOutputCharacters: options["maxOutput"],
    jobs: options["jobs"],
    retries: options["retries"],
    depends: options["depends"],
    force: options["force"],
    report: options["report"],
  };
  const file = options["params"] as string | undefined;
  return {
    ...(Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)) as RunOptions),
    parameters: {
      values: file === undefined ? {} : readParameterFile(file),
      texts: Object.fromEntries((options["p"] as string[]).map(parseAssignment)),
    },
    progress: process.env["CI"] ? lineProgress((line) => process.stderr.write(`${line}\n`)) : terminalProgress(),
  };
}

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];

function seconds(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
    throw new ArgumentError(`${option}: expected a number of seconds above 0, got "${text}"`, { option, text });
  };
}
