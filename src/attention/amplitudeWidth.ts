import { ShapeError } from "../core/errors";
import type { AttentionConfig } from "./mechanism";

/**
 * Qubits whose amplitudes hold one head's vector: `nQubits`, or as few as there must be.
 *
 * @throws ShapeError when the head is wider than 2^n
 */
export function amplitudeQubits(where: string, { embedDim, nHeads = 1, nQubits }: AttentionConfig): number {
  const width = embedDim / nHeads;
  const needed = Math.max(1, Math.ceil(Math.log2(width)));
  if (nQubits === undefined || nQubits === null) return needed;
  if (nQubits < needed)
    throw new ShapeError(
      `${where}: a head is ${width} wide, ${nQubits} qubits hold ${2 ** nQubits} amplitudes; use at least ${needed} qubits or more heads`,
      { width, nQubits },
    );
  return nQubits;
}
