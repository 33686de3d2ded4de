import { ArgumentError } from "../core/errors";
import { bagOfWordsAccuracy, bigramAccuracy, majorityAccuracy, wordAtPositionAccuracy } from "./baselines";
import { loadTask } from "./taskRegistry";

/** How far a task yields without attention: test accuracies, means over seeds. */
export interface Difficulty {
  readonly task: string;
  /** Always the training split's most frequent class. */
  readonly majority: number;
  /** Logistic regression on the words, order forgotten. */
  readonly bagOfWords: number;
  /** Logistic regression on word and position. */
  readonly wordAtPosition: number;
  /** Logistic regression on words and neighbouring pairs. */
  readonly bigrams: number;
  /** The best possible accuracy, where it is known. */
  readonly bayes?: number;
}

/**
 * The difficulty report of a task: what needs no attention to be had, as test accuracies averaged over seeds.
 *
 * @throws ArgumentError for an unknown task or no seeds, DataError when a data file is missing or changed.
 *
 * @example
 * ```ts
 * const report = await taskDifficulty("recall", [0]);
 * // bagOfWords and wordAtPosition near 0.5, bayes 1
 * ```
 */
export async function taskDifficulty(name: string, seeds: readonly number[]): Promise<Difficulty> {
  if (seeds.length === 0) throw new ArgumentError("taskDifficulty: there are no seeds; pass at least one");
  const sums = [0, 0, 0, 0];
  let bayes: number | null = null;
  for (const seed of seeds) {
    const task = await loadTask(name, seed);
    bayes = task.bayes?.accuracy ?? null;
    [majorityAccuracy, bagOfWordsAccuracy, wordAtPositionAccuracy, bigramAccuracy].forEach(
      (of, i) => (sums[i]! += of(task) / seeds.length),
    );
  }
  const [majority, bagOfWords, wordAtPosition, bigrams] = sums as [number, number, number, number];
  return { task: name, majority, bagOfWords, wordAtPosition, bigrams, ...(bayes === null ? {} : { bayes }) };
}
