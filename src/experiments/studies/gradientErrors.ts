import { checkInteger } from "../../core/check";
import { mean } from "../../core/mean";
import { Random } from "../../core/random";
import type { GradientErrorData } from "../../figures/gradientErrorFigure";
import { gradient } from "../../gradient/gradient";
import { gradientPoint } from "./gradientPoint";
import { studyConfig, type Given } from "../studyConfig";

/** What `gradientErrors` measures. */
export interface GradientErrorConfig {
  /** Default 4. */
  readonly nQubits: number;
  /** Default 2. */
  readonly nLayers: number;
  /** Shots of each circuit; default 10 … 100 000. */
  readonly shots: readonly number[];
  /** Independent gradients at each number of shots; default 20. */
  readonly repeats: number;
  /** Directions that SPSA averages; default 16, so that it runs as many circuits as parameter shift. */
  readonly directions: number;
  readonly seed: number;
}

/** Errors of gradients with shots, by method and number of shots. */
export interface GradientErrors extends GradientErrorData {
  readonly kind: "gradient-errors";
  readonly formatVersion: 1;
  readonly config: GradientErrorConfig;
}

const METHODS = ["parameter-shift", "finite-difference", "spsa"] as const;

/**
 * The root-mean-square error of the gradient of ⟨Z_i⟩ by parameter shift, finite differences and SPSA at different shots, against the
 * exact adjoint gradient, on a hardware-efficient circuit at a random point.
 *
 * Parameter shift is unbiased with Var ≤ 1/(2N) a component, so that its error falls as 1/√N. The others also have a bias that shots do
 * not remove.
 *
 * @throws ArgumentError for an unknown option or a value out of range
 * @example
 * ```ts
 * const { methods } = gradientErrors({ nQubits: 2, shots: [10, 1000], repeats: 2 });
 * console.log(methods[0]!.rmsErrors); // ten times smaller with a hundred times the shots
 * ```
 */
export function gradientErrors(given: Given<GradientErrorConfig> = {}): GradientErrors {
  const where = "gradientErrors";
  const shots = [10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000];
  const config = studyConfig<GradientErrorConfig>(where, { nQubits: 4, nLayers: 2, shots, repeats: 20, directions: 16, seed: 1 }, given);
  checkInteger(where, "repeats", config.repeats, 1);
  const { nQubits, nLayers } = config;
  const { circuit, observables, params, meanSquaredError } = gradientPoint({ nQubits, nLayers }, config.seed);
  const methods = METHODS.map((diffMethod) => {
    const measured = config.shots.map((n) =>
      Array.from({ length: config.repeats }, (_, repeat) => {
        const seed = new Random(config.seed).split(`${diffMethod}/${n}`).split(repeat).seed;
        const { jacobian, ledger } = gradient(circuit, observables, params, { diffMethod, shots: n, seed, directions: config.directions });
        return { meanSquare: meanSquaredError(jacobian), cost: ledger.of("gradient") };
      }),
    );
    return {
      method: diffMethod,
      rmsErrors: measured.map((runs) => Math.sqrt(mean(runs.map(({ meanSquare }) => meanSquare)))),
      circuits: measured[0]![0]!.cost.circuits,
      totalShots: measured.map((runs) => runs[0]!.cost.shots),
    };
  });
  return { kind: "gradient-errors", formatVersion: 1, config, parameters: circuit.nParams, shots: config.shots, methods };
}
