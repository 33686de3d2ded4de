import { InterruptedError, NonFiniteError } from "../core/errors";
import type { Progress } from "../core/progress";
import { Random } from "../core/random";
import { checkpointPath, type Checkpoint } from "./checkpoint";
import { evaluateModel } from "./evaluateModel";
import { learningRateFactor } from "./learningRateSchedule";
import { checkResumable } from "./resume";
import type { TrainableModel } from "./trainableModel";
import type { TrainingConfig } from "./trainingConfig";
import { bestEpochOf, type EpochMetrics } from "./trainingHistory";
import { stageAt } from "./trainingStages";
import type { TrainingData, TrainOptions } from "./trainOptions";
import { TrainingStep } from "./trainingStep";

/** The event loop gets a turn after this many milliseconds of steps, so that signals and messages arrive. */
const TURN_MS = 100;

/** The state of one run between epochs. */
export class TrainingRun<Batch> {
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

  /** Trains and evaluates one epoch. */
  async epoch(progress: Progress): Promise<void> {
    const { model, data, config, step, stepsPerEpoch } = this;
    const index = this.epochs.length;
    const lastGood = { values: step.flat.values.slice(), m: step.adam.m.slice(), v: step.adam.v.slice(), steps: step.adam.steps };
    const order = this.options.batchOrder?.[index] ?? new Random(config.seed).split("batches").split(index).permutation(data.train.size);
    const sums = { loss: 0, correct: 0, count: 0, gradientNorm: 0, seconds: 0 };
    await this.giveTurn(lastGood);
    let turn = performance.now();
    for (let i = 0; i < stepsPerEpoch; i++) {
      const rows = order.slice(i * config.batchSize, (i + 1) * config.batchSize);
      const began = performance.now();
      const result = this.takeStep(rows, index * stepsPerEpoch + i, lastGood);
      sums.seconds += (performance.now() - began) / 1000;
      sums.loss += result.loss;
      sums.correct += result.correct;
      sums.count += result.count ?? rows.length;
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
      trainAccuracy: sums.correct / sums.count,
      valAccuracy,
      valPerplexity: Math.exp(valLoss),
      gradientNorm: sums.gradientNorm / stepsPerEpoch,
      seconds: sums.seconds,
      ...this.stageAfter(index + 1),
    });
    progress.update((index + 1) * stepsPerEpoch, `epoch ${index + 1}/${config.epochs}, validation loss ${valLoss.toFixed(4)}`);
  }

  private takeStep(rows: readonly number[], index: number, lastGood: LastGood) {
    if (this.config.stages !== undefined) this.model.setBlend?.(stageAt(this.config.stages, index, this.stepsPerEpoch).blend);
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
    const { blend } = this.stageAfter(this.epochs.length);
    if (blend !== undefined) this.model.setBlend?.(blend);
  }

  /** Stage and blend of the last step of so many epochs, of the first step when there are none; nothing of a run without stages. */
  private stageAfter(epochs: number): { readonly stage?: string; readonly blend?: number } {
    const { stages } = this.config;
    if (stages === undefined) return {};
    const { stage, blend } = stageAt(stages, Math.max(0, epochs * this.stepsPerEpoch - 1), this.stepsPerEpoch);
    return { stage: stage.name, blend };
  }

  /** Lets messages and signals arrive. @throws InterruptedError when the signal has fired; the weights are then those after the last epoch */
  private async giveTurn(lastGood: LastGood): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.options.signal?.aborted !== true) return;
    this.goBackTo(lastGood);
    throw new InterruptedError(`train: interrupted after ${this.epochs.length} finished epochs; resume goes on from there`);
  }

  /** Whether patience has run out. */
  stoppedEarly(): boolean {
    const { patience } = this.config;
    return patience !== null && this.epochs.length > 0 && this.epochs.length - 1 - bestEpochOf(this.epochs) >= patience;
  }

  /** With early stopping the model ends with the weights of its best epoch. */
  takeBest(): void {
    if (this.best !== null) this.step.flat.load(this.best);
  }

  /** The state between two epochs, to be kept. */
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

  /** Goes on from a kept state. @throws CheckpointError when it is of something else */
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
