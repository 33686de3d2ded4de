import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { ArgumentError, DataError, InterruptedError } from "../core/errors";
import { DEFAULT_SHOTS } from "../simulator/sampling";
import { errorJson, errorText, EXIT, exitCodeOf } from "./exitCode";
import { inTermsOfOptions, refuseEmptyOptions } from "./optionErrors";

/** What a command gives back: `json` for `--json`, `text` for people, and whether what it checked holds. */
export interface CommandResult {
  readonly json: unknown;
  readonly text: string;
  readonly failed?: boolean;
  /** Whether something needed is missing in the environment. */
  readonly missing?: boolean;
}

/**
 * A command with `--json`, examples under its help, and the exit codes of the command line. A `run` that listens to SIGINT and SIGTERM
 * calls `interrupted`; where none does, they end the process at once, in the midst of a calculation that never pauses too.
 */
export function command(
  name: string,
  description: string,
  examples: readonly string[],
  configure: (command: Command) => Command,
  run: (args: readonly string[], options: Readonly<Record<string, unknown>>, interrupted: () => AbortSignal) => Promise<CommandResult>,
): Command {
  const built = configure(new Command(name).description(description))
    .option("--json", "print one JSON object as the last line of standard output")
    .addHelpText("after", `\nExamples:\n${examples.map((example) => `  $ npx quantum-attention ${example}`).join("\n")}`)
    .showHelpAfterError("(add --help for the options and examples)");
  return built.action(async () => {
    const options = built.opts<Record<string, unknown>>();
    await runCommand(options["json"] === true, async (interrupted) => {
      try {
        refuseEmptyOptions(built);
        return await run(built.args, options, interrupted);
      } catch (error) {
        throw inTermsOfOptions(error, built);
      }
    });
  });
}

async function runCommand(json: boolean, run: (interrupted: () => AbortSignal) => Promise<CommandResult>): Promise<void> {
  const controller = new AbortController();
  const interrupt = (): void =>
    controller.abort(new InterruptedError("interrupted: stopped by a signal; finished work stays where it was written"));
  const interrupted = (): AbortSignal => {
    process.once("SIGINT", interrupt);
    process.once("SIGTERM", interrupt);
    return controller.signal;
  };
  try {
    const result = await run(interrupted);
    if (result.text.length > 0) process.stdout.write(`${result.text}\n`);
    if (json) process.stdout.write(`${JSON.stringify(result.json)}\n`);
    process.exitCode = result.missing ? EXIT.missing : result.failed ? EXIT.failed : EXIT.done;
  } catch (error) {
    process.stderr.write(`${errorText(error)}\n`);
    if (json) process.stdout.write(`${JSON.stringify(errorJson(error))}\n`);
    process.exitCode = exitCodeOf(error);
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

/** The text of an input file. @throws DataError when it cannot be read */
export function readInput(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new DataError(`cannot read ${path} (${(error as Error).message}); check the path`, { path });
  }
}

/** A whole number from an option's text. */
export function wholeNumber(option: string): (text: string) => number {
  return (text) => {
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
      throw new ArgumentError(`${option}: expected a whole number, got "${text}"; write digits alone, such as ${option} 5`, {
        option,
        text,
      });
    return Number(text);
  };
}

/** `--shots [n]`: not given means exact, without a number 1000. */
export function shotsOption(): Option {
  const description = "shots of each executed circuit, 1 to 1000000 (1000 when no number is given; default exact)";
  return new Option("--shots [n]", description).preset(String(DEFAULT_SHOTS)).argParser(wholeNumber("--shots"));
}
