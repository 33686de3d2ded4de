import type { Command } from "commander";
import { ArgumentError } from "../core/errors";
import { command, wholeNumber } from "./commandLine";

/** `run`: executes notebooks without Python. */
export const runCommand = (): Command =>
  command(
    "run",
    "execute TypeScript notebooks, each in a kernel of its own, and save them with their results",
    [
      "run notebooks/01-circuit-design.ipynb",
      "run notebooks/*.ipynb -p smoke=true --jobs 2 --output-dir executed --report report",
      "run slow.ipynb --timeout 60 --notebook-timeout 600 --retries 1",
    ],
    (c) =>
      c
        .argument("<notebook...>", "notebooks to run")
        .option("-p <name=value>", "set a variable of the cell tagged parameters (repeatable)", collect)
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
        .option("--depends <glob>", "files that results depend on, besides notebooks.depends of package.json (repeatable)", collect)
        .option("--force", "run also what has not changed since it passed")
        .option("--retries <n>", "run a failed notebook again; one that passes then is reported as flaky", wholeNumber("--retries"), 0)
        .option("--max-output <characters>", "what one cell may put out (default 10000000)", wholeNumber("--max-output"))
        .addHelpText("after", EXIT_CODES),
    async (paths, options, interrupted) => {
      const signal = interrupted();
      const { runFromOptions } = await import("./runFromOptions.js"); // loads the compiler and the report: not before they are needed
      return runFromOptions(paths, options, signal);
    },
  );

const EXIT_CODES = `
Exit codes: 0 all passed, 1 a notebook failed, 2 wrong usage, 3 the kernel could not start, 130 interrupted.`;

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

function seconds(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
    throw new ArgumentError(`${option}: expected a number of seconds above 0, got "${text}"; write for example ${option} 60`, {
      option,
      text,
    });
  };
}
