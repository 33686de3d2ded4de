import { DataError } from "../core/errors";
import { dataTable, type DataTable } from "./dataTable";
import { manifestRow, readDataFiles } from "./manifest";

/** The three sets of labelled review sentences. */
export const SENTENCE_SETS = ["yelp", "imdb", "amazon"] as const;
/** Name of a set of labelled review sentences. */
export type SentenceSet = (typeof SENTENCE_SETS)[number];

/** Sentences and their labels: 1 = positive, 0 = negative. */
export interface LabelledSentences {
  readonly texts: readonly string[];
  readonly labels: readonly number[];
}

/**
 * One set of labelled review sentences (Kotzias 2015, CC BY 4.0) as a danfo table with columns `text` and `class`; the
 * file's one empty row is dropped.
 *
 * @throws DataError when the file is missing, has another checksum than the manifest, or other counts.
 *
 * @example
 * ```ts
 * const yelp = await sentencesTable("yelp");
 * console.log(yelp.shape); // [1000, 2]
 * ```
 */
export async function sentencesTable(name: SentenceSet): Promise<DataTable> {
  const row = manifestRow(name);
  const records = parseRecords(name, readDataFiles(row)[0]!);
  const table = (await dataTable(records)).dropNa({ axis: 1 });
  const labels = table.column("class").values;
  const counts = [0, 1].map((label) => labels.filter((found) => found === label).length);
  if (records.length - labels.length !== row.counts.dropped || counts.join() !== row.counts.classes.join()) {
    throw new DataError(
      `sentencesTable: ${name} has ${counts.join(" and ")} rows of its classes, the manifest says ${row.counts.classes.join(" and ")}`,
    );
  }
  return table;
}

/**
 * The sentences and labels of `sentencesTable`, as plain arrays.
 *
 * @throws DataError when the file is missing, has another checksum than the manifest, or other counts.
 *
 * @example
 * ```ts
 * const { texts, labels } = await loadSentences("imdb"); // 1000 of each
 * ```
 */
export async function loadSentences(name: SentenceSet): Promise<LabelledSentences> {
  const table = await sentencesTable(name);
  return { texts: table.column("text").values as string[], labels: table.column("class").values as number[] };
}

function parseRecords(name: string, text: string): object[] {
  try {
    return JSON.parse(text) as object[];
  } catch (error) {
    throw new DataError(`sentencesTable: the file of ${name} is not JSON (${(error as Error).message})`);
  }
}
