import { ArgumentError, CircuitError } from "../../core/errors";
import type { Circuit } from "../circuit";
import { decomposeUnitary } from "../decompose/decomposeUnitary";
import { removeControls } from "../decompose/removeControls";
import { gateRow, operationWires, type Operation } from "../operation";
import { isSlot, type Angle } from "../parameter";
import { RESERVED_WORDS } from "./words";

/** Gates that a standard file lacks, defined from gates that it has; the definitions are exact up to a global phase of the whole gate. */
const DEFINITIONS: Readonly<Record<string, string>> = {
  p: "gate p(lambda) a { u1(lambda) a; }",
  swap: "gate swap a, b { cx a, b; cx b, a; cx a, b; }",
  cswap: "gate cswap a, b, c { cx c, b; ccx a, b, c; cx c, b; }",
  cp: "gate cp(lambda) a, b { cu1(lambda) a, b; }",
  crx: "gate crx(theta) a, b { h b; crz(theta) a, b; h b; }",
  cry: "gate cry(theta) a, b { ry(theta/2) b; cx a, b; ry(-theta/2) b; cx a, b; }",
  rxx: "gate rxx(theta) a, b { h a; h b; cx a, b; rz(theta) b; cx a, b; h b; h a; }",
  ryy: "gate ryy(theta) a, b { rx(pi/2) a; rx(pi/2) b; cx a, b; rz(theta) b; cx a, b; rx(-pi/2) a; rx(-pi/2) b; }",
  rzz: "gate rzz(theta) a, b { cx a, b; rz(theta) b; cx a, b; }",
  rbs: "gate rbs(theta) a, b { h a; h b; cz a, b; ry(theta) a; ry(-theta) b; cz a, b; h a; h b; }",
};

/** A double that reads back as itself: a simple multiple of pi where it is exactly one, else the shortest decimal with a point. */
function numberText(value: number): string {
  for (const divisor of [1, 2, 3, 4, 6, 8]) {
    const multiple = Math.round((value * divisor) / Math.PI);
    if (multiple === 0 || Math.abs(multiple) > 16) continue;
    const factor = multiple === 1 ? "" : multiple === -1 ? "-" : `${multiple}*`;
    if ((multiple * Math.PI) / divisor === value) return `${factor}pi${divisor === 1 ? "" : `/${divisor}`}`;
  }
  const text = String(value);
  if (!text.includes("e")) return text.includes(".") ? text : `${text}.0`;
  const [digits, exponent] = text.split("e") as [string, string];
  return `${digits.includes(".") ? digits : `${digits}.0`}e${exponent}`;
}

function angleExpression(angle: Angle, nameOf: (name: string) => string): string {
  if (!isSlot(angle)) return numberText(angle);
  const name = nameOf(angle.name);
  const scaled = angle.scale === 1 ? name : angle.scale === -1 ? `-${name}` : `${numberText(angle.scale)}*${name}`;
  if (angle.offset === 0) return scaled;
  return angle.offset > 0 ? `${scaled} + ${numberText(angle.offset)}` : `${scaled} - ${numberText(-angle.offset)}`;
}

/** Names that no keyword, gate or register of the file uses: a taken one gets underscores. */
function uniqueNames(parameters: readonly string[]): Map<string, string> {
  const taken = new Set([...RESERVED_WORDS, ...parameters]);
  const names = new Map<string, string>();
  for (const parameter of parameters) {
    let name = parameter;
    if (RESERVED_WORDS.has(parameter)) while (taken.has(name)) name += "_";
    taken.add(name);
    names.set(parameter, name);
  }
  return names;
}

/**
 * Writes a circuit as OpenQASM. Wire 0 is `q[0]`, the most significant bit of a state's index in this library.
 *
 * Free parameters become `input float` (version 3 only). Gates that the standard file lacks get a `gate` definition; arbitrary
 * unitaries are decomposed (ZYZ, KAK) with their global phase stated in a comment; extra controls are written out in gates of
 * the file, exact including phase. What is written reads back (`fromQasm`) to the same state up to the stated phase.
 *
 * @throws CircuitError when version 2, which has no parameters, is asked for a circuit with free ones: bind them first;
 *   CapacityError for a controlled gate on more than 13 wires
 * @example
 * ```ts
 * console.log(toQasm(circuit(2).h(0).cnot(0, 1)));
 * ```
 */
export function toQasm(circuit: Circuit, options: { version?: 2 | 3 } = {}): string {
  const { version = 3 } = options;
  if (![2, 3].includes(version)) throw new ArgumentError(`toQasm: version must be 2 or 3, got ${String(version)}`, { version });
  if (version === 2 && circuit.nParams > 0)
    throw new CircuitError(
      `toQasm: OpenQASM 2 has no parameters, this circuit has ${circuit.parameters.join(", ")}; bind them first, or write version 3`,
      { parameters: circuit.parameters },
    );

  const names = uniqueNames(circuit.parameters);
  const needed = new Set<string>();
  let globalPhase = 0;
  const write = (operation: Operation): string => {
    const { name, inQelib1, inStdgates } = gateRow(operation)!.qasm;
    if (!(version === 2 ? inQelib1 : inStdgates)) needed.add(name);
    const angles = operation.params.map((angle) => angleExpression(angle, (parameter) => names.get(parameter)!));
    const wires = operationWires(operation).map((wire) => `q[${wire}]`);
    return `${name}${angles.length > 0 ? `(${angles.join(", ")})` : ""} ${wires.join(", ")};`;
  };
  const body = circuit.operations.flatMap((operation) => {
    if (operation.controls.length > 0) return removeControls(operation).map(write);
    if (operation.gate !== "Unitary") return [write(operation)];
    const { operations, phase } = decomposeUnitary(operation.matrix!, operation.wires);
    globalPhase += phase;
    return operations.map(write);
  });

  const renamed = [...names].filter(([from, to]) => from !== to).map(([from, to]) => `// parameter ${from} is written ${to}`);
  const head = version === 2 ? ["OPENQASM 2.0;", 'include "qelib1.inc";'] : ["OPENQASM 3.0;", 'include "stdgates.inc";'];
  return [
    ...head,
    "// q[0] is wire 0, the most significant bit of a basis state's index",
    ...(globalPhase === 0 ? [] : [`// the circuit is e^(i*${globalPhase}) times what follows`]),
    ...renamed,
    ...[...needed].map((name) => DEFINITIONS[name]!),
    ...circuit.parameters.map((parameter) => `input float ${names.get(parameter)!};`),
    version === 2 ? `qreg q[${circuit.nQubits}];` : `qubit[${circuit.nQubits}] q;`,
    ...body,
    "",
  ].join("\n");
}
