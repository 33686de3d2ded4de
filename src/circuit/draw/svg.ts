import type { Circuit } from "../circuit";
import { layoutCircuit, type PlacedGate, type WireMark } from "./layout";

const ROW = 46;
const MARGIN = 44;
const BOX_HEIGHT = 30;
const CHARACTER = 7.6;
const GAP = 16;
const INK = "#1f2933";
const FILL = "#e8f0fe";

const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const boxWidth = (mark: WireMark): number => (mark.kind === "box" ? Math.max(BOX_HEIGHT, mark.text.length * CHARACTER + 12) : 20);
const y = (wire: number): number => 30 + wire * ROW;

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${INK}" stroke-width="1.4"/>`;
}

function drawMark(mark: WireMark, x: number): string {
  const top = y(mark.wire);
  switch (mark.kind) {
    case "control":
      return `<circle cx="${x}" cy="${top}" r="4.5" fill="${INK}"/>`;
    case "not":
      return `<circle cx="${x}" cy="${top}" r="10" fill="white" stroke="${INK}" stroke-width="1.4"/>${line(x - 10, top, x + 10, top)}${line(x, top - 10, x, top + 10)}`;
    case "swap":
      return line(x - 6, top - 6, x + 6, top + 6) + line(x - 6, top + 6, x + 6, top - 6);
    case "box": {
      const width = boxWidth(mark);
      const rect = `<rect x="${x - width / 2}" y="${top - BOX_HEIGHT / 2}" width="${width}" height="${BOX_HEIGHT}" rx="4" fill="${FILL}" stroke="${INK}" stroke-width="1.2"/>`;
      return `${rect}<text x="${x}" y="${top + 4.5}" text-anchor="middle">${escapeXml(mark.text)}</text>`;
    }
  }
}

function drawGate(gate: PlacedGate, x: number): string {
  const stem = gate.top < gate.bottom ? line(x, y(gate.top), x, y(gate.bottom)) : "";
  return stem + gate.marks.map((mark) => drawMark(mark, x)).join("");
}

/**
 * Draws a circuit as a self-contained SVG document (no script, no external font): time to the right, wire 0 on top.
 *
 * @example
 * ```ts
 * const svg = drawSvg(circuit(2).h(0).cnot(0, 1));   // "<svg xmlns=…"
 * ```
 */
export function drawSvg(circuit: Circuit): string {
  const placed = layoutCircuit(circuit);
  const widths: number[] = [];
  for (const gate of placed) widths[gate.column] = Math.max(widths[gate.column] ?? 0, ...gate.marks.map(boxWidth));
  const centres: number[] = [];
  let x = MARGIN + GAP;
  for (const width of widths) {
    centres.push(x + width / 2);
    x += width + GAP;
  }
  const height = y(circuit.nQubits - 1) + 30;
  const wires = Array.from(
    { length: circuit.nQubits },
    (_, w) => `<text x="${MARGIN - 10}" y="${y(w) + 4.5}" text-anchor="end">${w}</text>${line(MARGIN, y(w), x, y(w))}`,
  );
  const gates = placed.map((gate) => drawGate(gate, centres[gate.column]!));
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${x + GAP}" height="${height}" viewBox="0 0 ${x + GAP} ${height}" font-family="DejaVu Sans, Arial, sans-serif" font-size="13" fill="${INK}">`;
  return [open, `<rect width="100%" height="100%" fill="white"/>`, ...wires, ...gates, "</svg>"].join("\n");
}
