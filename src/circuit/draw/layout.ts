import type { Circuit } from "../circuit";
import { gateRow, operationWires, type Operation } from "../operation";
import { isSlot, type Angle } from "../parameter";

/** What stands on one wire of a placed gate: a symbol (● ⊕ ×) or a box with a text. */
export interface WireMark {
  readonly wire: number;
  readonly kind: "control" | "not" | "swap" | "box";
  readonly text: string;
}

/** A gate in its column, with the wires that its vertical line spans. */
export interface PlacedGate {
  readonly column: number;
  readonly marks: readonly WireMark[];
  readonly top: number;
  readonly bottom: number;
}

const short = (value: number): string => String(Number(value.toFixed(4)));

/** An angle as it is written in a drawing: `0.5`, `phi`, `2·phi+0.1`. */
function angleText(angle: Angle): string {
  if (!isSlot(angle)) return short(angle);
  const factor = angle.scale === 1 ? "" : angle.scale === -1 ? "-" : `${short(angle.scale)}·`;
  const shift = angle.offset === 0 ? "" : angle.offset > 0 ? `+${short(angle.offset)}` : short(angle.offset);
  return `${factor}${angle.name}${shift}`;
}

const KINDS: Readonly<Record<string, WireMark["kind"]>> = { "●": "control", "⊕": "not", "×": "swap" };

function marksOf(operation: Operation): WireMark[] {
  const labels = gateRow(operation)?.labels ?? operation.wires.map(() => "U");
  const angles = operation.params.length > 0 ? `(${operation.params.map(angleText).join(", ")})` : "";
  const controls = operation.controls.map((wire): WireMark => ({ wire, kind: "control", text: "●" }));
  const own = operation.wires.map((wire, i): WireMark => {
    const label = labels[i]!;
    const kind = KINDS[label] ?? "box";
    return { wire, kind, text: kind === "box" ? label + angles : label };
  });
  return [...controls, ...own];
}

/** Places every gate in the first column where all wires that it spans are free. */
export function layoutCircuit(circuit: Circuit): PlacedGate[] {
  const busy = new Array<number>(circuit.nQubits).fill(0);
  return circuit.operations.map((operation) => {
    const wires = operationWires(operation);
    const [top, bottom] = [Math.min(...wires), Math.max(...wires)];
    const column = Math.max(...busy.slice(top, bottom + 1));
    busy.fill(column + 1, top, bottom + 1);
    return { column, marks: marksOf(operation), top, bottom };
  });
}
