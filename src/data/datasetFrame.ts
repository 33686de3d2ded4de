import { dataTable, type DataTable } from "./dataTable";
import { SENTENCE_SETS, sentencesTable, type SentenceSet } from "./sentences";
import type { LanguageCorpus, TokenRows } from "./languageCorpus";
import type { SplitName } from "./task";
import { corpusNames, loadCorpus, loadTask } from "./taskRegistry";

const SPLITS: readonly SplitName[] = ["train", "validation", "test"];

/**
 * The rows of a task or corpus as a danfo table. Review sentences: all 1000 with columns `text` and `class`. Every other task:
 * the rows of one seed with columns `split`, `text` (its words, padding left out) and `class`. A corpus: `split` and `text`.
 *
 * @throws ArgumentError for an unknown name, DataError when a data file is missing or changed.
 *
 * @example
 * ```ts
 * const table = await datasetFrame("mc");
 * console.log(table.head(3).toString());
 * ```
 */
export async function datasetFrame(name: string, seed = 0): Promise<DataTable> {
  if ((SENTENCE_SETS as readonly string[]).includes(name)) return sentencesTable(name as SentenceSet);
  if ((corpusNames() as readonly string[]).includes(name)) return corpusFrame(loadCorpus(name, seed));
  const task = await loadTask(name, seed);
  const rows = SPLITS.flatMap((split) => {
    const { labels, seqLen } = task[split];
    return rowTexts(task[split], seqLen, task.words, " ").map((text, row) => ({ split, text, class: labels[row]! }));
  });
  return dataTable(rows);
}

function corpusFrame(corpus: LanguageCorpus): Promise<DataTable> {
  const { words, seqLen, unit } = corpus;
  const between = unit === "letter" ? "" : " ";
  return dataTable(SPLITS.flatMap((split) => rowTexts(corpus[split], seqLen + 1, words, between).map((text) => ({ split, text }))));
}

/** The words of each row, padding left out. */
function rowTexts({ size, tokens, mask }: TokenRows, width: number, words: readonly string[], between: string): string[] {
  return Array.from({ length: size }, (_, row) =>
    Array.from(tokens.subarray(row * width, (row + 1) * width))
      .filter((_token, t) => mask === null || mask[row * width + t] === 1)
      .map((token) => words[token]!)
      .join(between),
  );
}
