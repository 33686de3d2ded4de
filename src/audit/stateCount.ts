import { checkInteger } from "../core/check";
import { ShapeError } from "../core/errors";
import type { StateBatch } from "../simulator/engine";

/** How many states of n qubits a batch holds. @throws ShapeError when it is no whole number ≥ 1 */
export function stateCount(where: string, { re, im }: StateBatch, nQubits: number): number {
  checkInteger(where, "nQubits", nQubits, 1, 26);
  const count = re.length / 2 ** nQubits;
  if (Number.isInteger(count) && count >= 1 && im.length === re.length) return count;
  throw new ShapeError(
    `${where}: ${re.length} real and ${im.length} imaginary parts are no states of ${nQubits} qubits; pass [B, ${2 ** nQubits}] of each`,
    { re: re.length, im: im.length, nQubits },
  );
}
