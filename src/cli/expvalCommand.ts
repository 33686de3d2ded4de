import Table from "cli-table3";
import type { Command } from "commander";
import { fromQasm } from "../circuit/qasm/read";
import { allZ, parseObservable, type Observable } from "../circuit/observable";
import { ArgumentError } from "../core/errors";
import { DIFF_METHODS, type DiffMethod } from "../gradient/diffMethod";
import { gradient } from "../gradient/gradient";
import { checkObservables, type EngineName } from "../simulator/engine";
import { expval } from "../simulator/simulate";
import { command, readInput, shotsOption, wholeNumber } from "./commandLine";
import { blame } from "./optionErrors";

/** The observables as they were written, in order; every Z_i when none were given. */
function observablesOption(text: unknown, nQubits: number): Map<string, Observable> {
  const given = typeof text === "string" ? text.split(",").map((part) => part.trim()) : allZ(nQubits).map((z) => z.terms[0]!.paulis);
  try {
    const observables = new Map(given.map((name) => [name, parseObservable(name)]));
    checkObservables("expval", [...observables.values()], nQubits);
    return observables;
  } catch (error) {
    throw blame(error, "--observables");
  }
}

/** `theta0=0.3,theta1=-1.1` as a value for each parameter of the circuit. */
function paramsOption(text: unknown, parameters: readonly string[]): Record<string, number> {
  const values: Record<string, number> = {};
  for (const part of typeof text === "string" ? text.split(",") : []) {
    const [name = "", value = "", ...rest] = part.split("=").map((side) => side.trim());
    if (name === "" || value === "" || rest.length > 0 || !Number.isFinite(Number(value)))
      throw new ArgumentError(`--params: cannot read "${part}"; write name=number, such as theta0=0.3`, { part });
    if (Object.hasOwn(values, name)) throw new ArgumentError(`--params: ${name} is set twice; set it once`, { name });
    if (!parameters.includes(name))
      throw new ArgumentError(`--params: the file has no parameter ${name}; it has ${parameters.join(", ") || "none"}`, { name });
    values[name] = Number(value);
  }
  const missing = parameters.filter((name) => !Object.hasOwn(values, name));
  if (missing.length === 0) return values;
  const example = parameters.map((name) => `${name}=${values[name] ?? "0.3"}`).join(",");
  throw new ArgumentError(`--params: ${missing.join(", ")} not set; set every parameter of the file, such as --params ${example}`, {
    missing,
  });
}

interface Expval {
  readonly values: Readonly<Record<string, number>>;
  readonly gradients?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly diffMethod?: DiffMethod;
  readonly shots: number | null;
  readonly engine: string;
}

function tableOf({ values, gradients }: Expval): string {
  const parameters = Object.keys(Object.values(gradients ?? {})[0] ?? {});
  const table = new Table({
    head: ["observable", "value", ...parameters.map((name) => `d/d ${name}`)],
    style: { head: [], border: [], compact: true },
  });
  for (const [name, value] of Object.entries(values))
    table.push([name, value.toFixed(8), ...parameters.map((p) => gradients![name]![p]!.toFixed(8))]);
  return table.toString();
}

/** `expval FILE.qasm`: expectation values and gradients of a circuit. */
export const expvalCommand = (): Command =>
  command(
    "expval",
    "expectation values, and gradients, of the circuit of an OpenQASM file",
    [
      "expval bell.qasm --observables ZI,0.5*ZZ+XX",
      "expval ansatz.qasm --params theta0=0.3,theta1=-1.1 --gradient parameter-shift --json",
      "expval ansatz.qasm --params theta0=0.3,theta1=-1.1 --shots 1000 --seed 7",
    ],
    (c) =>
      c
        .argument("<file>", "an OpenQASM 2 or 3 file; its qubit 0 is the leftmost letter of an observable")
        .option("--observables <list>", "weighted Pauli strings, comma between observables (default: Z of every qubit)")
        .option("--params <list>", "name=value for every input float of the file")
        .option("--gradient <method>", DIFF_METHODS.join(" | "))
        .addOption(shotsOption())
        .option("--seed <n>", "seed of the shots", wholeNumber("--seed"), 0)
        .option("--engine <name>", "reference | plain | simd", "reference"),
    async ([file], options) => {
      const { circuit, notes } = fromQasm(readInput(file!));
      for (const note of notes) process.stderr.write(`note: ${note}\n`);
      const observables = observablesOption(options["observables"], circuit.nQubits);
      const list = [...observables.values()];
      const params = paramsOption(options["params"], circuit.parameters);
      const { shots = null, seed, engine } = options as { shots?: number; seed: number; engine: EngineName };
      const byName = <T>(value: (k: number) => T): Record<string, T> =>
        Object.fromEntries([...observables.keys()].map((name, k) => [name, value(k)]));

      const method = options["gradient"] as DiffMethod | undefined;
      if (method === undefined) {
        const values = expval(circuit, list, params, { shots, seed, engine });
        const json: Expval = { values: byName((k) => values[k]!), shots, engine };
        return Promise.resolve({ json, text: tableOf(json) });
      }
      const result = gradient(circuit, list, params, { diffMethod: method, shots, seed, engine });
      const { values, jacobian, parameters, diffMethod } = result;
      const gradients = byName((k) => Object.fromEntries(parameters.map((name, p) => [name, jacobian[k * parameters.length + p]!])));
      const json: Expval = { values: byName((k) => values[k]!), gradients, diffMethod, shots, engine };
      return Promise.resolve({ json, text: tableOf(json) });
    },
  );
