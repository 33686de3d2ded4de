import { ArgumentError } from "../core/errors";
import { silentProgress } from "../core/progress";
import { loadCheckpoint, saveCheckpoint } from "./checkpoint";
import type { TrainableModel } from "./trainableModel";
import type { TrainingConfig } from "./trainingConfig";
import { bestEpochOf, type TrainingHistory } from "./trainingHistory";
import { TrainingRun } from "./trainingRun";
import type { TrainingData, TrainOptions } from "./trainOptions";

/**
 * Trains a model by minimising its mean loss with Adam on seeded, shuffled batches, evaluating after each epoch.
 *
 * Training goes on from the model's present weights, which are changed. A run that was killed and resumed ends with the very
 * numbers of an unbroken one.
 *
 * @throws NonFiniteError when a loss or gradient is NaN or infinite: the weights go back to the end of the last epoch, which the
 * checkpoint keeps. InterruptedError when the signal fires. CheckpointError when resuming something else. ArgumentError for stages with a
 * model that cannot blend.
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
  if (config.stages !== undefined && model.setBlend === undefined)
    throw new ArgumentError("train: there are stages, but the model has no setBlend; pass a model that blends two parts, or no stages");
  const run = new TrainingRun(model, data, config, options);
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
