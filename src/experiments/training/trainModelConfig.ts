import { attentionMechanism } from "../../attention/attentionMechanisms";
import { checkKeys, checkOneOf } from "../../core/check";
import { ArgumentError } from "../../core/errors";
import { corpusNames, type CorpusName } from "../../data/taskRegistry";
import { resolveDiffMethod, type DiffMethod } from "../../gradient/diffMethod";
import { BACKENDS, type BackendName } from "../../layers/backend";
import type { EngineName } from "../../simulator/engine";
import { DEFAULT_ENGINE, ENGINE_NAMES } from "../../simulator/engines";
import { trainingConfig, type TrainingConfig } from "../../training/trainingConfig";
import { ARMS, type ArmName } from "../models";
import { LABELLED_TASKS, type TaskName } from "../tasks";

/** What one model can be trained on: classes of sequences, or the next token of a corpus. */
export type TrainTask = TaskName | CorpusName;

/** Which model is trained on what, and how; frozen and complete. */
export interface TrainModelConfig extends TrainingConfig {
  readonly model: ArmName;
  readonly task: TrainTask;
  /** Attention of every block, a name of `attentionMechanisms`; left out: the preset's own scaled dot product. */
  readonly mechanism?: string;
  readonly diffMethod: DiffMethod;
  /** Shots of each executed circuit; null = exact expectation values. */
  readonly shots: number | null;
  readonly backend: BackendName;
  readonly engine: EngineName;
}

const OWN_KEYS = ["model", "task", "mechanism", "diffMethod", "shots", "backend", "engine"];
const CLASSICAL = "scaled-dot-product";

/** Whether a task is to foretell the next token. */
export function isCorpus(task: TrainTask): task is CorpusName {
  return (corpusNames() as readonly string[]).includes(task);
}

/**
 * Completes the configuration of a training run: the reference's settings, 8 epochs for sentences, a rate of .003 for corpora,
 * parameter-shift with shots.
 *
 * @throws ArgumentError for an unknown field, a value out of range, or a setting of circuits where none run; DiffMethodError for `adjoint`
 *   with shots
 *
 * @example
 * ```ts
 * const config = trainModelConfig({ model: "hybrid", shots: 1000, epochs: 2 });
 * console.log(config.diffMethod); // parameter-shift
 * ```
 */
export function trainModelConfig(given: Partial<TrainModelConfig> = {}): TrainModelConfig {
  const where = "trainModelConfig";
  const { model = "hybrid", task = "synthetic", mechanism, shots = null, backend = "wasm", engine = DEFAULT_ENGINE, ...others } = given;
  const { diffMethod, ...training } = others;
  checkKeys(where, training, [...Object.keys(trainingConfig()), "stages", ...OWN_KEYS]);
  checkOneOf(where, "model", model, ARMS);
  checkOneOf(where, "task", task, [...LABELLED_TASKS, ...corpusNames()]);
  checkOneOf(where, "backend", backend, BACKENDS);
  checkOneOf(where, "engine", engine, ENGINE_NAMES);
  const circuits = { diffMethod: resolveDiffMethod(diffMethod, shots), shots, backend, engine };
  if (!hasCircuits(model, mechanism)) refuseCircuitSettings(where, model, { shots, diffMethod, ...training });
  else if (model !== "hybrid") refuseOtherMethod(where, circuits);
  if (training.stages !== undefined && (mechanism === undefined || mechanism === CLASSICAL))
    throw new ArgumentError(`${where}: stages replace the classical attention by another; name that one as mechanism`, {
      stages: training.stages,
      mechanism,
    });
  const epochs = training.stages === undefined ? { epochs: defaultEpochs(task) } : {};
  const settings = trainingConfig({ ...epochs, ...(isCorpus(task) && { learningRate: CORPUS_RATE }), ...training });
  return Object.freeze({ model, task, ...(mechanism !== undefined && { mechanism }), ...settings, ...circuits });
}

const CORPUS_RATE = 3e-3;

/** Whether the embedding or the attention of a model runs circuits. */
function hasCircuits(model: ArmName, mechanism: string | undefined): boolean {
  const options = mechanism === undefined ? [] : attentionMechanism(mechanism).options;
  return model === "hybrid" || options.some(({ name }) => name === "shots");
}

/** A setting that nothing reads is never accepted in silence. */
function refuseCircuitSettings(where: string, model: ArmName, settings: Partial<TrainModelConfig>): void {
  const { shots, diffMethod, quantumLearningRate } = settings;
  const useless = { shots, quantumLearningRate, diffMethod: diffMethod === "adjoint" ? null : diffMethod };
  for (const [name, value] of Object.entries(useless))
    if (value !== null && value !== undefined)
      throw new ArgumentError(`${where}: the ${model} model runs no circuits, got ${name} ${value}; leave it out, or train the hybrid`, {
        [name]: value,
      });
}

/** Circuits of attention alone: their gradients have one method, exact or with shots. */
function refuseOtherMethod(where: string, { diffMethod, shots }: Pick<TrainModelConfig, "diffMethod" | "shots">): void {
  const own = resolveDiffMethod(undefined, shots);
  if (diffMethod !== own)
    throw new ArgumentError(
      `${where}: diffMethod ${diffMethod} is of a quantum embedding, and circuits of attention take ${own}; leave it out`,
      {
        diffMethod,
      },
    );
}

/** The reference's 10 epochs, and 8 for sentences. */
export function defaultEpochs(task: TrainTask | "sentences"): number {
  return task === "synthetic" || (task !== "sentences" && isCorpus(task)) ? 10 : 8;
}
