import { ArgumentError } from "../core/errors";
import { bagOfWordsAccuracy, bigramAccuracy, majorityAccuracy, wordAtPositionAccuracy } from "./baselines";
import type { Task } from "./task";
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
  return difficultyOf(name, await Promise.all(seeds.map((seed) => loadTask(name, seed))));
}

/** The report of a task that was drawn with several seeds already. @throws ArgumentError when there is none */
export function difficultyOf(name: string, drawn: readonly Task[]): Difficulty {
  if (drawn.length === 0) throw new ArgumentError("taskDifficulty: there are no seeds; pass at least one");
  const mean = (of: (task: Task) => number): number => drawn.reduce((sum, task) => sum + of(task), 0) / drawn.length;
  const bayes = drawn[0]!.bayes?.accuracy;
  return {
    task: name,
    majority: mean(majorityAccuracy),
    bagOfWords: mean(bagOfWordsAccuracy),
    wordAtPosition: mean(wordAtPositionAccuracy),
    bigrams: mean(bigramAccuracy),
    ...(bayes === undefined ? {} : { bayes }),
  };
}
