import { Circuit } from "../../circuit/circuit";
import { operationWires, type Operation } from "../../circuit/operation";
import { singleParameterOperations } from "../parts";
import { MAX_STAGE_WIRES, type WideGate } from "./wideGate";

/** A part of a circuit on few wires, so that blocks of the large state can pass through it one by one in cache. */
export interface Stage {
  /** The wires inside a block, ascending; the wires of `circuit` in this order. */
  readonly wires: readonly number[];
  readonly circuit: Circuit;
}

/**
 * Cuts a circuit into stages of `width` wires: each takes gates, in order, as long as their wires fit, and leaves those that wait for
 * others. The two last wires of the register come together (they are the lanes of a vector in memory). A stage always has `width` wires,
 * ten or more. Gates that are too wide for any stage stand between them.
 */
export function cutIntoStages(circuit: Circuit, width: number): (Stage | WideGate)[] {
  const stages: (Stage | WideGate)[] = [];
  let rest: readonly Operation[] = singleParameterOperations(circuit);
  while (rest.length > 0) {
    const inside = new Set<number>();
    const blocked = new Set<number>();
    const taken: Operation[] = [];
    const left: Operation[] = [];
    for (const operation of rest) {
      const wires = operationWires(operation);
      const joined = withLanes(new Set([...inside, ...wires]), circuit.nQubits);
      if (wires.some((wire) => blocked.has(wire)) || joined.size > width || wires.length > MAX_STAGE_WIRES) {
        for (const wire of wires) blocked.add(wire);
        left.push(operation);
      } else {
        for (const wire of joined) inside.add(wire);
        taken.push(operation);
      }
    }
    if (taken.length > 0) stages.push(stageOf(taken, filled(inside, circuit.nQubits, width), circuit));
    else stages.push({ operation: left.shift()!, nQubits: circuit.nQubits });
    rest = left;
  }
  return stages;
}

/** A stage of no gates that holds the given wires as far as they fit. */
export const emptyStage = (nQubits: number, width: number): Stage => stageOf([], filled(new Set(), nQubits, width), Circuit.of(nQubits));

function withLanes(wires: Set<number>, nQubits: number): Set<number> {
  if (wires.has(nQubits - 1) || wires.has(nQubits - 2)) wires.add(nQubits - 1).add(nQubits - 2);
  return wires;
}

function filled(inside: ReadonlySet<number>, nQubits: number, width: number): number[] {
  const wires = new Set(inside);
  for (let wire = nQubits - 3; wires.size < width && wire >= 0; wire--) wires.add(wire);
  return [...wires].sort((a, b) => a - b);
}

function stageOf(operations: readonly Operation[], wires: readonly number[], circuit: Circuit): Stage {
  const local = new Map(wires.map((wire, i) => [wire, i]));
  const moved = operations.map((o) => ({ ...o, controls: o.controls.map((w) => local.get(w)!), wires: o.wires.map((w) => local.get(w)!) }));
  return { wires, circuit: Circuit.of(wires.length, moved, circuit.parameters) };
}
