import { InterruptedError, NonFiniteError } from "../core/errors";
import { silentProgress, type Progress } from "../core/progress";
import { Random } from "../core/random";
import { checkpointPath, type Checkpoint, loadCheckpoint, saveCheckpoint } from "./checkpoint";
import { evaluateModel } from "./evaluateModel";
import { learningRateFactor } from "./learningRateSchedule";
import { checkResumable } from "./resume";
import type { BatchSource, TrainableModel } from "./trainableModel";
import type { TrainingConfig } from "./trainingConfig";
import { bestEpochOf, type EpochMetrics, type TrainingHistory } from "./trainingHistory";
import { TrainingStep } from "./trainingStep";

/** Training and validation rows. */
export interface TrainingData<Batch> {
  readonly train: BatchSource<Batch>;
  readonly validation: BatchSource<Batch>;
}

/** How a run is watched, kept and stopped. */
export interface TrainOptions {
  readonly progress?: Progress;
  /** Ends the run with InterruptedError between two steps; finished epochs stay in the checkpoint. */
  readonly signal?: AbortSignal;
  /** Folder of the checkpoint, written before the first epoch and after each; null (default) = keep none. */
  readonly checkpointFolder?: string | null;
  /** Go on from the checkpoint in `checkpointFolder`. */
  readonly resume?: boolean;
  /** What is trained, for the checkpoint: resuming needs the same. */
  readonly subject?: Readonly<Record<string, unknown>>;
  /** Row numbers in the order of use, a list an epoch, instead of the seeded shuffle. */
  readonly batchOrder?: readonly (readonly number[])[];
  /** Called after each epoch. */
  readonly onEpoch?: (epoch: EpochMetrics, index: number) => void;
}

/** The event loop gets a turn after this many milliseconds of steps, so that signals and messages arrive. */
const TURN_MS = 100;

/**
 * Trains a model by minimising its mean loss with Adam on seeded, shuffled batches, evaluating after each epoch.
 *
 * Training goes on from the model's present weights, which are changed. A run that was killed and resumed ends with the very
 * numbers of an unbroken one.
 *
 * @throws NonFiniteError when a loss or gradient is NaN or infinite: the weights go back to the end of the last epoch, which the
 * checkpoint keeps. InterruptedError when the signal fires. CheckpointError when resuming something else.
 *
 * @example
 * ```ts
 * await ready();
 * const model = new ClassicalTransformer(presetConfig("reference", "classical"), new Random(1).split("init"));
 * const rows = sequenceSource(syntheticSentiment(64, new Random(1).split("data")));
 * const history = await train(sequenceModel(model), { train: rows, validation: rows }, trainingConfig({ epochs: 2 }));
 * console.log(history.epochs[1]!.valLoss);
 * model.dispose();
 * ```
 */
export async function train<Batch>(
  model: TrainableModel<Batch>,
  data: TrainingData<Batch>,
  config: TrainingConfig,
  options: TrainOptions = {},
): Promise<TrainingHistory> {
  const { progress = silentProgress, checkpointFolder = null, subject = {}, onEpoch } = options;
  const run = new Run(model, data, config, options);
  if (options.resume === true && checkpointFolder !== null) run.restore(loadCheckpoint(checkpointFolder), subject);
  const keep = () => checkpointFolder !== null && saveCheckpoint(checkpointFolder, run.checkpoint(subject));
  if (run.epochs.length === 0) keep();
  progress.start("training", config.epochs * run.stepsPerEpoch);
  progress.update(run.epochs.length * run.stepsPerEpoch);
  try {
    while (run.epochs.length < config.epochs && !run.stoppedEarly()) {
      await run.epoch(progress);
      keep();
      onEpoch?.(run.epochs[run.epochs.length - 1]!, run.epochs.length - 1);
    }
  } finally {
    progress.finish();
  }
  run.takeBest();
  const { epochs, stepLosses } = run;
  return { epochs, stepLosses, stopped: epochs.length < config.epochs ? "early stopping" : null, bestEpoch: bestEpochOf(epochs) };
}

/** The state of one run between epochs. */
class Run<Batch> {
  epochs: EpochMetrics[] = [];
  stepLosses: number[] = [];
  readonly stepsPerEpoch: number;
  private readonly step: TrainingStep<Batch>;
  private best: Float32Array | null;

  constructor(
    private readonly model: TrainableModel<Batch>,
    private readonly data: TrainingData<Batch>,
    private readonly config: TrainingConfig,
    private readonly options: TrainOptions,
  ) {
    this.step = new TrainingStep(model, config);
    this.stepsPerEpoch = Math.ceil(data.train.size / config.batchSize);
    this.best = config.patience === null ? null : this.step.flat.values.slice();
  }

