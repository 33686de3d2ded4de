import { attentionMechanisms } from "../../attention/attentionMechanisms";
import { checkInteger, checkNumber, checkOneOf } from "../../core/check";
import { ArgumentError } from "../../core/errors";
import { taskNames } from "../../data/taskRegistry";
import { BACKENDS, type BackendName } from "../../layers/backend";
import { studyConfig, type Given } from "../studyConfig";

/** How every run of a trial is made: the same for every mechanism and every twin. Runs of other settings are never mixed. */
export interface TrialTraining {
  /** Optimiser steps of a run. */
  readonly steps: number;
  /** Optimiser steps of a tuning run. */
  readonly tuningSteps: number;
  readonly batchSize: number;
  /** The rate rises over these first steps and falls as a cosine to a tenth after them. */
  readonly warmupSteps: number;
  /** The gradient's global norm is cut to this. */
  readonly clipNorm: number;
  /** Points of a learning curve, the last after the last step. */
  readonly curvePoints: number;
  /** Width D of the one pre-LN block that holds the mechanism. */
  readonly embedDim: number;
  readonly nHeads: number;
  /** Width of the block's feed-forward layer. */
  readonly ffnDim: number;
  /** Longer sequences are cut to their first so many tokens, for every arm and every baseline. */
  readonly maxSeqLen: number;
  readonly backend: BackendName;
}

/** The settings of a trial, complete and frozen. */
export interface TrialConfig extends TrialTraining {
  /** Names of `attentionMechanisms`; default all but the controls. */
  readonly mechanisms: readonly string[];
  /** Mechanisms that are trained and shown, but judged against nothing; default three controls, none where mechanisms are named. */
  readonly references: readonly string[];
  /** Names of `taskNames()`. */
  readonly tasks: readonly string[];
  /** Against which twins each mechanism is judged: names of twins. */
  readonly twins: readonly string[];
  /** Paired seeds: run k of every arm uses `seed + k`. */
  readonly nSeeds: number;
  readonly seed: number;
  /** Adam's learning rates that every arm may choose from; the first is kept unless another does better by more than the accuracy margin. */
  readonly learningRates: readonly number[];
  /** The choice is made on these seeds, which no comparison uses. */
  readonly tuningSeeds: readonly number[];
  /** Differences of test accuracy (a share) and of test loss (nats) that do not matter, declared beforehand. */
  readonly margins: { readonly accuracy: number; readonly loss: number };
}

/** Classical mechanisms that every trial shows. */
const REFERENCES: readonly string[] = ["scaled-dot-product", "uniform", "identity"];
/** Mechanisms of which no claim is made; the last two stand for another one's circuit, as its twins do. */
const CONTROLS: readonly string[] = [...REFERENCES, "bottleneck", "random-fourier"];
const DEFAULT_TWINS: readonly string[] = ["parameter-matched", "no-entangler"];
const OTHER_TWINS: readonly string[] = ["bottleneck", "frozen-circuit", "uniform", "random-fourier"];

/** The twins of `--twins`: all that there are. */
export const ALL_TWINS: readonly string[] = [...DEFAULT_TWINS, ...OTHER_TWINS];

/** The settings of `runTrial` that decide a run, in a fixed order. */
export const TRAINING_KEYS = [
  "steps",
  "tuningSteps",
  "batchSize",
  "warmupSteps",
  "clipNorm",
  "curvePoints",
  "embedDim",
  "nHeads",
  "ffnDim",
  "maxSeqLen",
  "backend",
] as const satisfies readonly (keyof TrialTraining)[];

const DEFAULTS: TrialConfig = Object.freeze({
  mechanisms: [],
  references: [],
  tasks: ["word-order", "recall", "first-token", "yelp"],
  twins: DEFAULT_TWINS,
  nSeeds: 20,
  seed: 42,
  learningRates: [3e-2, 1e-2, 1e-1],
  tuningSeeds: [900_001, 900_002],
  margins: Object.freeze({ accuracy: 0.02, loss: 0.02 }),
  steps: 400,
  tuningSteps: 400,
  batchSize: 16,
  warmupSteps: 20,
  clipNorm: 1,
  curvePoints: 8,
  embedDim: 8,
  nHeads: 1,
  ffnDim: 16,
  maxSeqLen: 16,
  backend: "wasm",
});

