import { readFileSync } from "node:fs";
import { ArgumentError, DataError } from "../../src/core/errors";

/** Parameter name → the values that its text can be read as, given the declared type; the first that fits is taken. */
export type ParameterValues = ReadonlyMap<string, (type: string) => readonly unknown[]>;

/** Parameters as a caller gives them: values by name, and texts by name as on a command line. */
export interface GivenParameters {
  readonly values?: Readonly<Record<string, unknown>>;
  readonly texts?: Readonly<Record<string, string>>;
}

/** All given parameters; a text wins over a value of the same name. */
export function parameterValues({ values = {}, texts = {} }: GivenParameters): ParameterValues {
  return new Map([
    ...Object.entries(values).map(([name, value]) => [name, () => [value]] as const),
    ...Object.entries(texts).map(([name, text]) => [name, (type: string) => readings(text, type)] as const),
  ]);
}

/** `name=value` as a pair. @throws ArgumentError */
export function parseAssignment(text: string): readonly [string, string] {
  const [, name, value] = /^([A-Za-z_$][\w$]*)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new ArgumentError(`run: -p takes name=value, got "${text}"; write for example -p epochs=3`, { text });
}

/** The parameters of a JSON file, an object. @throws DataError */
export function readParameterFile(path: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new DataError(`run: --params ${path} cannot be read (${(error as Error).message}); give a JSON file`, { path });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new DataError(`run: --params ${path} must hold one JSON object, such as {"epochs": 3}`, { path });
}

/** A text is what JSON makes of it, else itself; where a string is declared it is itself. */
function readings(text: string, type: string): readonly unknown[] {
  if (type === "string") return [text];
  try {
    return [JSON.parse(text) as unknown, text];
  } catch (error) {
    if (error instanceof SyntaxError) return [text];
    throw error;
  }
}
