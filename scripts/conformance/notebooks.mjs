// The notebooks that every client runs: good ones must pass, each failing one must fail in its second cell.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const GOOD = {
  values: [
    "const one: number = 1;\none + 1",
    'console.log("printed");\nconsole.error("to stderr");',
    "const later = await new Promise<string>((resolve) => setTimeout(() => resolve('waited'), 5));\nlater",
    'import { display } from "tslab";\ndisplay.html("<b>bold</b>");',
    '({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "own", "text/html": "<i>own</i>" }) })',
    "one + later.length",
  ],
  raises: [{ source: "throw new RangeError('expected');", tags: ["raises-exception"] }, "'the next cell ran'"],
};

/** Name → the second cell, and what must be said about it. */
export const FAILING = {
  throws: { source: "const nothing: any = null;\nnothing.here;", says: ["TypeError", "In [2], line 2"] },
  types: { source: "const text: string = 3;", says: ["TypeScriptError", "In [2], line 1"] },
  rejects: { source: "void Promise.reject(new Error('nobody waits'));", says: ["Error", "nobody waits"] },
  exits: { source: "process.exit(5);", says: ["Error"] },
};

/** A kernel takes two seconds to start: each client runs what tells most about it. papermill knows no raises-exception. */
export const PLAN = {
  nbclient: { good: ["values", "raises"], failing: ["throws", "types", "rejects", "exits"] },
  papermill: { good: ["values"], failing: ["throws", "types"] },
  nbmake: { good: ["values", "raises"], failing: ["throws", "types", "rejects", "exits"] },
  nbval: { good: ["values", "raises"], failing: ["throws", "rejects"] },
};

function notebook(kernel, cells) {
  const code = cells.map((cell, i) => ({
    cell_type: "code",
    id: `cell-${i}`,
    execution_count: null,
    metadata: cell.tags ? { tags: cell.tags } : {},
    outputs: [],
    source: cell.source ?? cell,
  }));
  const kernelspec = { name: kernel, display_name: kernel, language: "typescript" };
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec, language_info: { name: "typescript" } }, cells: code };
}

/** Writes one notebook. */
export function writeNotebook(file, kernel, cells) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(notebook(kernel, cells), null, 1));
}

/** Writes all of them into `folder`/good and `folder`/failing. */
export function writeNotebooks(folder, kernel) {
  for (const [name, cells] of Object.entries(GOOD)) writeNotebook(join(folder, "good", `${name}.ipynb`), kernel, cells);
  for (const [name, { source }] of Object.entries(FAILING))
    writeNotebook(join(folder, "failing", `${name}.ipynb`), kernel, ["const first = 1;\nfirst", source, "first + 1"]);
}
