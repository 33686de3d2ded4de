import type { Elementary } from "./elementary";
import { addForms, type LinearForm } from "./linearForm";

/** An observable Z that takes up the last rotation of its qubit: cos 2α · Z − sin 2α · X (RY), cos 2α · Z + sin 2α · Y (RX). */
export interface Turn {
  readonly axis: "X" | "Y";
  readonly angle: LinearForm;
}

const RY = "0,2;1,3";
const RX = "1,2;3,0";

/**
 * Takes gates off the end of a circuit of which only strings of Z are read: diagonal gates change nothing, the last RY or RX of a qubit
 * whose every string is Z alone goes into the observable (Heisenberg picture). Returns the turns by wire and the gates that remain.
 */
export function takeObservableEnd(
  gates: readonly Elementary[],
  nQubits: number,
  strings: readonly string[],
): { turns: (Turn | null)[]; rest: Elementary[] } {
  const turns = new Array<Turn | null>(nQubits).fill(null);
  if (strings.some((string) => /[XY]/.test(string))) return { turns, rest: [...gates] };
  const open = new Array<boolean>(nQubits).fill(true);
  const turnable = turns.map((_, wire) => strings.every((string) => string[wire] !== "Z" || string.replaceAll("I", "") === "Z"));
  const rest: Elementary[] = [];
  for (const gate of [...gates].reverse()) {
    const wire = gate.wires[0]!;
    const isOpen = gate.wires.every((w) => open[w]);
    if (isOpen && isDiagonal(gate) && gate.wires.every((w) => turns[w] === null)) continue;
    const axis = axisOf(gate);
    const turn = turns[wire] ?? null;
    if (isOpen && axis && turnable[wire] && gate.kind === "rotation" && (turn === null || turn.axis === axis)) {
      turns[wire] = { axis, angle: turn ? addForms(turn.angle, gate.angle, 1) : gate.angle };
      continue;
    }
    for (const w of gate.wires) open[w] = false;
    rest.push(gate);
  }
  return { turns, rest: rest.reverse() };
}

function isDiagonal(gate: Elementary): boolean {
  if (gate.kind === "rotation") return gate.pairs.every(([a, b]) => a >> 1 === b >> 1);
  return gate.kind === "monomial" && gate.to.every((to, c) => to >> 1 === c >> 1);
}

function axisOf(gate: Elementary): Turn["axis"] | null {
  if (gate.kind !== "rotation" || gate.wires.length !== 1) return null;
  const key = [...gate.pairs]
    .sort((a, b) => a[0] - b[0])
    .map((pair) => pair.join())
    .join(";");
  return key === RY ? "X" : key === RX ? "Y" : null;
}
