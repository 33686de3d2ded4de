import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const repeat = (count: number, source: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => source(i));

/** What notebooks are made of: many small cells, much text, large displays, computing. */
const CELLS: Readonly<Record<string, readonly string[]>> = {
  small: repeat(20, (i) => `const value${i}: number = ${i};\nvalue${i} * 2`),
  text: repeat(4, () => "for (let i = 0; i < 10_000; i++) console.log(`line ${i} of a longer text`);"),
  displays: repeat(
    10,
    (i) => `require("tslab").display.raw("application/json", { cell: ${i}, values: Array.from({ length: 5000 }, (_, i) => i / 7) })`,
  ),
  computing: repeat(3, () => "let sum = 0; { let s = 0; for (let i = 0; i < 3e8; i++) s += i % 7; sum = s; }\nsum"),
};

/** Writes one notebook a kind into a new folder; name → path and cells. */
export function writeWorkload(kernelName: string): { readonly name: string; readonly path: string; readonly cells: readonly string[] }[] {
  const folder = mkdtempSync(join(tmpdir(), "runner-bench-"));
  return Object.entries(CELLS).map(([name, cells]) => {
    const path = join(folder, `${name}.ipynb`);
    const code = cells.map((source, i) => ({
      cell_type: "code",
      execution_count: null,
      id: `cell-${i}`,
      metadata: {},
      outputs: [],
      source,
    }));
    const kernelspec = { name: kernelName, display_name: kernelName, language: "typescript" };
    writeFileSync(path, `${JSON.stringify({ cells: code, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`);
    return { name, path, cells };
  });
}
