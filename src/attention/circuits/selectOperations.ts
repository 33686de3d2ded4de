import type { Circuit } from "../../circuit/circuit";
import { controlledOperation, type Operation } from "../../circuit/operation";
import type { Angle } from "../../circuit/parameter";

/** Where the operations of SELECT lie. */
export interface SelectWires {
  /** An ancilla in |0⟩ that is 1 while the chosen circuit acts, and 0 again behind it. */
  readonly flag: number;
  /** The register that holds j, first wire most significant. */
  readonly index: readonly number[];
  /** What the chosen circuit acts on. */
  readonly data: readonly number[];
  /** Further wires that must all be 1. */
  readonly controls?: readonly number[];
}

/** The operations of a circuit on other wires. */
export const onWires = ({ operations }: Circuit, wires: readonly number[]): Operation[] =>
  operations.map((each) => ({ ...each, controls: each.controls.map((q) => wires[q]!), wires: each.wires.map((q) => wires[q]!) }));

const gate = (name: "X" | "P", wire: number, params: readonly Angle[] = []): Operation => ({
  gate: name,
  controls: [],
  wires: [wire],
  params,
  matrix: null,
});

/**
 * SELECT: circuits[j], and a phase by `phase(j)` where given, for index j and all controls 1. The flag is raised for each j in turn, so
 * that every gate of a circuit has one more control, not the whole register. There are at most 2^(index wires) circuits.
 */
export function selectOperations(
  circuits: readonly Circuit[],
  { flag, index, data, controls = [] }: SelectWires,
  phase: ((j: number) => Angle) | null = null,
): Operation[] {
  const raise = [...controls, ...index].reduceRight((each, control) => controlledOperation(each, control), gate("X", flag));
  return circuits.flatMap((each, j) => {
    const flips = index.filter((_, q) => ((j >> (index.length - 1 - q)) & 1) === 0).map((wire) => gate("X", wire));
    const chosen = onWires(each, data).map((operation) => controlledOperation(operation, flag));
    const turned = phase === null ? [] : [gate("P", flag, [phase(j)])];
    return [...flips, raise, ...chosen, ...turned, raise, ...flips];
  });
}
