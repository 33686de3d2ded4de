import { SourceMap, type SourceMapPayload } from "node:module";

/** The two steps from a cell's TypeScript to what runs: emit, then CommonJS. */
export interface CellMaps {
  readonly emit: SourceMapPayload;
  readonly commonJs: SourceMapPayload;
}

interface Cell {
  readonly lines: readonly string[];
  readonly maps: readonly SourceMap[];
}

/** tslab puts `export {};` on a line before the cell. */
const PREFIX_LINES = 1;
const cells = new Map<number, Cell>();

/** The script name of a cell; V8 allows no blank in it. */
export const cellScript = (count: number): string => `In[${count}]`;
const FRAME = /In\[(\d+)\]:(\d+):(\d+)/g;

/** Remembers how to come from running code back to the cell's own lines. */
export function rememberCell(count: number, code: string, maps: CellMaps | null): void {
  const both = maps === null ? [] : [new SourceMap(maps.commonJs), new SourceMap(maps.emit)];
  cells.set(count, { lines: code.split("\n"), maps: both });
}

/** Line (from 1) of a cell for a position of the running code. */
function cellLine(cell: Cell, line: number, column: number): number {
  let at = { line: line - 1, column: column - 1 };
  for (const map of cell.maps) {
    const entry = map.findEntry(at.line, at.column);
    if (!("originalLine" in entry)) return line;
    at = { line: entry.originalLine, column: entry.originalColumn };
  }
  return Math.min(Math.max(at.line + 1 - PREFIX_LINES, 1), cell.lines.length);
}

/** `In[3]:7:9` of the running code becomes `In [3], line 2` of the cell. */
export function mapFrames(text: string): string {
  return text.replace(FRAME, (frame, count: string, line: string, column: string) => {
    const cell = cells.get(Number(count));
    return cell === undefined ? frame : `In [${count}], line ${cellLine(cell, Number(line), Number(column))}`;
  });
}

const PLACE = /In \[(\d+)\], line (\d+)/;

/** Whether a text names a line of a cell. */
export const namesCell = (text: string): boolean => PLACE.test(text);

/** The lines around the first place that `text` names, the line itself marked. */
export function excerpt(text: string): string[] {
  const place = PLACE.exec(text);
  const cell = cells.get(Number(place?.[1]));
  if (place === null || cell === undefined) return [];
  const line = Number(place[2]);
  const first = Math.max(1, line - 2);
  const shown = cell.lines.slice(first - 1, line + 2);
  const width = String(line + 2).length;
  const marked = shown.map((source, i) => `${first + i === line ? "-->" : "   "} ${String(first + i).padStart(width)} ${source}`.trimEnd());
  return [place[0], ...marked, ""];
}
