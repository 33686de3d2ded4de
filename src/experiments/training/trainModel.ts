import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ArgumentError } from "../../core/errors";
import { checkWritableFolder, writeFileAtomic } from "../../core/files";
import type { Progress } from "../../core/progress";
import { figureJson } from "../../figures/figure";
import { learningCurves } from "../../figures/learningCurves";
import { stalePictures } from "../../figures/export/stalePictures";
import { ready } from "../../layers/backend";
import { untouchedParameters } from "../../layers/quantum/deadParameters";
import { QuantumEmbedding } from "../../layers/quantum/quantumEmbedding";
import { checkpointPath, loadCheckpoint } from "../../training/checkpoint";
import { evaluateModel } from "../../training/evaluateModel";
import { train } from "../../training/train";
import { trainingConfig } from "../../training/trainingConfig";
import { preparedClassifier, preparedLanguageModel, type PreparedRun } from "./preparedRun";
import type { RunRecord } from "./runRecord";
import { isCorpus, trainModelConfig, type TrainModelConfig } from "./trainModelConfig";

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
 * Trains one model on one task and writes checkpoint, run record and curves: an arm of the comparison on classes, or a causal language
 * model on a corpus (`blocks`, `ordered-digits`, `sonnets`), with any attention mechanism, also in stages that replace the classical one.
 *
 * @throws ArgumentError for an impossible configuration, or a folder that holds an earlier run's checkpoint; CheckpointError when resuming
 * something else; NonFiniteError when the loss is NaN; InterruptedError when the signal fires; OutputError when the folder cannot be written
 *
 * @example
 * ```ts
 * const record = await trainModel({ model: "hybrid", epochs: 1, shots: 10 });
 * console.log(record.epochs[0]!.trainLoss, record.ledger.gradient.circuits);
 * const staged = await trainModel({ model: "classical", mechanism: "swap-test", stages: replacementStages(1, 1, 1) });
 * console.log(staged.epochs.map(({ stage }) => stage)); // classical, replacement, end to end
 * ```
 */
export async function trainModel(given: Partial<TrainModelConfig> = {}, options: TrainModelOptions = {}): Promise<RunRecord> {
  const { out = null, resume = false } = options;
  if (out !== null && !resume) refuseEarlierRun(out);
  const config = trainModelConfig(resume && out !== null ? { ...checkpointConfig(out), ...given } : given);
  if (out !== null && !resume) checkWritableFolder("train", out);
  const { versions } = await ready({ backend: config.backend });
  return isCorpus(config.task)
    ? trainPrepared(preparedLanguageModel(config, config.task), config, versions, options)
    : trainPrepared(await preparedClassifier(config, config.task), config, versions, options);
}

async function trainPrepared<Batch>(
  prepared: PreparedRun<Batch>,
  config: TrainModelConfig,
  versions: RunRecord["versions"],
  { out = null, resume = false, progress, signal }: TrainModelOptions,
): Promise<RunRecord> {
  const { transformer, rows, bayes, difficulty } = prepared;
  const { model, task, mechanism, diffMethod, shots, backend, engine, ...training } = config;
  try {
    const history = await train(prepared.model, rows, trainingConfig(training), {
      checkpointFolder: out,
      resume,
      subject: { model, task, ...(mechanism !== undefined && { mechanism }), diffMethod, shots, backend, engine },
      ...(progress && { progress }),
      ...(signal && { signal }),
    });
    const { embedding } = transformer;
    const record: RunRecord = {
      kind: "run",
      formatVersion: 1,
      runId: runId(config),
      model,
      task,
      seed: config.seed,
      config,
      parameters: transformer.parameterCounts(),
      deadParameters: transformer.parameterTable().flatMap(({ deadNames }) => deadNames),
      untouchedParameters: embedding instanceof QuantumEmbedding ? untouchedParameters(embedding).map((name) => `embedding.${name}`) : [],
      ledger: transformer.ledger.toJSON(),
      ...history,
      test: testResult(prepared, config),
      bayes,
      difficulty,
      backend,
      versions,
    };
    if (out !== null) writeRecord(out, record);
    return record;
  } finally {
    transformer.dispose();
  }
}

/** The name of a run, and of its folder: model, mechanism, task and seed. */
export function runId({ model, mechanism, task, seed }: Pick<TrainModelConfig, "model" | "mechanism" | "task" | "seed">): string {
  return [model, ...(mechanism === undefined ? [] : [mechanism]), task, seed].join("-");
}

function testResult<Batch>({ model, rows }: PreparedRun<Batch>, { task, batchSize }: TrainModelConfig): RunRecord["test"] {
  if (rows.test === null) return null;
  const result = evaluateModel(model, rows.test, batchSize);
  return isCorpus(task) ? { ...result, perplexity: Math.exp(result.loss) } : result;
}

/** A new run never takes the place of another's checkpoint. */
function refuseEarlierRun(folder: string): void {
  const path = checkpointPath(folder);
  if (!existsSync(path)) return;
  throw new ArgumentError(
    `train: ${folder} holds the checkpoint of an earlier run; go on with that one by --resume ${folder}, or name another folder with --out`,
    { path },
  );
}

/** The configuration that a run's checkpoint was written with. */
function checkpointConfig(folder: string): Partial<TrainModelConfig> {
  const { subject, config } = loadCheckpoint(folder);
  return { ...config, ...(subject as Partial<TrainModelConfig>) };
}

function writeRecord(folder: string, record: RunRecord): void {
  writeFileAtomic(join(folder, "run.json"), `${JSON.stringify(record, null, 1)}\n`);
  const [json, png, svg] = ["json", "png", "svg"].map((ending) => join(folder, `curves.${ending}`)) as [string, string, string];
  const figure = learningCurves(record);
  for (const path of stalePictures([png, svg], json, figure)) rmSync(path);
  writeFileAtomic(json, `${figureJson(figure)}\n`);
}
