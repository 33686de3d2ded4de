import type { Command } from "commander";
import { ArgumentError, QuantumAttentionError } from "../core/errors";
import { EXIT, exitCodeOf } from "./exitCode";

/** Options that are called otherwise than the settings which they give; all others are called alike. */
const SETTINGS: Readonly<Record<string, string>> = {
  seeds: "nSeeds",
  gradient: "diffMethod",
  timeout: "timeoutSeconds",
  notebookTimeout: "notebookTimeoutSeconds",
  startupTimeout: "startupTimeoutSeconds",
  maxOutput: "maxOutputCharacters",
};

interface TypedOption {
  readonly flag: string;
  readonly setting: string;
  readonly value: unknown;
}

/** The options that stand on the command line. */
function typedOptions(command: Command): TypedOption[] {
  return command.options
    .map((option) => ({ option, name: option.attributeName() }))
    .filter(({ name }) => command.getOptionValueSource(name) === "cli")
    .map(({ option, name }) => ({
      flag: option.long ?? option.short ?? name,
      setting: SETTINGS[name] ?? name,
      value: command.getOptionValue(name) as unknown,
    }));
}

/** Throws for an option with an empty text, such as an unset variable of the shell leaves. */
export function refuseEmptyOptions(command: Command): void {
  for (const { flag, value } of typedOptions(command))
    if ([value].flat().includes("")) throw new ArgumentError(`${flag}: got an empty text; give a value, or leave it out`, { flag });
}

/** Puts flags in place of the library's own `where:`. */
export function blame(error: unknown, flags: string): unknown {
  if (error instanceof QuantumAttentionError) error.message = error.message.replace(/^[\w-]+: /, `${flags}: `);
  return error;
}

/**
 * An error about settings in terms of the options that set them, for a person who has typed these and no setting:
 * `comparisonConfig: nSeeds must be …` becomes `--seeds must be …`. Which settings an error is about stands in its `details`. Work that
 * failed is blamed on no option.
 */
export function inTermsOfOptions(error: unknown, command: Command): unknown {
  if (!(error instanceof QuantumAttentionError) || exitCodeOf(error) === EXIT.failed) return error;
  if (/(^|\s)--?[a-z]/.test(error.message)) return error; // it names options already
  const guilty = typedOptions(command).filter(({ setting }) => Object.hasOwn(error.details, setting));
  if (guilty.length === 0) return error;
  blame(error, guilty.map(({ flag }) => flag).join(", "));
  for (const { flag, setting } of guilty) {
    error.message = error.message.replace(`${flag}: ${setting} `, `${flag} `);
    if (/[A-Z]/.test(setting)) error.message = error.message.replaceAll(setting, flag);
  }
  return error;
}
