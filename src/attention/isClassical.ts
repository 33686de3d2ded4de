import type { Mechanism } from "./mechanism";

const known = new Map<Mechanism, boolean>();

/** Whether a mechanism runs no circuit, whatever its options. */
export function isClassical(row: Mechanism): boolean {
  const hasLength = row.options.some(({ name }) => name === "seqLen");
  const found = known.get(row) ?? row.circuit({ embedDim: 4, ...(hasLength && { seqLen: 2 }) }) === null;
  known.set(row, found);
  return found;
}