  async epoch(progress: Progress): Promise<void> {
    const { model, data, config, step, stepsPerEpoch } = this;
    const index = this.epochs.length;
    const lastGood = { values: step.flat.values.slice(), m: step.adam.m.slice(), v: step.adam.v.slice(), steps: step.adam.steps };
    const order = this.options.batchOrder?.[index] ?? new Random(config.seed).split("batches").split(index).permutation(data.train.size);
    const sums = { loss: 0, correct: 0, gradientNorm: 0, seconds: 0 };
    let turn = performance.now();
    for (let i = 0; i < stepsPerEpoch; i++) {
      const rows = order.slice(i * config.batchSize, (i + 1) * config.batchSize);
      const began = performance.now();
      const result = this.takeStep(rows, index * stepsPerEpoch + i, lastGood);
      sums.seconds += (performance.now() - began) / 1000;
      sums.loss += result.loss;
      sums.correct += result.correct;
      sums.gradientNorm += result.gradientNorm;
      this.stepLosses.push(result.loss);
      if (performance.now() - turn < TURN_MS) continue;
      progress.update(index * stepsPerEpoch + i + 1, `epoch ${index + 1}/${config.epochs}, loss ${result.loss.toFixed(4)}`);
      await this.giveTurn(lastGood);
      turn = performance.now();
    }
    const { loss: valLoss, accuracy: valAccuracy } = evaluateModel(model, data.validation, config.batchSize);
    if (this.best !== null && this.epochs.every((earlier) => valLoss < earlier.valLoss)) this.best = step.flat.values.slice();
    this.epochs.push({
      trainLoss: sums.loss / stepsPerEpoch,
      valLoss,
      trainAccuracy: sums.correct / data.train.size,
      valAccuracy,
      valPerplexity: Math.exp(valLoss),
      gradientNorm: sums.gradientNorm / stepsPerEpoch,
      seconds: sums.seconds,
    });
    progress.update((index + 1) * stepsPerEpoch, `epoch ${index + 1}/${config.epochs}, validation loss ${valLoss.toFixed(4)}`);
    await this.giveTurn(null);
  }

  private takeStep(rows: readonly number[], index: number, lastGood: LastGood) {
    const factor = learningRateFactor(this.config.schedule, index, this.config.epochs * this.stepsPerEpoch);
    try {
      return this.step.take(this.data.train.batch(rows), factor);
    } catch (error) {
      this.goBackTo(lastGood);
      if (!(error instanceof NonFiniteError)) throw error;
      const folder = this.options.checkpointFolder ?? null;
      const kept = folder === null ? "the model holds" : `${checkpointPath(folder)} and the model hold`;
      throw new NonFiniteError(`${error.message}; ${kept} the weights after ${this.epochs.length} epochs`, {
        ...error.details,
        epochs: this.epochs.length,
        checkpoint: folder === null ? null : checkpointPath(folder),
      });
    }
  }

  private goBackTo(state: LastGood): void {
    this.step.flat.load(state.values);
    this.step.adam.m.set(state.m);
    this.step.adam.v.set(state.v);
    this.step.adam.steps = state.steps;
    this.stepLosses.length = this.epochs.length * this.stepsPerEpoch;
  }

  private async giveTurn(lastGood: LastGood | null): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.options.signal?.aborted !== true) return;
    if (lastGood !== null) this.goBackTo(lastGood);
    throw new InterruptedError(`train: interrupted after ${this.epochs.length} finished epochs; resume goes on from there`);
  }

  stoppedEarly(): boolean {
    const { patience } = this.config;
    return patience !== null && this.epochs.length > 0 && this.epochs.length - 1 - bestEpochOf(this.epochs) >= patience;
  }

  /** With early stopping the model ends with the weights of its best epoch. */
  takeBest(): void {
    if (this.best !== null) this.step.flat.load(this.best);
  }

  checkpoint(subject: Readonly<Record<string, unknown>>): Checkpoint {
    const { config, epochs, stepLosses, best, step } = this;
    const weights = step.flat.weights.map(({ name, variable }) => ({ name, shape: variable.shape }));
    return {
      subject,
      config,
      weights,
      epochs,
      stepLosses,
      values: step.flat.values,
      adam: step.adam,
      best,
      counters: this.model.counters?.() ?? null,
    };
  }

  restore(checkpoint: Checkpoint, subject: Readonly<Record<string, unknown>>): void {
    checkResumable(checkpoint, this.checkpoint(subject));
    this.epochs = [...checkpoint.epochs];
    this.stepLosses = [...checkpoint.stepLosses];
    this.best = checkpoint.best;
    this.model.restoreCounters?.(checkpoint.counters);
    this.goBackTo({ values: checkpoint.values, ...checkpoint.adam });
  }
}

/** Weights and optimiser at the end of an epoch. */
interface LastGood {
  readonly values: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
  readonly steps: number;
}
