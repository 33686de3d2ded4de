import { circuit as emptyCircuit } from "../../circuit/circuit";
import type { Observable } from "../../circuit/observable";
import { parity } from "../pauliMask";
import { readoutOf } from "../program/readout";
import { emptyStage } from "../program/stages";
import type { EncodedStage } from "./encodeStage";
import { blockWidth, largeProgram, measureProgram, type LargeProgram } from "./largeState";

/** A string of Z after the basis was changed: the part inside a block by index, the sign that the outer wires give each row. */
interface MeasuredString {
  readonly string: number;
  readonly inner: number;
  /** Bits of the row index that flip the sign. */
  readonly outer: number;
}

/** Strings that one turn of every wire makes strings of Z. */
export interface Basis {
  readonly strings: readonly MeasuredString[];
  /** What turns the state, null where nothing has to turn. */
  readonly turn: LargeProgram | null;
  readonly turnBack: LargeProgram | null;
  readonly nInner: number;
  readonly values: EncodedStage;
  readonly withGradients: EncodedStage;
}

/** How observables are measured on large states. */
export interface LargeReadout {
  readonly nStrings: number;
  readonly sums: ReturnType<typeof readoutOf>["sums"];
  readonly bases: readonly Basis[];
}

/** Groups the strings of observables by basis, greedily, and encodes their measurement. */
export function largeReadout(observables: readonly Observable[], nQubits: number): LargeReadout {
  const { strings, sums } = readoutOf(observables);
  const groups: { axes: string[]; members: number[] }[] = [];
  strings.forEach((paulis, string) => {
    const letters = [...paulis];
    const fits = (axes: readonly string[]): boolean =>
      letters.every((letter, wire) => letter === "I" || axes[wire] === "I" || axes[wire] === letter);
    let group = groups.find(({ axes }) => fits(axes));
    if (!group) groups.push((group = { axes: new Array<string>(nQubits).fill("I"), members: [] }));
    letters.forEach((letter, wire) => letter !== "I" && (group.axes[wire] = letter));
    group.members.push(string);
  });
  const bases = groups.map(({ axes, members }) => basisOf(axes, members, strings, nQubits));
  return { nStrings: strings.length, sums, bases };
}

function basisOf(axes: readonly string[], members: readonly number[], strings: readonly string[], nQubits: number): Basis {
  const { wires } = emptyStage(nQubits, blockWidth(nQubits));
  const outer = Array.from({ length: nQubits }, (_, wire) => wire).filter((wire) => !wires.includes(wire));
  const innerParts: string[] = [];
  const measured = members.map((string): MeasuredString => {
    const letter = (wire: number): string => (strings[string]![wire] === "I" ? "I" : "Z");
    const part = wires.map(letter).join("");
    if (!innerParts.includes(part)) innerParts.push(part);
    return { string, inner: innerParts.indexOf(part), outer: outer.reduce((bits, wire) => 2 * bits + (letter(wire) === "Z" ? 1 : 0), 0) };
  });
  let turn = emptyCircuit(nQubits);
  axes.forEach((axis, wire) => {
    if (axis === "X") turn = turn.h(wire);
    if (axis === "Y") turn = turn.sdg(wire).h(wire);
  });
  const all = (): Set<number> => new Set(axes.map((_, wire) => wire));
  const readout = { strings: innerParts, sums: innerParts.map((_, string) => [{ string, coefficient: 1 }]) };
  const turns = turn.operations.length > 0;
  return {
    strings: measured,
    turn: turns ? largeProgram(turn, all()) : null,
    turnBack: turns ? largeProgram(turn.inverse(), all()) : null,
    nInner: innerParts.length,
    values: measureProgram(nQubits, readout, false),
    withGradients: measureProgram(nQubits, readout, true),
  };
}

/** Values of the basis' strings from the rows [rows, inner strings], into `values`. */
export function stringValues({ strings, nInner }: Basis, rows: Float32Array, values: Float64Array): void {
  for (const { string, inner, outer } of strings) {
    let sum = 0;
    for (let r = 0; r * nInner < rows.length; r++) sum += parity(r & outer) * rows[r * nInner + inner]!;
    values[string] = sum;
  }
}

/** The rows' weights of the inner strings from those of the strings. */
export function fillWeights({ strings, nInner }: Basis, weights: Float64Array, rows: Float32Array): void {
  rows.fill(0);
  for (const { string, inner, outer } of strings)
    for (let r = 0; r * nInner < rows.length; r++) rows[r * nInner + inner]! += parity(r & outer) * weights[string]!;
}
