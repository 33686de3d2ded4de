import { parseAssignment, readParameterFile, runNotebooks, summaryText, type RunOptions } from "../../runner/index";
import { ArgumentError, InterruptedError } from "../core/errors";
import type { CommandResult } from "./commandLine";
import { lineProgress, terminalProgress } from "./terminalProgress";

/** Runs notebooks as the options of `run` say. @throws InterruptedError when the signal fires; what had finished is saved */
export async function runFromOptions(
  paths: readonly string[],
  options: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<CommandResult> {
  const report = await runNotebooks(paths, { ...runOptions(options), signal });
  const text = summaryText(report);
  if (report.status !== "interrupted")
    return { json: report, text, failed: report.status === "failed", missing: report.status === "kernel-not-started" };
  process.stderr.write(`${text}\n`);
  throw new InterruptedError("run: interrupted; finished cells and notebooks are saved, run the same command to go on");
}

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
      texts: assignments((options["p"] as string[] | undefined) ?? []),
    },
    progress: process.env["CI"] ? lineProgress((line) => process.stderr.write(`${line}\n`)) : terminalProgress(),
  };
}

function assignments(given: readonly string[]): Readonly<Record<string, string>> {
  const pairs = given.map(parseAssignment);
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return Object.fromEntries(pairs);
  throw new ArgumentError(`run: -p ${twice} is given more than once; give it once`, { name: twice });
}
