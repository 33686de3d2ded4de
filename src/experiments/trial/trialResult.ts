import type { BackendName } from "../../layers/backend";
import type { FamilyComparison } from "../../statistics/family";
import type { Difficulty } from "../../data/difficulty";
import type { TrialConfig } from "./trialConfig";
import type { DroppedPair } from "./trialPlan";

/** A paired comparison of a mechanism with a twin in one metric, judged within the whole trial; differences are mechanism − twin. */
export interface TrialComparison extends Omit<FamilyComparison, "a" | "b" | "better" | "sd"> {
  /** Of the twin. */
  readonly mean: number;
  /** Of the twin. */
  readonly sd: number;
}

/** A mechanism against one twin: test accuracy, the declared metric, and test loss beside it as `loss`. */
export interface TrialTwin extends TrialComparison {
  /** Which twin: `parameter-matched`, `no-entangler`, … */
  readonly name: string;
  /** Which mechanism the twin's blocks have. */
  readonly mechanism: string;
  readonly parameters: number;
  readonly learningRate: number;
  readonly loss: TrialComparison;
  /** McNemar's exact test on the test split of the first seed: rows that only the mechanism, only the twin told right. */
  readonly mcNemar: { readonly onlyMechanism: number; readonly onlyTwin: number; readonly p: number };
}

/** One mechanism on one task. */
export interface TrialCell {
  readonly mechanism: string;
  readonly task: string;
  /** Trainable numbers of the whole model, of which `quantumParameters` are circuit angles. */
  readonly parameters: number;
  readonly quantumParameters: number;
  /** The rate that its tuning runs chose. */
  readonly learningRate: number;
  /** Test accuracy after the last step, over the seeds. */
  readonly mean: number;
  readonly sd: number;
  /** Test loss in nats. */
  readonly loss: { readonly mean: number; readonly sd: number };
  /** Circuits that the training of one run would execute on hardware, mean over the seeds, and their shots (0 = exact values). */
  readonly circuits: number;
  readonly shots: number;
  /** Of the literal circuit of one score or one pass. */
  readonly twoQubitGates: number;
  readonly depth: number;
  /** Mean wall-clock seconds of a run's training steps. */
  readonly seconds: number;
  readonly twins: readonly TrialTwin[];
}

/** The mean learning curve of a mechanism (`twin` null) or of one of its twins, on the validation split. */
export interface TrialCurve {
  readonly mechanism: string;
  readonly twin: string | null;
  readonly task: string;
  readonly steps: readonly number[];
  readonly loss: readonly number[];
  readonly lossSd: readonly number[];
  readonly accuracy: readonly number[];
  readonly accuracySd: readonly number[];
}

/** Everything that `trial` found. Same command, same bytes, but for `seconds` and `timing`. */
export interface TrialResult {
  readonly kind: "attention-trial";
  readonly formatVersion: 1;
  readonly command: string;
  readonly config: TrialConfig;
  readonly seeds: readonly number[];
  readonly backend: BackendName;
  readonly versions: Readonly<Record<string, string>>;
  readonly cells: readonly TrialCell[];
  /** Controls: shown, not judged. */
  readonly references: readonly TrialCell[];
  /** What needs no attention to be had, on the same rows and seeds. */
  readonly difficulty: readonly Difficulty[];
  readonly dropped: readonly DroppedPair[];
  readonly curves: readonly TrialCurve[];
  readonly timing: { readonly date: string; readonly seconds: number; readonly jobs: number };
}