/**
 * Completes the configuration of a trial: every mechanism of the registry but the controls, which are shown as references; tuning runs as
 * long as the others; a warm-up of at most a tenth of the steps.
 *
 * @throws ArgumentError for an unknown field, mechanism, task or twin, a name given twice, a value out of range, or a tuning seed that a
 * comparison uses
 *
 * @example
 * ```ts
 * const config = trialConfig({ mechanisms: ["swap-test"], tasks: ["first-token"], nSeeds: 6 });
 * console.log(config.twins); // parameter-matched, no-entangler
 * ```
 */
export function trialConfig(given: Given<TrialConfig> = {}): TrialConfig {
  const where = "trialConfig";
  const named = given.mechanisms !== undefined;
  const merged = studyConfig<TrialConfig>(where, DEFAULTS, given);
  const all = attentionMechanisms.map(({ name }) => name);
  const config: TrialConfig = Object.freeze({
    ...merged,
    mechanisms: named ? merged.mechanisms : all.filter((name) => !CONTROLS.includes(name)),
    references: given.references ?? (named ? [] : REFERENCES),
    tuningSteps: given.tuningSteps ?? merged.steps,
    warmupSteps: given.warmupSteps ?? Math.min(merged.warmupSteps, Math.floor(merged.steps / 10)),
    curvePoints: Math.min(merged.curvePoints, merged.steps),
  });
  checkNames(where, config);
  checkNumbers(where, config);
  return config;
}

function checkNames(where: string, config: TrialConfig): void {
  for (const key of ["mechanisms", "tasks", "twins"] as const) {
    const names = config[key];
    if (key !== "twins" && names.length === 0) throw new ArgumentError(`${where}: ${key} is empty; name at least one`);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new ArgumentError(`${where}: ${key} names "${twice}" twice; name it once`, { [key]: names });
  }
  const known = attentionMechanisms.map(({ name }) => name);
  for (const key of ["mechanisms", "references"] as const) for (const name of config[key]) checkOneOf(where, key, name, known);
  for (const task of config.tasks) checkOneOf(where, "tasks", task, taskNames());
  for (const twin of config.twins) checkOneOf(where, "twins", twin, ALL_TWINS);
  checkOneOf(where, "backend", config.backend, BACKENDS);
}

function checkNumbers(where: string, config: TrialConfig): void {
  checkInteger(where, "nSeeds", config.nSeeds, 1, 10_000);
  checkInteger(where, "seed", config.seed, 0, 0x7fffffff);
  for (const key of ["steps", "tuningSteps", "batchSize", "curvePoints", "embedDim", "nHeads", "ffnDim", "maxSeqLen"] as const)
    checkInteger(where, key, config[key], 1);
  checkInteger(where, "warmupSteps", config.warmupSteps, 0);
  checkNumber(where, "clipNorm", config.clipNorm, Number.MIN_VALUE);
  for (const rate of config.learningRates) checkNumber(where, "learningRates", rate, Number.MIN_VALUE);
  for (const key of ["accuracy", "loss"] as const) checkNumber(where, `margins.${key}`, config.margins[key], Number.MIN_VALUE);
  if (config.learningRates.length === 0) throw new ArgumentError(`${where}: learningRates is empty; give at least one`);
  if (config.tuningSeeds.length === 0) throw new ArgumentError(`${where}: tuningSeeds is empty; give at least one`);
  for (const seed of config.tuningSeeds) {
    checkInteger(where, "tuningSeeds", seed, 0, 0x7fffffff);
    if (seed >= config.seed && seed < config.seed + config.nSeeds)
      throw new ArgumentError(`${where}: the tuning seed ${seed} is one of the compared seeds; choose another`, { seed });
  }
}

/** The part of a configuration that decides what a run is. */
export function trainingOf(config: TrialTraining): TrialTraining {
  return Object.freeze(Object.fromEntries(TRAINING_KEYS.map((key) => [key, config[key]]))) as unknown as TrialTraining;
}

/** The command that gives this trial; settings that the command line does not have are left out. */
export function trialCommandLine(config: TrialConfig): string {
  const standard = trialConfig();
  const list = (key: "mechanisms" | "tasks"): string =>
    config[key].join() === standard[key].join() ? "" : ` --${key} ${config[key].join(",")}`;
  const twins = OTHER_TWINS.every((twin) => config.twins.includes(twin)) ? " --twins" : "";
  const number = (option: string, value: number, usual: number): string => (value === usual ? "" : ` --${option} ${value}`);
  return `npx quantum-attention trial${list("mechanisms")}${list("tasks")}${twins}${number("seeds", config.nSeeds, standard.nSeeds)}${number("steps", config.steps, standard.steps)}`;
}
