import { checkInteger, checkKeys, checkNumber, checkOneOf } from "../../core/check";
import { resolveDiffMethod, type DiffMethod } from "../../gradient/diffMethod";
import { BACKENDS, type BackendName } from "../../layers/backend";
import type { EngineName } from "../../simulator/engine";
import { DEFAULT_ENGINE, ENGINE_NAMES } from "../../simulator/engines";
import { LABELLED_TASKS, type TaskName } from "../tasks";
import { defaultEpochs } from "../training/trainModelConfig";

/** The settings of a comparison, complete and frozen. */
export interface ComparisonConfig {
  readonly task: TaskName | "sentences";
  /** How many seeds; run k uses `seed + k`. */
  readonly nSeeds: number;
  readonly seed: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** Adam's learning rate. */
  readonly learningRate: number;
  /** Adam's learning rate for circuit angles; null = the same. */
  readonly quantumLearningRate: number | null;
  /** The gradient's global norm is cut to this. */
  readonly clipNorm: number;
  readonly diffMethod: DiffMethod;
  /** Shots of each executed circuit; null = exact expectation values. */
  readonly shots: number | null;
  readonly backend: BackendName;
  readonly engine: EngineName;
}

/** The reference's settings for the synthetic task, over ten seeds; review sentences take 8 epochs. */
const DEFAULTS: ComparisonConfig = Object.freeze({
  task: "synthetic",
  nSeeds: 10,
  seed: 42,
  epochs: defaultEpochs("synthetic"),
  batchSize: 16,
  learningRate: 1e-3,
  quantumLearningRate: null,
  clipNorm: 1,
  diffMethod: "adjoint",
  shots: null,
  backend: "wasm",
  engine: DEFAULT_ENGINE,
});

/**
 * Completes the configuration of a comparison: epochs by task, parameter-shift when shots are set and no method is named.
 *
 * @throws ArgumentError for an unknown field or a value out of range; DiffMethodError for `adjoint` with shots.
 *
 * @example
 * ```ts
 * const config = comparisonConfig({ nSeeds: 3, epochs: 5 });
 * ```
 */
export function comparisonConfig(given: Partial<ComparisonConfig> = {}): ComparisonConfig {
  const where = "comparisonConfig";
  checkKeys(where, given, Object.keys(DEFAULTS));
  const task = given.task ?? DEFAULTS.task;
  const config: ComparisonConfig = {
    ...DEFAULTS,
    epochs: defaultEpochs(task),
    ...given,
    diffMethod: resolveDiffMethod(given.diffMethod, given.shots ?? null),
  };
  checkOneOf(where, "task", task, [...LABELLED_TASKS, "sentences"]);
  checkInteger(where, "nSeeds", config.nSeeds, 1, 10_000);
  checkInteger(where, "seed", config.seed, 0, 0x7fffffff);
  checkInteger(where, "epochs", config.epochs, 1);
  checkInteger(where, "batchSize", config.batchSize, 1);
  checkNumber(where, "learningRate", config.learningRate, 0);
  if (config.quantumLearningRate !== null) checkNumber(where, "quantumLearningRate", config.quantumLearningRate, 0);
  checkNumber(where, "clipNorm", config.clipNorm, Number.MIN_VALUE);
  checkOneOf(where, "backend", config.backend, BACKENDS);
  checkOneOf(where, "engine", config.engine, ENGINE_NAMES);
  return Object.freeze(config);
}

const OPTIONS: Readonly<Partial<Record<keyof ComparisonConfig, string>>> = {
  task: "--task",
  nSeeds: "--seeds",
  seed: "--seed",
  epochs: "--epochs",
  diffMethod: "--diff-method",
  shots: "--shots",
  backend: "--backend",
  engine: "--engine",
};

/** The command line that runs a comparison again; settings without an option are the library's own. */
export function comparisonCommand(config: ComparisonConfig): string {
  const standard = comparisonConfig({ task: config.task, shots: config.shots });
  const changed = (name: keyof ComparisonConfig): boolean =>
    name === "task" || name === "shots" ? config[name] !== DEFAULTS[name] : config[name] !== standard[name];
  const options = (Object.keys(OPTIONS) as (keyof ComparisonConfig)[]).filter(changed);
  return ["npx quantum-attention compare", ...options.map((name) => `${OPTIONS[name]} ${config[name]}`)].join(" ");
}
