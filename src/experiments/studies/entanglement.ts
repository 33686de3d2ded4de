import { checkInteger } from "../../core/check";
import { Random } from "../../core/random";
import { meyerWallachOf } from "../../audit/meyerWallach";
import { randomAngles } from "../../audit/randomAngles";
import type { EntanglementData } from "../../figures/entanglementFigure";
import { getEngine } from "../../simulator/engines";
import { ANSATZE } from "./ansatze";
import { sampleMoments } from "./sampleMoments";
import { studyConfig, type Given } from "../studyConfig";

/** What `entanglementStudy` looks at. */
export interface EntanglementConfig {
  /** Default 4. */
  readonly nQubits: number;
  /** Layers 1 … this; default 4. */
  readonly maxLayers: number;
  /** Random points a circuit; default 200. */
  readonly samples: number;
  readonly seed: number;
}

/** How much entanglement random parameters of several ansätze make, by layers. */
export interface EntanglementStudy extends EntanglementData {
  readonly kind: "entanglement";
  readonly formatVersion: 1;
  readonly config: EntanglementConfig;
}

/**
 * The entangling capability of several ansätze: the mean Meyer–Wallach measure over angles U(0, 2π), by number of layers.
 *
 * Source: Sim, Johnson & Aspuru-Guzik 1905.10876. `haarMean` is what random states have, (2^n − 2)/(2^n + 1).
 *
 * @throws ArgumentError for an unknown option or a value out of range
 * @example
 * ```ts
 * const study = entanglementStudy({ nQubits: 3, maxLayers: 2, samples: 10 });
 * console.log(study.ansatze[0]!.means); // the first layer of the hardware-efficient circuit entangles nothing
 * ```
 */
export function entanglementStudy(given: Given<EntanglementConfig> = {}): EntanglementStudy {
  const where = "entanglementStudy";
  const config = studyConfig<EntanglementConfig>(where, { nQubits: 4, maxLayers: 4, samples: 200, seed: 1 }, given);
  checkInteger(where, "nQubits", config.nQubits, 2, 12);
  checkInteger(where, "maxLayers", config.maxLayers, 1);
  checkInteger(where, "samples", config.samples, 2);
  const { nQubits, maxLayers, samples, seed } = config;
  const layers = Array.from({ length: maxLayers }, (_, i) => i + 1);
  const ansatze = Object.entries(ANSATZE).map(([name, build]) => {
    const found = layers.map((nLayers) => {
      const circuit = build({ nQubits, nLayers });
      const random = new Random(seed).split(name).split(nLayers);
      const states = getEngine("reference")
        .compile(circuit)
        .states(randomAngles(circuit, samples, random));
      return { nParams: circuit.nParams, ...sampleMoments(meyerWallachOf(states, nQubits)) };
    });
    return {
      name,
      layers,
      parameters: found.map(({ nParams }) => nParams),
      means: found.map(({ mean }) => mean),
      sds: found.map(({ sd }) => sd),
    };
  });
  const haarMean = (2 ** nQubits - 2) / (2 ** nQubits + 1);
  return { kind: "entanglement", formatVersion: 1, config, nQubits, samples, haarMean, ansatze };
}
