import type { Command } from "commander";
import { runNotebooks } from "../../runner/index";
import { ArgumentError, InterruptedError } from "../core/errors";
import { command, wholeNumber, type CommandResult } from "./commandLine";
import { terminalProgress } from "./terminalProgress";

/** `run`: executes notebooks without Python. */
export const runCommand = (): Command =>
  command(
    "run",
    "execute notebooks in a TypeScript kernel and save them with their results",
    ["run notebooks/01-circuit-design.ipynb", "run notebooks/*.ipynb -p size=smoke --jobs 2 --report report"],
    (c) =>
      c
        .argument("<notebook...>", "notebooks to run")
        .option("--timeout <seconds>", "limit of a cell (default: the notebook's metadata, else 600)", seconds("--timeout"))
        .option("--notebook-timeout <seconds>", "limit of a notebook (default: its metadata, else none)", seconds("--notebook-timeout"))
        .option("--startup-timeout <seconds>", "limit of the kernel's start (default 60)", seconds("--startup-timeout"))
        .option("--output-dir <dir>", 'folder of the executed notebooks (default "executed")')
        .option("--inplace", "write the results into the notebooks themselves")
        .option("--allow-errors", "go on after a cell's error")
        .option("--jobs <n>", "notebooks at the same time", wholeNumber("--jobs"), 1)
        .option("--kernel <name>", "an installed kernel (default: the built-in one)"),
    async (paths, options, signal): Promise<CommandResult> => {
      const report = await runNotebooks(paths, {
        ...given(options, "kernel", "outputDir", "inplace", "allowErrors", "jobs"),
        ...(options["timeout"] === undefined ? {} : { timeoutSeconds: options["timeout"] as number }),
        ...(options["notebookTimeout"] === undefined ? {} : { notebookTimeoutSeconds: options["notebookTimeout"] as number }),
        ...(options["startupTimeout"] === undefined ? {} : { startupTimeoutSeconds: options["startupTimeout"] as number }),
        progress: terminalProgress(),
        signal,
      });
      if (report.status === "interrupted") throw new InterruptedError("run: interrupted; finished notebooks and cells are saved");
      const text = report.notebooks
        .flatMap(({ failure, path }) =>
          failure === null ? [] : [`${path}: ${failure.name}: ${failure.message}`, failure.source, ...failure.traceback],
        )
        .join("\n");
      return { json: report, text, failed: report.status === "failed", missing: report.status === "kernel-not-started" };
    },
  );

const given = (options: Readonly<Record<string, unknown>>, ...names: string[]): Record<string, unknown> =>
  Object.fromEntries(names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]));

function seconds(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || value <= 0)
      throw new ArgumentError(`${option}: expected a number of seconds above 0, got "${text}"`, { option, text });
    return value;
  };
}
