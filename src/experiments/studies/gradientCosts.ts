import { checkInteger } from "../../core/check";
import { hardwareEfficient } from "../../ansatz/hardwareEfficient";
import { pauliOn } from "../../circuit/observable";
import type { GradientCostData } from "../../figures/gradientCostFigure";
import { DIFF_METHODS } from "../../gradient/diffMethod";
import { gradient } from "../../gradient/gradient";
import { studyConfig, type Given } from "../studyConfig";

/** What `gradientCosts` counts. */
export interface GradientCostConfig {
  /** Default 4. */
  readonly nQubits: number;
  /** Default 1, 2, 4, 8, 16, 32. */
  readonly layers: readonly number[];
}

/** Circuits that one gradient takes, by method and number of parameters. */
export interface GradientCosts extends GradientCostData {
  readonly kind: "gradient-costs";
  readonly formatVersion: 1;
  readonly config: GradientCostConfig;
}

/**
 * How many circuits one gradient of one expectation value takes by each method, counted by the ledger on hardware-efficient circuits of
 * growing depth: 1 sweep for adjoint, 2P for parameter shift and finite differences, 2 a direction for SPSA.
 *
 * @throws ArgumentError for an unknown option or a value out of range
 * @example
 * ```ts
 * const { parameters, methods } = gradientCosts({ layers: [1, 2] });
 * console.log(parameters, methods[1]!.circuits); // [8, 16] and [16, 32]
 * ```
 */
export function gradientCosts(given: Given<GradientCostConfig> = {}): GradientCosts {
  const config = studyConfig<GradientCostConfig>("gradientCosts", { nQubits: 4, layers: [1, 2, 4, 8, 16, 32] }, given);
  const { nQubits, layers } = config;
  checkInteger("gradientCosts", "nQubits", nQubits, 1, 16);
  const circuits = layers.map((nLayers) => hardwareEfficient({ nQubits, nLayers }));
  const observables = [pauliOn("Z", 0, nQubits)];
  const methods = DIFF_METHODS.map((method) => ({
    method,
    circuits: circuits.map((circuit) => {
      const params = circuit.parameters.map(() => 0.1);
      return gradient(circuit, observables, params, { diffMethod: method }).ledger.of("gradient").circuits;
    }),
  }));
  return { kind: "gradient-costs", formatVersion: 1, config, parameters: circuits.map(({ nParams }) => nParams), methods };
}
