import { packageVersion } from "../../src/core/packageRoot";
import { tslabVersion } from "../kernel/tslabFiles";
import type { KernelChoice } from "../kernels/kernelChoice";
import { hasTag, type Cell, type CellMetadata, type Notebook } from "../notebook/notebook";
import { sha256, type Dependency } from "./dependencies";

/** What a notebook's results depend on, as one hash: cells (with injected parameters), metadata, kernel, options and files. */
export function fingerprint(
  notebook: Notebook,
  kernel: KernelChoice,
  dependencies: readonly Dependency[],
  options: { readonly allowErrors: boolean },
): string {
  const versions = { runner: packageVersion(), tslab: tslabVersion(), node: process.version };
  const { metadata, cells } = notebook;
  return sha256(
    JSON.stringify({ versions, kernel, options, dependencies, metadata: without(metadata, ["failure"]), cells: cells.map(input) }),
  );
}

/** The part of a cell that is written by a person. */
function input(cell: Cell): object {
  if (hasTag(cell, "skip-execution")) return cell;
  const { execution, ...metadata } = without(cell.metadata, ["failure"]);
  return { ...without(cell, ["outputs", "execution_count"]), metadata, timeout: (execution as CellMetadata["execution"])?.timeout };
}

const without = (fields: object, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
