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
import { TrainingStep, type StepResult, type TrainingState } from "./trainingStep";

/** The event loop gets a turn after this many milliseconds of steps, so that signals and messages arrive. */
const TURN_MS = 100;

/** What the steps of one epoch add up to. */
interface EpochSums {
  loss: number;
  correct: number;
  count: number;
  gradientNorm: number;
  seconds: number;
}

/** The state of one run between epochs. */
export class TrainingRun<Batch> {
  epochs: readonly EpochMetrics[] = [];
  stepLosses: number[] = [];
  readonly stepsPerEpoch: number;
  private readonly step: TrainingStep<Batch>;
  /** The weights of the epoch with the lowest validation loss; null without early stopping. */
  private best: Float32Array | null;
  /** Weights and optimiser at the end of the last finished epoch. */
  private lastGood: TrainingState;

  constructor(
    private readonly model: TrainableModel<Batch>,
    private readonly data: TrainingData<Batch>,
    private readonly config: TrainingConfig,
    private readonly options: TrainOptions,
  ) {
    this.step = new TrainingStep(model, config);
    this.stepsPerEpoch = Math.ceil(data.train.size / config.batchSize);
    this.lastGood = this.step.copyState();
    this.best = config.patience === null ? null : this.lastGood.values;
  }

  /** Trains and evaluates one epoch. */
  async epoch(progress: Progress): Promise<void> {
    const { model, data, config, stepsPerEpoch } = this;
    const sums = await this.takeSteps(progress);
    const { loss: valLoss, accuracy: valAccuracy } = evaluateModel(model, data.validation, config.batchSize);
    this.lastGood = this.step.copyState();
    if (this.best !== null && this.epochs.every((earlier) => valLoss < earlier.valLoss)) this.best = this.lastGood.values;
    const finished = this.epochs.length + 1;
    const metrics: EpochMetrics = {
      trainLoss: sums.loss / stepsPerEpoch,
      valLoss,
      trainAccuracy: sums.correct / sums.count,
      valAccuracy,
      valPerplexity: Math.exp(valLoss),
      gradientNorm: sums.gradientNorm / stepsPerEpoch,
      seconds: sums.seconds,
      ...this.stageAfter(finished),
    };
    this.epochs = [...this.epochs, metrics];
    progress.update(finished * stepsPerEpoch, `epoch ${finished}/${config.epochs}, validation loss ${valLoss.toFixed(4)}`);
  }

  /** All steps of the next epoch, with turns for the event loop between them. */
  private async takeSteps(progress: Progress): Promise<EpochSums> {
    const { data, config, stepsPerEpoch } = this;
    const index = this.epochs.length;
    const order = this.options.batchOrder?.[index] ?? new Random(config.seed).split("batches").split(index).permutation(data.train.size);
    const sums: EpochSums = { loss: 0, correct: 0, count: 0, gradientNorm: 0, seconds: 0 };
    await this.giveTurn();
    let turn = performance.now();
    for (let i = 0; i < stepsPerEpoch; i++) {
      const rows = order.slice(i * config.batchSize, (i + 1) * config.batchSize);
      const began = performance.now();
      const result = this.takeStep(rows, index * stepsPerEpoch + i);
      sums.seconds += (performance.now() - began) / 1000;
      sums.loss += result.loss;
      sums.correct += result.correct;
      sums.count += result.count ?? rows.length;
      sums.gradientNorm += result.gradientNorm;
      this.stepLosses.push(result.loss);
      if (performance.now() - turn < TURN_MS) continue;
      progress.update(index * stepsPerEpoch + i + 1, `epoch ${index + 1}/${config.epochs}, loss ${result.loss.toFixed(4)}`);
      await this.giveTurn();
      turn = performance.now();
    }
    return sums;
  }

  private takeStep(rows: readonly number[], index: number): StepResult {
    if (this.config.stages !== undefined) this.model.setBlend?.(stageAt(this.config.stages, index, this.stepsPerEpoch).blend);
    const factor = learningRateFactor(this.config.schedule, index, this.config.epochs * this.stepsPerEpoch);
    try {
      return this.step.take(this.data.train.batch(rows), factor);
    } catch (error) {
      this.goBack();
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

  /** To the end of the last finished epoch. */
  private goBack(): void {
    this.step.load(this.lastGood);
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
  private async giveTurn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.options.signal?.aborted !== true) return;
    this.goBack();
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
    const { values } = step.flat;
    const counters = this.model.counters?.() ?? null;
    return { subject, config, weights, epochs, stepLosses, values, adam: step.adam, best, counters };
  }

  /** Goes on from a kept state. @throws CheckpointError when it is of something else */
  restore(checkpoint: Checkpoint, subject: Readonly<Record<string, unknown>>): void {
    checkResumable(checkpoint, this.checkpoint(subject));
    this.epochs = checkpoint.epochs;
    this.stepLosses = [...checkpoint.stepLosses];
    this.best = checkpoint.best;
    this.model.restoreCounters?.(checkpoint.counters);
    this.lastGood = checkpoint;
    this.goBack();
  }
}
