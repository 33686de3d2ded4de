import type { Circuit } from "../../circuit/circuit";
import type { Observable } from "../../circuit/observable";
import { operationWires } from "../../circuit/operation";
import { checkObservables, splitParameters } from "../engine";
import { compileProgram, type Pass, type Program } from "../program";
import type { LinearForm } from "./linearForm";
import { passOperations, programOperations } from "./operationCount";
import { readoutOf } from "./readout";
import { cutIntoStages } from "./stages";
import { STEEP, steepnessOf } from "./steepness";

/** What `describeProgram` describes. */
export interface DescribeProgramOptions {
  /** Parameters that all rows share. Default none. */
  readonly shared?: readonly string[];
  /** What is read; without observables, states or probabilities. */
  readonly observables?: readonly Observable[];
}

/** Circuits above this run as one large state at a time, in stages of at most this many wires. */
const MAX_BATCHED_QUBITS = 12;
const STAGE_QUBITS = 11;

/**
 * The flat program that the SIMD engine runs for a circuit, as text: a line a pass over the state, then the operations a row (real
 * additions, multiplications and divisions), the memory of a state, and what is done in float64. Circuits of 13 qubits and more: a line a stage.
 *
 * @throws CircuitError for a shared name that the circuit lacks; ShapeError when an observable has another number of qubits
 *
 * @example
 * ```ts
 * const c = circuit(2).ry(param("a"), 0).ry(param("b"), 1).cnot(0, 1).ry(param("c"), 1);
 * describeProgram(c, { observables: allZ(2) }); // 1. product start … Z1 takes up the last RY …
 * ```
 */
export function describeProgram(circuit: Circuit, options: DescribeProgramOptions = {}): string {
  const { shared = [], observables } = options;
  if (observables) checkObservables("describeProgram", observables, circuit.nQubits);
  const names = splitParameters(circuit, shared);
  const columns = [...names.perRow, ...names.shared];
  const head = `${circuit.nQubits} qubits, ${circuit.operations.length} gates, ${names.perRow.length} parameters a row, ${names.shared.length} shared`;
  if (circuit.nQubits > MAX_BATCHED_QUBITS) return [head, ...describeStages(circuit)].join("\n");
  const readout = observables && readoutOf(observables);
  const columnOf = (name: string): number => columns.indexOf(name);
  const program = compileProgram(circuit, columnOf, { strings: readout?.strings ?? null, fromZero: true });
  const lines = [
    ...describePasses(program, columns),
    ...describeEnd(program, readout?.strings ?? []),
    ...describePrecision(circuit, columnOf),
  ];
  return [head, ...lines].join("\n");
}

function describePasses(program: Program, columns: readonly string[]): string[] {
  const turned = program.factors.filter(({ start, turns }) => start !== null || turns.length > 0).length;
  const lines = turned > 0 ? [`product start: ${turned} of ${program.nQubits} qubits from their own rotations`] : ["start: |0…0⟩"];
  const angle = (index: number): string => formText(program.angles[index]!, columns);
  for (const pass of program.passes) {
    const { values, withGradients } = passOperations(pass, 2 ** program.nQubits);
    lines.push(`${passText(pass, angle)}: ${values} operations, ${withGradients} with gradients`);
  }
  const moved = program.frame.place.some((place, c) => place !== c) || program.frame.sign.some((sign) => sign < 0);
  if (moved) lines.push("permutations and powers of i: in the addresses, 0 operations");
  return lines.map((line, i) => `${i + 1}. ${line}`);
}

function passText(pass: Pass, angle: (index: number) => string): string {
  if (pass.kind === "unitary") return `constant two-qubit unitary on ${pass.groups.length / 8} groups`;
  const angles = pass.angles.map(angle).join(", ");
  if (pass.kind === "rotate") return `real rotations on ${2 ** pass.angles.length} components at a time by ${angles}`;
  return `one diagonal of ${pass.angles.length} phases (${pass.grid.rows.nLeaves} × ${pass.grid.columns.nLeaves}) by ${angles}`;
}

function formText({ terms, offset }: LinearForm, columns: readonly string[]): string {
  const number = (x: number): string => String(Number(x.toPrecision(4)));
  const parts = terms.map(({ column, scale }) => `${scale === 1 ? "" : `${number(scale)}·`}${columns[column]}`);
  return [...parts, ...(offset !== 0 || parts.length === 0 ? [number(offset)] : [])].join(" + ");
}

function describeEnd(program: Program, strings: readonly string[]): string[] {
  const lines: string[] = [];
  const taken = program.turns.flatMap((turn, wire) => (turn ? [`Z${wire} takes up the last R${turn.axis === "X" ? "Y" : "X"}`] : []));
  if (taken.length > 0) lines.push(`observables: ${taken.join(", ")}`);
  const nFlips = taken.length + strings.filter((string) => /[XY]/.test(string)).length;
  const { values, withGradients } = programOperations(program, strings.length, nFlips);
  lines.push(`operations a row: ${values} for values, ${withGradients} with gradients`);
  lines.push(`memory: ${8 * 2 ** program.nQubits} bytes a state and row, four rows at a time`);
  return lines;
}

function describePrecision(circuit: Circuit, columnOf: (name: string) => number): string[] {
  const steepness = steepnessOf(circuit, columnOf);
  const gradients = steepness > STEEP ? "float64 in the rows where float32 is not sure of 1e-5" : "float32";
  return [`precision: gradients in ${gradients} (steepness ${steepness.toPrecision(2)}), probabilities in float64`];
}

function describeStages(circuit: Circuit): string[] {
  const bytes = 8 * 2 ** circuit.nQubits;
  const lines = cutIntoStages(circuit, Math.min(STAGE_QUBITS, circuit.nQubits - 2)).map((stage, i) => {
    if (!("operation" in stage)) return `${i + 1}. stage on wires ${stage.wires.join(" ")}: ${stage.circuit.operations.length} gates`;
    const wires = operationWires(stage.operation).join(" ");
    return `${i + 1}. ${stage.operation.gate} on wires ${wires}: on the amplitudes that its controls leave`;
  });
  const mib = (states: number): string => `${((states * bytes) / 2 ** 20).toPrecision(4)} MiB`;
  return [...lines, `memory: ${mib(1)} for a state, ${mib(3)} with gradients`];
}
