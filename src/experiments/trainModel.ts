import { join } from "node:path";
import { writeFileAtomic } from "../core/files";
import type { Progress } from "../core/progress";
import { syntheticBayes } from "../data/syntheticSentiment";
import { figureJson } from "../figures/figure";
import { learningCurves } from "../figures/learningCurves";
import { ready } from "../layers/backend";
import { untouchedParameters } from "../layers/quantum/deadParameters";
import { QuantumEmbedding } from "../layers/quantum/quantumEmbedding";
import { loadCheckpoint } from "../training/checkpoint";
import { evaluateModel } from "../training/evaluateModel";
import { train } from "../training/train";
import { trainingConfig } from "../training/trainingConfig";
import { armModel } from "./models";
import { countedModel } from "./countedModel";
import type { RunRecord } from "./runRecord";
import { sequenceSource } from "./sequenceModel";
import { taskRows } from "./tasks";
import { trainModelConfig, type TrainModelConfig } from "./trainModelConfig";

/** Where a run is kept, and how it is watched. */
export interface TrainModelOptions {
  /** Folder of `checkpoint.json`, `run.json` and `curves.json`; null (default) = write nothing. */
  readonly out?: string | null;
  /** Go on from the checkpoint in `out`; what is not given is taken from it. */
  readonly resume?: boolean;
  readonly progress?: Progress;
  /** Ends the run with InterruptedError; finished epochs stay in the checkpoint. */
  readonly signal?: AbortSignal;
}

/**
 * Trains one model of the comparison on one task, and writes checkpoint, run record and curves.
 *
 * @throws ArgumentError for an impossible configuration; CheckpointError when resuming something else; NonFiniteError when the loss
 * is NaN; InterruptedError when the signal fires; OutputError when the folder cannot be written
 *
 * @example
 * ```ts
 * const record = await trainModel({ model: "hybrid", epochs: 1, shots: 10 });
 * console.log(record.epochs[0]!.trainLoss, record.ledger.gradient.circuits);
 * ```
 */
export async function trainModel(given: Partial<TrainModelConfig> = {}, options: TrainModelOptions = {}): Promise<RunRecord> {
  const { out = null, resume = false, progress, signal } = options;
  const config = trainModelConfig(resume && out !== null ? { ...checkpointConfig(out), ...given } : given);
  const { model, task, diffMethod, shots, backend, engine, ...training } = config;
  const { versions } = await ready({ backend });
  const rows = await taskRows(task, config.seed);
  const transformer = armModel(model, task, config.seed, config);
  try {
    const trained = countedModel(transformer);
    const history = await train(
      trained,
      { train: sequenceSource(rows.train), validation: sequenceSource(rows.validation) },
      trainingConfig(training),
      {
        checkpointFolder: out,
        resume,
        subject: { model, task, diffMethod, shots, backend, engine },
        ...(progress && { progress }),
        ...(signal && { signal }),
      },
    );
    const table = transformer.parameterTable();
    const record: RunRecord = {
      kind: "run",
      formatVersion: 1,
      runId: `${model}-${task}-${config.seed}`,
      model,
      task,
      seed: config.seed,
      config,
      parameters: transformer.parameterCounts(),
      deadParameters: table.flatMap(({ deadNames }) => deadNames),
      untouchedParameters:
        transformer.embedding instanceof QuantumEmbedding
          ? untouchedParameters(transformer.embedding).map((name) => `embedding.${name}`)
          : [],
      ledger: transformer.ledger.toJSON(),
      ...history,
      test: rows.test && evaluateModel(trained, sequenceSource(rows.test), config.batchSize),
      bayes: task === "synthetic" ? syntheticBayes() : null,
      backend,
      versions,
    };
    if (out !== null) writeRecord(out, record);
    return record;
  } finally {
    transformer.dispose();
  }
}

/** The configuration that a run's checkpoint was written with. */
function checkpointConfig(folder: string): Partial<TrainModelConfig> {
  const { subject, config } = loadCheckpoint(folder);
  return { ...config, ...(subject as Partial<TrainModelConfig>) };
}

function writeRecord(folder: string, record: RunRecord): void {
  writeFileAtomic(join(folder, "run.json"), `${JSON.stringify(record, null, 1)}\n`);
  writeFileAtomic(join(folder, "curves.json"), `${figureJson(learningCurves(record))}\n`);
}
