import { ArgumentError } from "../../src/core/errors";
import { hasTag, joinText, splitText, type CodeCell, type Notebook } from "../notebook/notebook";
import type { DeclaredParameter } from "./declaredParameters";
import type { ParameterValues } from "./parameterValues";

const TAG = "parameters";
const INJECTED_TAG = "injected-parameters";

/**
 * Puts a cell with these values, as typed TypeScript, right after the cell tagged `parameters`; one that an earlier run put there goes.
 * Without values the notebook stays as it is.
 *
 * @throws ArgumentError when there is no such cell, a name is not declared in it, or a value does not have the declared type.
 */
export async function injectParameters(notebook: Notebook, values: ParameterValues, where: string): Promise<void> {
  if (values.size === 0) return;
  const tagged = notebook.cells.findIndex((cell) => cell.cell_type === "code" && hasTag(cell, TAG));
  if (tagged < 0)
    throw new ArgumentError(
      `run: ${where} has no code cell tagged "${TAG}", so ${[...values.keys()].join(", ")} cannot be set; tag the cell that declares them`,
      { where, names: [...values.keys()] },
    );
  const parameters = notebook.cells[tagged]!;
  const source = await declarationsOf(joinText(parameters.source), values, where);
  const others = notebook.cells.filter((cell) => !hasTag(cell, INJECTED_TAG));
  others.splice(others.indexOf(parameters) + 1, 0, injectedCell(source, others));
  notebook.cells = others;
}

async function declarationsOf(cell: string, values: ParameterValues, where: string): Promise<string> {
  const { complaintAbout, declaredParameters } = await import("./declaredParameters.js"); // loads the compiler: only when it is needed
  const declared = declaredParameters(cell);
  const names = declared.map(({ name }) => name);
  const unknown = [...values.keys()].filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new ArgumentError(`run: ${where} declares no parameter ${unknown.join(", ")}; its parameters are ${names.join(", ")}`, {
      where,
      unknown,
      names,
    });
  return declared
    .filter(({ name }) => values.has(name))
    .map((parameter) => declaration((text) => complaintAbout(cell, text), parameter, values, where))
    .join("\n");
}

/** The first reading of the value that has the declared type. */
function declaration(
  complaintAbout: (text: string) => string | null,
  { name, keyword, type }: DeclaredParameter,
  values: ParameterValues,
  where: string,
): string {
  const readings = values.get(name)!(type);
  let complaint = "";
  for (const reading of readings) {
    const text = `${keyword} ${name}: ${type} = ${JSON.stringify(reading)};`;
    const found = complaintAbout(text);
    if (found === null) return text;
    complaint ||= found;
  }
  throw new ArgumentError(
    `run: the parameter ${name} of ${where} is declared as ${type}, got ${JSON.stringify(readings[0])} (${complaint}); pass such a value`,
    { where, name, type, value: readings[0] },
  );
}

function injectedCell(source: string, others: readonly { id?: string }[]): CodeCell {
  let id = INJECTED_TAG;
  while (others.some((cell) => cell.id === id)) id += "-x";
  return {
    cell_type: "code",
    execution_count: null,
    id,
    metadata: { tags: [INJECTED_TAG] },
    outputs: [],
    source: splitText(source),
  };
}
