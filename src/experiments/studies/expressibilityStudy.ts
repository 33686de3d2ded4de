import { checkInteger } from "../../core/check";
import { mean } from "../../core/mean";
import { Random } from "../../core/random";
import { expressibility, fidelityDivergence } from "../../audit/expressibility";
import type { ExpressibilityData } from "../../figures/expressibilityFigure";
import { ANSATZE } from "./ansatze";
import { studyConfig, type Given } from "../studyConfig";

/** What `expressibilityStudy` looks at. */
export interface ExpressibilityConfig {
  /** Default 4. */
  readonly nQubits: number;
  /** Layers 1 … this; default 5. */
  readonly maxLayers: number;
  /** Pairs of random points a circuit; default 5000. */
  readonly samples: number;
  /** Bins of the histograms; default 75. */
  readonly bins: number;
  readonly seed: number;
}

/** How far random states of several ansätze are from Haar-random ones, by layers. */
export interface ExpressibilityStudy extends ExpressibilityData {
  readonly kind: "expressibility";
  readonly formatVersion: 1;
  readonly config: ExpressibilityConfig;
}

/** Samples of Haar-random fidelities whose mean divergence is the floor. */
const FLOOR_REPEATS = 20;

/**
 * The expressibility of several ansätze by number of layers, with `haarFloor`: the mean divergence of as many pairs of truly random states,
 * below which a finite sample can tell nothing.
 *
 * Source: Sim, Johnson & Aspuru-Guzik 1905.10876.
 *
 * @throws ArgumentError for an unknown option or a value out of range
 * @example
 * ```ts
 * const { ansatze, haarFloor } = expressibilityStudy({ nQubits: 2, maxLayers: 2, samples: 100 });
 * console.log(ansatze[0]!.divergences, haarFloor);
 * ```
 */
export function expressibilityStudy(given: Given<ExpressibilityConfig> = {}): ExpressibilityStudy {
  const where = "expressibilityStudy";
  const defaults = { nQubits: 4, maxLayers: 5, samples: 5000, bins: 75, seed: 1 };
  const config = studyConfig<ExpressibilityConfig>(where, defaults, given);
  const { nQubits, maxLayers, samples, bins, seed } = config;
  checkInteger(where, "nQubits", nQubits, 1, 8);
  checkInteger(where, "maxLayers", maxLayers, 1);
  checkInteger(where, "samples", samples, 2);
  checkInteger(where, "bins", bins, 2);
  const layers = Array.from({ length: maxLayers }, (_, i) => i + 1);
  const ansatze = Object.entries(ANSATZE).map(([name, build]) => ({
    name,
    layers,
    divergences: layers.map((nLayers) => {
      const { seed: own } = new Random(seed).split(name).split(nLayers);
      return expressibility(build({ nQubits, nLayers }), { samples, bins, seed: own });
    }),
  }));
  const random = new Random(seed).split("haar");
  const floors = Array.from({ length: FLOOR_REPEATS }, () => {
    const fidelities = Float64Array.from({ length: samples }, () => 1 - random.uniform() ** (1 / (2 ** nQubits - 1)));
    return fidelityDivergence(fidelities, nQubits, bins);
  });
  const haarFloor = mean(floors);
  return { kind: "expressibility", formatVersion: 1, config, nQubits, samples, bins, haarFloor, ansatze };
}
