import { basename, join, relative, resolve, sep } from "node:path";
import { ArgumentError } from "../src/core/errors";

/**
 * Where each executed notebook goes: by its name into the folder; notebooks of equal names keep the folders below their common one.
 *
 * @throws ArgumentError when a notebook is named twice, or would be overwritten without `inplace`.
 */
export function planOutputs(paths: readonly string[], options: { readonly outputDir?: string; readonly inplace?: boolean }): string[] {
  const { outputDir, inplace = false } = options;
  const full = paths.map((path) => resolve(path));
  const twice = full.find((path, i) => full.indexOf(path) !== i);
  if (twice !== undefined) throw new ArgumentError(`run: ${twice} is named twice; name it once`, { path: twice });
  if (inplace) {
    if (outputDir === undefined) return [...paths];
    throw new ArgumentError("run: both --inplace and --output-dir were given; choose one", { outputDir });
  }
  const names = paths.map((path) => basename(path));
  const unique = new Set(names).size === names.length;
  const root = commonFolder(full);
  const outputs = full.map((path, i) => join(outputDir ?? "executed", unique ? names[i]! : relative(root, path)));
  const own = outputs.find((output) => full.includes(resolve(output)));
  if (own === undefined) return outputs;
  throw new ArgumentError(`run: ${own} would be overwritten; choose another --output-dir, or say --inplace`, { path: own });
}

function commonFolder(full: readonly string[]): string {
  const folders = full.map((path) => path.split(sep).slice(0, -1));
  const [first = []] = folders;
  const length = first.findIndex((part, i) => folders.some((folder) => folder[i] !== part));
  return (length < 0 ? first : first.slice(0, length)).join(sep) || sep;
}
