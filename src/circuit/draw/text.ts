import type { Circuit } from "../circuit";
import { layoutCircuit, type PlacedGate } from "./layout";

const pad = (text: string, width: number, fill: string): string => {
  const left = Math.floor((width - text.length) / 2);
  return fill.repeat(left) + text + fill.repeat(width - text.length - left);
};

/** The text of one column on wire `wire`, and of the gap below it. */
function column(gates: readonly PlacedGate[], wire: number, width: number): { line: string; gap: string } {
  const gate = gates.find(({ top, bottom }) => top <= wire && wire <= bottom);
  const mark = gate?.marks.find((m) => m.wire === wire);
  const text = mark?.text ?? (gate ? "┼" : "─");
  return { line: pad(text, width, "─"), gap: pad(gate && wire < gate.bottom ? "│" : " ", width, " ") };
}

/**
 * Draws a circuit with characters, as papers do: time to the right, wire 0 on top, ● controls, ⊕ NOT targets, × swaps.
 *
 * @param options.maxWidth characters a line before the drawing continues below; default 120
 * @example
 * ```ts
 * console.log(drawText(circuit(2).h(0).cnot(0, 1)));
 * // 0: ─H─●─
 * //       │
 * // 1: ───⊕─
 * ```
 */
export function drawText(circuit: Circuit, options: { maxWidth?: number } = {}): string {
  const { maxWidth = 120 } = options;
  const placed = layoutCircuit(circuit);
  const columns: PlacedGate[][] = [];
  for (const gate of placed) (columns[gate.column] ??= []).push(gate);
  const widths = columns.map((gates) => Math.max(...gates.flatMap((gate) => gate.marks.map((mark) => mark.text.length))));
  const names = Array.from({ length: circuit.nQubits }, (_, wire) => `${wire}: `);
  const margin = Math.max(...names.map((name) => name.length));

  const blocks: string[] = [];
  for (let from = 0; from < columns.length || from === 0;) {
    let to = from;
    for (let width = margin + 1; to < columns.length && (to === from || width + widths[to]! + 1 <= maxWidth); to++)
      width += widths[to]! + 1;
    const lines = names.flatMap((name, wire) => {
      const cells = columns.slice(from, to).map((gates, i) => column(gates, wire, widths[from + i]!));
      const line = `${name.padStart(margin)}─${cells.map((cell) => `${cell.line}─`).join("")}`;
      const gap = `${" ".repeat(margin + 1)}${cells.map((cell) => `${cell.gap} `).join("")}`.trimEnd();
      return wire < circuit.nQubits - 1 ? [line, gap] : [line];
    });
    blocks.push(lines.join("\n"));
    from = Math.max(to, from + 1);
  }
  return blocks.join("\n\n");
}
