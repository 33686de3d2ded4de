import { checkInteger } from "../../core/check";
import { mean } from "../../core/mean";
import { Random } from "../../core/random";
import type { DifferenceStepData } from "../../figures/differenceStepFigure";
import { gradient } from "../../gradient/gradient";
import { gradientPoint } from "./gradientPoint";
import { studyConfig, type Given } from "../studyConfig";

/** What `differenceSteps` measures. */
export interface DifferenceStepConfig {
  /** Default 4. */
  readonly nQubits: number;
  /** Default 2. */
  readonly nLayers: number;
  /** Steps h in radians; default 10⁻⁸ … 1, two a decade. */
  readonly steps: readonly number[];
  /** Shots of each circuit in the noisy runs; default 1000. */
  readonly shots: number;
  /** Noisy gradients a step; default 10. */
  readonly repeats: number;
  readonly seed: number;
}

/** Errors of finite differences by step, exact and with shots. */
export interface DifferenceSteps extends DifferenceStepData {
  readonly kind: "difference-steps";
  readonly formatVersion: 1;
  readonly config: DifferenceStepConfig;
}

/**
 * The rms error of central differences [f(θ+h) − f(θ−h)]/(2h) over the step h: with exact float64 values rounding (falling as 1/h)
 * meets truncation (growing as h²); with shots the noise 1/(h√(2N)) pushes the best step up to some tenths of a radian.
 *
 * @throws ArgumentError for an unknown option or a value out of range
 * @example
 * ```ts
 * const { exact, noisy } = differenceSteps({ nQubits: 2, steps: [1e-3, 0.3], repeats: 2 });
 * console.log(exact[0]! < exact[1]!, noisy[0]! > noisy[1]!); // true true
 * ```
 */
export function differenceSteps(given: Given<DifferenceStepConfig> = {}): DifferenceSteps {
  const where = "differenceSteps";
  const steps = Array.from({ length: 17 }, (_, i) => Number((10 ** (-8 + i / 2)).toPrecision(3)));
  const config = studyConfig<DifferenceStepConfig>(where, { nQubits: 4, nLayers: 2, steps, shots: 1000, repeats: 10, seed: 1 }, given);
  checkInteger(where, "repeats", config.repeats, 1);
  const { nQubits, nLayers } = config;
  const { circuit, observables, params, meanSquaredError } = gradientPoint({ nQubits, nLayers }, config.seed);
  const squaredError = (step: number, shots: number | null, seed: number): number => {
    const how = { diffMethod: "finite-difference", engine: "reference", step, shots, seed } as const;
    return meanSquaredError(gradient(circuit, observables, params, how).jacobian);
  };
  const noisyError = (step: number): number => {
    const seeds = Array.from({ length: config.repeats }, (_, repeat) => new Random(config.seed).split(`${step}`).split(repeat).seed);
    return Math.sqrt(mean(seeds.map((seed) => squaredError(step, config.shots, seed))));
  };
  return {
    kind: "difference-steps",
    formatVersion: 1,
    config,
    parameters: circuit.nParams,
    shots: config.shots,
    steps: config.steps,
    exact: config.steps.map((step) => Math.sqrt(squaredError(step, null, 0))),
    noisy: config.steps.map(noisyError),
  };
}
