import { checkKeys, checkOneOf } from "../core/check";
import { resolveDiffMethod, type DiffMethod } from "../gradient/diffMethod";
import type { BackendName } from "../layers/backend";
import type { EngineName } from "../simulator/engine";
import { DEFAULT_ENGINE } from "../simulator/engines";
import { trainingConfig, type TrainingConfig } from "../training/trainingConfig";
import type { ArmName, TaskName } from "./comparisonResult";

/** Which model is trained on what, and how; frozen and complete. */
export interface TrainModelConfig extends TrainingConfig {
  readonly model: ArmName;
  readonly task: TaskName;
  readonly diffMethod: DiffMethod;
  /** Shots of each executed circuit; null = exact expectation values. */
  readonly shots: number | null;
  readonly backend: BackendName;
  readonly engine: EngineName;
}

const OWN_KEYS = ["model", "task", "diffMethod", "shots", "backend", "engine"];

/**
 * Completes the configuration of a training run: the reference's settings, 8 epochs for sentences, parameter-shift with shots.
 *
 * @throws ArgumentError for an unknown field or a value out of range; DiffMethodError for `adjoint` with shots
 *
 * @example
 * ```ts
 * const config = trainModelConfig({ model: "hybrid", shots: 1000, epochs: 2 });
 * console.log(config.diffMethod); // parameter-shift
 * ```
 */
export function trainModelConfig(given: Partial<TrainModelConfig> = {}): TrainModelConfig {
  const where = "trainModelConfig";
  const { model = "hybrid", task = "synthetic", shots = null, backend = "wasm", engine = DEFAULT_ENGINE, diffMethod, ...training } = given;
  checkKeys(where, training, [...Object.keys(trainingConfig()), ...OWN_KEYS]);
  checkOneOf(where, "model", model, ["classical", "hybrid", "control"]);
  checkOneOf(where, "task", task, ["synthetic", "yelp", "imdb", "amazon"]);
  checkOneOf(where, "backend", backend, ["wasm", "cpu", "tensorflow"]);
  checkOneOf(where, "engine", engine, ["reference", "plain", "simd"]);
  const circuits = { diffMethod: resolveDiffMethod(diffMethod, shots), shots, backend, engine };
  return Object.freeze({ model, task, ...trainingConfig({ epochs: defaultEpochs(task), ...training }), ...circuits });
}

/** The reference's 10 epochs, and 8 for sentences. */
export function defaultEpochs(task: TaskName | "sentences"): number {
  return task === "synthetic" ? 10 : 8;
}
