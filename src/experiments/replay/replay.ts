import { silentProgress, type Progress } from "../../core/progress";
import { sequenceDataset, type SequenceDataset } from "../../data/dataset";
import { ready, type BackendName } from "../../layers/backend";
import type { EngineName } from "../../simulator/engine";
import { DEFAULT_ENGINE } from "../../simulator/engines";
import { train } from "../../training/train";
import { trainingConfig } from "../../training/trainingConfig";
import type { TrainingHistory } from "../../training/trainingHistory";
import { recordedModel } from "./recordedModel";
import type { RecordedArm, RecordedEpoch, RecordedRows, ReferenceRecord } from "./referenceRecord";
import { sequenceModel, sequenceSource } from "../sequenceModel";

/** How close a replay must come. The hybrid's plateau amplifies rounding, so later steps may drift: its final loss counts. */
export const REPLAY_BOUNDS = Object.freeze({ stepLoss: 1e-4, hybridSteps: 150, hybridFinalValLoss: 0.01 });

/** One arm trained again from the record. */
export interface ReplayedArm {
  readonly name: "classical" | "hybrid";
  readonly steps: number;
  /** Largest |our loss − recorded loss| over all steps. */
  readonly maxStepLossDifference: number;
  /** The first step (from 0) whose loss differs by more than 1e-4; null when none does. */
  readonly "firstStepOver1e-4": number | null;
  readonly finalValLoss: number;
  readonly referenceFinalValLoss: number;
  /** Our last epoch, and the recorded one. */
  readonly final: RecordedEpoch;
  readonly reference: RecordedEpoch;
  /** Whether the arm is within `REPLAY_BOUNDS`. */
  readonly passed: boolean;
}

/** What `replay` found. */
export interface ReplayResult {
  readonly kind: "replay";
  readonly arms: readonly ReplayedArm[];
  readonly passed: boolean;
  readonly backend: BackendName;
  readonly engine: EngineName;
  readonly versions: Readonly<Record<string, string>>;
}

/** Where a replay runs and how it is watched. */
export interface ReplayOptions {
  readonly backend?: BackendName;
  /** Simulator of the hybrid's circuits; default the training default. */
  readonly engine?: EngineName;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** The reference's optimiser: Adam 1e-3, norm cut to 1. */
const REFERENCE_TRAINING = { learningRate: 1e-3, clipNorm: 1 };
const REFERENCE_BATCH = 16;

/**
 * Trains both arms of a recorded run of the reference study again, from its initial weights in its batch order, and compares every step.
 *
 * The classical arm must be within 1e-4 in every step loss; the hybrid over its first 150 steps, and within .01 in the final validation loss.
 *
 * @throws DataError when the record does not fit the models; InterruptedError when the signal fires.
 *
 * @example
 * ```ts
 * const { arms } = await replay(loadReferenceRecord("test/fixtures/run42.json"));
 * for (const arm of arms) console.log(arm.name, arm.maxStepLossDifference, arm.passed);
 * ```
 */
export async function replay(record: ReferenceRecord, options: ReplayOptions = {}): Promise<ReplayResult> {
  const { name: backend, versions } = await ready(options.backend === undefined ? {} : { backend: options.backend });
  const engine = options.engine ?? DEFAULT_ENGINE;
  const arms: ReplayedArm[] = [];
  for (const name of ["classical", "hybrid"] as const) arms.push(await replayArm(name, record, engine, options));
  return { kind: "replay", arms, passed: arms.every((arm) => arm.passed), backend, engine, versions };
}

async function replayArm(
  name: "classical" | "hybrid",
  record: ReferenceRecord,
  engine: EngineName,
  options: ReplayOptions,
): Promise<ReplayedArm> {
  const arm = record.arms[name];
  const classifier = recordedModel(name, arm.initial, engine);
  const source = (rows: "train" | "validation") => sequenceSource(recordedDataset(rows, record[rows], classifier.config.vocabSize));
  try {
    const history = await train(
      sequenceModel(classifier),
      { train: source("train"), validation: source("validation") },
      trainingConfig({ ...REFERENCE_TRAINING, epochs: arm.epochs.length, batchSize: batchSizeOf(arm) }),
      { batchOrder: arm.batchOrder, progress: options.progress ?? silentProgress, ...(options.signal && { signal: options.signal }) },
    );
    return { name, ...compareArm(name, arm, history) };
  } finally {
    classifier.dispose();
  }
}

function compareArm(
  name: "classical" | "hybrid",
  recorded: RecordedArm,
  { stepLosses, epochs }: TrainingHistory,
): Omit<ReplayedArm, "name"> {
  const differences = recorded.stepLosses.map((loss, step) => Math.abs(loss - stepLosses[step]!));
  const first = differences.findIndex((difference) => difference > REPLAY_BOUNDS.stepLoss);
  const [ours, reference] = [epochs[epochs.length - 1]!, recorded.epochs[recorded.epochs.length - 1]!];
  const bounded = name === "classical" ? differences.length : REPLAY_BOUNDS.hybridSteps;
  const finalDifference = Math.abs(ours.valLoss - reference.valLoss);
  return {
    steps: differences.length,
    maxStepLossDifference: Math.max(...differences),
    "firstStepOver1e-4": first === -1 ? null : first,
    finalValLoss: ours.valLoss,
    referenceFinalValLoss: reference.valLoss,
    final: lastEpoch(ours),
    reference: lastEpoch(reference),
    passed: (first === -1 || first >= bounded) && (name === "classical" || finalDifference <= REPLAY_BOUNDS.hybridFinalValLoss),
  };
}

const lastEpoch = ({ trainLoss, trainAccuracy, valLoss, valAccuracy }: RecordedEpoch): RecordedEpoch => ({
  trainLoss,
  trainAccuracy,
  valLoss,
  valAccuracy,
});

function recordedDataset(name: string, { tokens, labels }: RecordedRows, vocabSize: number): SequenceDataset {
  const seqLen = tokens[0]!.length;
  return sequenceDataset({
    name,
    vocabSize,
    seqLen,
    nClasses: Math.max(...labels) + 1,
    tokens: Int32Array.from(tokens.flat()),
    mask: null,
    labels: Int32Array.from(labels),
  });
}

/** 16 as in the reference where that gives the recorded number of steps, else the smallest that does. */
function batchSizeOf({ batchOrder, stepLosses, epochs }: RecordedArm): number {
  const rows = batchOrder[0]!.length;
  const steps = stepLosses.length / epochs.length;
  return Math.ceil(rows / REFERENCE_BATCH) === steps ? REFERENCE_BATCH : Math.ceil(rows / steps);
}
