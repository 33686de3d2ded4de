import { createHash } from "node:crypto";
import type { SequenceDataset } from "./dataset";
import type { LanguageCorpus, TokenRows } from "./languageCorpus";
import type { SplitName, Task } from "./task";

const SPLITS: readonly SplitName[] = ["train", "validation", "test"];

/**
 * The sha256 of a task's or corpus' rows (tokens, mask and labels of all splits, 32 bits a number, little-endian): equal on
 * every machine for the same name and seed. The manifest lists it for seed 0 of everything that is generated.
 *
 * @example
 * ```ts
 * const checksum = rowsChecksum(await loadTask("recall", 0));
 * ```
 */
export function rowsChecksum(data: Task | LanguageCorpus): string {
  const hash = createHash("sha256");
  for (const split of SPLITS) {
    const rows: SequenceDataset | TokenRows = data[split];
    const arrays = [rows.tokens, rows.mask ?? [], "labels" in rows ? rows.labels : []];
    for (const array of arrays) hash.update(littleEndian(array));
  }
  return hash.digest("hex");
}

function littleEndian(values: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (let i = 0; i < values.length; i++) bytes.writeInt32LE(values[i]!, 4 * i);
  return bytes;
}
