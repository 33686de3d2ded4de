import type * as tf from "@tensorflow/tfjs";
import { NonFiniteError } from "../core/errors";
import { readGradients } from "../layers/operations/tape";
import { scalarValue } from "../layers/operations/tensorMemory";
import { FlatAdam } from "./adam";
import type { Checkpoint } from "./checkpoint";
import { clipNormInPlace } from "./clipNorm";
import { FlatWeights } from "./flatWeights";
import type { TrainableModel } from "./trainableModel";
import type { TrainingConfig } from "./trainingConfig";

/** What one step gave: the mean loss before the update, right answers, and the gradient's norm before clipping. */
export interface StepResult {
  readonly loss: number;
  readonly correct: number;
  /** Predictions that `correct` is counted from; null = one a row. */
  readonly count: number | null;
  readonly gradientNorm: number;
}

/** Weights and optimiser between two steps. */
export type TrainingState = Pick<Checkpoint, "values" | "adam">;

/**
 * Takes optimiser steps: forward, backward, clip, Adam, assign. Clipping and Adam run on one flat vector outside tfjs,
 * because per-variable updates cost more than the model itself.
 */
export class TrainingStep<Batch> {
  readonly flat: FlatWeights;
  readonly adam: FlatAdam;
  private readonly model: TrainableModel<Batch>;
  private readonly config: TrainingConfig;
  private readonly variables: tf.Variable[];
  private readonly gradient: Float32Array;

  constructor(model: TrainableModel<Batch>, config: TrainingConfig) {
    this.model = model;
    this.config = config;
    this.flat = new FlatWeights(model.namedWeights());
    this.variables = this.flat.weights.map(({ variable }) => variable);
    this.adam = new FlatAdam(this.flat.values.length);
    this.gradient = new Float32Array(this.flat.values.length);
  }

  /** The present state, as a copy. */
  copyState(): TrainingState {
    const { m, v, steps } = this.adam;
    return { values: this.flat.values.slice(), adam: { m: m.slice(), v: v.slice(), steps } };
  }

  /** Goes on from a state, which is copied. */
  load({ values, adam }: TrainingState): void {
    this.flat.load(values);
    this.adam.load(adam);
  }

  /**
   * One update; `rateFactor` multiplies every learning rate.
   *
   * @throws NonFiniteError when the loss or the gradient is NaN or infinite; the weights are then as before the step.
   */
  take(batch: Batch, rateFactor: number): StepResult {
    const { learningRate, quantumLearningRate, clipNorm } = this.config;
    let correct = 0;
    let count: number | null = null;
    const forward = (): tf.Scalar => {
      const result = this.model.loss(batch);
      correct = result.correct;
      count = result.count ?? null;
      return result.loss;
    };
    const loss = readGradients(this.variables, forward, (value, gradientOf) => {
      this.flat.gatherGradients(gradientOf, this.gradient);
      return scalarValue(value);
    });
    const gradientNorm = clipNormInPlace(this.gradient, clipNorm ?? Infinity);
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
      throw new NonFiniteError(
        `train: the loss is ${loss} and the gradient's norm ${gradientNorm} at step ${this.adam.steps}; lower the learning rate or check the data`,
        { loss, gradientNorm, step: this.adam.steps },
      );
    }
    const rates = { classical: learningRate * rateFactor, quantum: (quantumLearningRate ?? learningRate) * rateFactor };
    this.adam.step(this.flat.values, this.gradient, this.flat.rateRanges(rates));
    this.flat.assign();
    return { loss, correct, count, gradientNorm };
  }
}
