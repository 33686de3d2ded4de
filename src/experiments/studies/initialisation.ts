import { checkInteger } from "../../core/check";
import { mean } from "../../core/mean";
import { Random } from "../../core/random";
import { hardwareEfficient } from "../../ansatz/hardwareEfficient";
import { allZ } from "../../circuit/observable";
import type { InitialisationData } from "../../figures/initialisationFigure";
import { deadCircuitParameters } from "../../layers/quantum/deadParameters";
import { getEngine } from "../../simulator/engines";
import { studyConfig, type Given } from "../studyConfig";

/** What `initialisationStudy` looks at. */
export interface InitialisationConfig {
  /** Default 4. */
  readonly nQubits: number;
  /** Default 2. */
  readonly nLayers: number;
  /** Standard deviations of the initial angles, radians; default 0.01 … 3. */
  readonly spreads: readonly number[];
  /** Random points a spread; default 200. */
  readonly samples: number;
  readonly seed: number;
}

/** Gradients and features at the start, by the spread of the initial angles. */
export interface InitialisationStudy extends InitialisationData {
  readonly kind: "initialisation";
  readonly formatVersion: 1;
  readonly config: InitialisationConfig;
}

/**
 * How large the derivatives ∂⟨Z_i⟩/∂θ of an embedding circuit are at the start, and how much its features vary, when the angles are drawn
 * from N(0, spread²). Dead angles are left out.
 *
 * At |0…0⟩ every ⟨Z⟩ is at its maximum: derivatives grow in proportion to the spread, features vary by its square.
 *
 * @throws ArgumentError for an unknown option or a value out of range
 * @example
 * ```ts
 * const { gradients } = initialisationStudy({ spreads: [0.01, 0.1], samples: 20 });
 * console.log(gradients[1]! / gradients[0]!); // about 10
 * ```
 */
export function initialisationStudy(given: Given<InitialisationConfig> = {}): InitialisationStudy {
  const where = "initialisationStudy";
  const spreads = [0.01, 0.03, 0.1, 0.3, 1, 3];
  const config = studyConfig<InitialisationConfig>(where, { nQubits: 4, nLayers: 2, spreads, samples: 200, seed: 1 }, given);
  const { nQubits, nLayers, samples } = config;
  checkInteger(where, "samples", samples, 2);
  const circuit = hardwareEfficient({ nQubits, nLayers });
  const observables = allZ(nQubits);
  const dead = new Set(deadCircuitParameters(circuit, observables));
  const compiled = getEngine("reference").compile(circuit);
  const found = config.spreads.map((spread) => {
    const random = new Random(config.seed).split(`${spread}`);
    const perRow = Float64Array.from({ length: samples * circuit.nParams }, () => spread * random.normal());
    const batch = { batchSize: samples, perRow, shared: new Float64Array(0) };
    const values = Float64Array.from(compiled.expval(batch, observables));
    const squares = observables.flatMap((_, k) => {
      const cotangent = Float64Array.from({ length: samples * nQubits }, (_row, i) => (i % nQubits === k ? 1 : 0));
      const { perRow: gradients } = compiled.expvalVjp(batch, observables, cotangent).gradients;
      return Array.from(gradients)
        .filter((_g, i) => !dead.has(circuit.parameters[i % circuit.nParams]!))
        .map((g) => g * g);
    });
    const featureMean = mean(values);
    const variance = mean(values.map((value) => (value - featureMean) ** 2));
    return { gradient: Math.sqrt(mean(squares)), featureMean, featureSd: Math.sqrt(variance) };
  });
  return {
    kind: "initialisation",
    formatVersion: 1,
    config,
    spreads: config.spreads,
    gradients: found.map(({ gradient }) => gradient),
    featureSds: found.map(({ featureSd }) => featureSd),
    featureMeans: found.map(({ featureMean }) => featureMean),
  };
}
