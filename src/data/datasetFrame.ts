import { dataTable, type DataTable } from "./dataTable";
import { SENTENCE_SETS, sentencesTable, type SentenceSet } from "./sentences";
import type { SplitName } from "./task";
import { loadTask } from "./taskRegistry";

const SPLITS: readonly SplitName[] = ["train", "validation", "test"];

/**
 * A task's rows as a danfo table. Review sentences: all 1000 with columns `text` and `class`. Every other task: the rows
 * of one seed with columns `split`, `text` (its words, padding left out) and `class`.
 *
 * @throws ArgumentError for an unknown task, DataError when a data file is missing or changed.
 *
 * @example
 * ```ts
 * const table = await datasetFrame("mc");
 * console.log(table.head(3).toString());
 * ```
 */
export async function datasetFrame(name: string, seed = 0): Promise<DataTable> {
  if ((SENTENCE_SETS as readonly string[]).includes(name)) return sentencesTable(name as SentenceSet);
  const task = await loadTask(name, seed);
  const rows = SPLITS.flatMap((split) => {
    const { tokens, mask, labels, seqLen, size } = task[split];
    return Array.from({ length: size }, (_, row) => {
      const words = Array.from(tokens.subarray(row * seqLen, (row + 1) * seqLen))
        .filter((_token, t) => mask === null || mask[row * seqLen + t] === 1)
        .map((token) => task.words[token]!);
      return { split, text: words.join(" "), class: labels[row]! };
    });
  });
  return dataTable(rows);
}
