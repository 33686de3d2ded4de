import { NonFiniteError, QuantumAttentionError } from "../../core/errors";
import { Random } from "../../core/random";
import { ready } from "../../layers/backend";
import { evaluateModel } from "../../training/evaluateModel";
import { learningRateFactor } from "../../training/learningRateSchedule";
import { trainingConfig } from "../../training/trainingConfig";
import { TrainingStep } from "../../training/trainingStep";
import { attentionTransformer } from "../../transformer/attentionTransformer";
import type { Transformer } from "../../transformer/transformer";
import type { BatchSource, TrainableModel } from "../../training/trainableModel";
import { sequenceModel, sequenceSource, type SequenceBatch } from "../sequenceModel";
import { trialTask } from "./trialTask";
import { packBits, type CurvePoint, type TrialRun, type TrialUnit } from "./trialUnit";

/** The event loop gets a turn after this many milliseconds, so that a worker notices when its parent is gone. */
const TURN_MS = 200;
/** The share of the learning rate that is left at the end. */
const FINAL_FACTOR = 0.1;

/**
 * Trains one unit from nothing; leaves no tensor behind. A model that cannot be trained on this task, or whose loss is not finite any
 * more, is no error of the trial: the run says so in `failure`.
 */
export async function trainTrialUnit(unit: TrialUnit): Promise<TrialRun> {
  await ready({ backend: unit.training.backend });
  const trained = await trainedTrialModel(unit);
  trained.model?.dispose();
  return trained.run;
}

/** A run with the model that it trained, which the caller disposes; null where none could be made. */
export interface TrainedTrialModel {
  readonly run: TrialRun;
  readonly model: Transformer | null;
}

/** As `trainTrialUnit`, for those who want the trained model: maps of attention, accuracy with shots. */
export async function trainedTrialModel(unit: TrialUnit): Promise<TrainedTrialModel> {
  const task = await trialTask(unit.task, unit.seed, unit.training.maxSeqLen);
  let model: Transformer | null = null;
  try {
    model = attentionTransformer(unit.model, new Random(unit.seed).split("init"));
    const run = await trainModelOf(unit, model, {
      train: sequenceSource(task.train),
      validation: sequenceSource(task.validation),
      test: sequenceSource(task.test),
    });
    return { run, model };
  } catch (error) {
    model?.dispose();
    if (!(error instanceof QuantumAttentionError)) throw error;
    return { run: failedRun(unit, error), model: null };
  }
}

type Splits = Readonly<Record<"train" | "validation" | "test", BatchSource<SequenceBatch>>>;

async function trainModelOf(unit: TrialUnit, transformer: Transformer, splits: Splits): Promise<TrialRun> {
  const { purpose, task, seed, learningRate, training, model: config } = unit;
  const { batchSize, warmupSteps, clipNorm, curvePoints } = training;
  const steps = purpose === "tuning" ? training.tuningSteps : training.steps;
  const model = sequenceModel(transformer);
  const step = new TrainingStep(model, trainingConfig({ seed, batchSize, learningRate, clipNorm }));
  const schedule = { kind: "cosine", warmupSteps, finalFactor: FINAL_FACTOR } as const;
  const batches = batchRows(splits.train.size, batchSize, seed);
  const curve: CurvePoint[] = [];
  let seconds = 0;
  let turn = performance.now();
  for (let done = 0; done < steps; done++) {
    const batch = splits.train.batch(batches.next().value);
    const began = performance.now();
    step.take(batch, learningRateFactor(schedule, done, steps));
    seconds += (performance.now() - began) / 1000;
    if (purpose === "study" && isCurvePoint(done + 1, steps, curvePoints))
      curve.push({ step: done + 1, ...rounded(evaluateModel(model, splits.validation, batchSize)) });
    if (performance.now() - turn < TURN_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    turn = performance.now();
  }
  const last = curve.at(-1);
  const validation =
    last === undefined ? rounded(evaluateModel(model, splits.validation, batchSize)) : { loss: last.loss, accuracy: last.accuracy };
  const counts = transformer.parameterCounts();
  const cost = trainingCost(transformer);
  return {
    key: unit.key,
    purpose,
    task,
    mechanism: config.mechanism,
    seed,
    learningRate,
    parameters: counts.total,
    quantumParameters: counts.quantum,
    validation,
    ...(purpose === "tuning" ? { test: null, testRight: null } : testOf(model, splits.test, batchSize)),
    curve,
    ...cost,
    failure: null,
    seconds,
  };
}

/** Batches of shuffled rows, epoch after epoch: the same for every arm of a seed. */
function* batchRows(size: number, batchSize: number, seed: number): Generator<number[], never> {
  const random = new Random(seed).split("batches");
  for (let epoch = 0; ; epoch++) {
    const order = random.split(epoch).permutation(size);
    for (let start = 0; start < size; start += batchSize) yield order.slice(start, start + batchSize);
  }
}

/** The last of `points` equal parts ends with the last step. */
const isCurvePoint = (done: number, steps: number, points: number): boolean =>
  Math.floor((done * points) / steps) > Math.floor(((done - 1) * points) / steps);

function testOf(
  model: TrainableModel<SequenceBatch>,
  test: BatchSource<SequenceBatch>,
  batchSize: number,
): Pick<TrialRun, "test" | "testRight"> {
  const right: boolean[] = [];
  const recording = { ...model, evaluate: (batch: SequenceBatch) => {
    const result = model.evaluate(batch);
    for (const one of result.correct) right.push(one === 1);
    return result;
  } }; // prettier-ignore
  const found = rounded(evaluateModel(recording, test, batchSize));
  return { test: found, testRight: packBits(right) };
}

/** Six digits after the point: float32 holds no more, and lines stay short. @throws NonFiniteError when the loss is no finite number */
function rounded({ loss, accuracy }: { loss: number; accuracy: number }): { loss: number; accuracy: number } {
  if (!Number.isFinite(loss)) throw new NonFiniteError(`trial: the loss of an evaluation is ${loss}; lower the learning rate`, { loss });
  return { loss: Number(loss.toFixed(6)), accuracy: Number(accuracy.toFixed(6)) };
}

/** Forward passes and gradients of training; evaluations are not part of it. */
function trainingCost({ ledger }: Transformer): { circuits: number; shots: number } {
  const [forward, gradient] = [ledger.of("forward"), ledger.of("gradient")];
  return { circuits: forward.circuits + gradient.circuits, shots: forward.shots + gradient.shots };
}

function failedRun(unit: TrialUnit, error: Error): TrialRun {
  const { key, purpose, task, model, seed, learningRate } = unit;
  return {
    key,
    purpose,
    task,
    mechanism: model.mechanism,
    seed,
    learningRate,
    parameters: 0,
    quantumParameters: 0,
    validation: { loss: 0, accuracy: 0 },
    test: null,
    testRight: null,
    curve: [],
    circuits: 0,
    shots: 0,
    failure: error.message,
    seconds: 0,
  };
}
