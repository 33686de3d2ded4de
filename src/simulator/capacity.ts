import { CapacityError } from "../core/errors";

/** Largest circuit of any engine. */
const MAX_QUBITS = 25;

/** Most bytes that the amplitudes of one call may take (state, cotangent and result together). */
const MAX_BYTES = 4 * 2 ** 30;

const readable = (bytes: number): string => {
  const [unit, size] = bytes >= 2 ** 40 ? ["TiB", 2 ** 40] : bytes >= 2 ** 30 ? ["GiB", 2 ** 30] : ["MiB", 2 ** 20];
  return `${Number((bytes / size).toPrecision(4))} ${unit}`;
};

/**
 * Throws when `batchSize` states of `nQubits` at `bytesPerAmplitude` do not fit, saying how much they would need.
 * @throws CapacityError
 */
export function checkCapacity(where: string, nQubits: number, batchSize: number, bytesPerAmplitude: number): void {
  const bytes = batchSize * 2 ** nQubits * bytesPerAmplitude;
  const details = { nQubits, batchSize, bytes, maxQubits: MAX_QUBITS, maxBytes: MAX_BYTES };
  if (nQubits > MAX_QUBITS)
    throw new CapacityError(
      `${where}: ${nQubits} qubits need ${readable(bytes)} a state, the limit is ${MAX_QUBITS} qubits; use fewer qubits`,
      details,
    );
  if (bytes > MAX_BYTES)
    throw new CapacityError(
      `${where}: ${batchSize} states of ${nQubits} qubits need ${readable(bytes)}, the limit is ${readable(MAX_BYTES)}; use smaller batches`,
      details,
    );
}
