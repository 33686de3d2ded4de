import { checkInteger } from "../core/check";
import { Random } from "../core/random";
import { ansatz14, basicEntangler, stronglyEntangling } from "../ansatz/entanglingLayers";
import { hardwareEfficient } from "../ansatz/hardwareEfficient";
import type { Circuit } from "../circuit/circuit";
import { pauliOn } from "../circuit/observable";
import type { EntanglementData } from "../figures/entanglementFigure";
import type { ParamBatch } from "../simulator/engine";
import { getEngine } from "../simulator/engines";
import { singleRow, type ParamValues } from "../simulator/singleRow";
import { studyConfig, type Given } from "./studyConfig";

const PAULIS = ["X", "Y", "Z"] as const;

/** 1 − (1/n) Σ_q |r_q|² of every row, r_q the Bloch vector of qubit q. */
function entanglementOf(circuit: Circuit, batch: ParamBatch): Float64Array {
  const n = circuit.nQubits;
  const observables = Array.from({ length: n }, (_, wire) => PAULIS.map((pauli) => pauliOn(pauli, wire, n))).flat();
  const bloch = getEngine("reference").compile(circuit).expval(batch, observables);
  return Float64Array.from({ length: batch.batchSize }, (_, row) => {
    let squares = 0;
    for (let k = 0; k < 3 * n; k++) squares += bloch[row * 3 * n + k]! ** 2;
    return Math.max(0, 1 - squares / n); // product states: 0, but for rounding
  });
}

/**
 * The Meyer–Wallach measure of a circuit's state: Q = 2(1 − mean_q tr ρ_q²) = 1 − mean_q |r_q|², ρ_q the state of qubit q alone and r_q
 * its Bloch vector. 0 for product states, 1 when every qubit alone is maximally mixed (Bell, GHZ).
 *
 * Source: Meyer & Wallach quant-ph/0108104; in this form Brennen quant-ph/0305094.
 *
 * @throws as `statevector`
 * @example
 * ```ts
 * const q = meyerWallach(circuit(2).h(0).cnot(0, 1)); // 1
 * ```
 */
export function meyerWallach(circuit: Circuit, params: ParamValues = {}): number {
  return entanglementOf(circuit, singleRow(circuit, params))[0]!;
}

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

const ANSATZE: Readonly<Record<string, (shape: { nQubits: number; nLayers: number }) => Circuit>> = {
  "hardware-efficient, chain": (shape) => hardwareEfficient(shape),
  "basic entangler": (shape) => basicEntangler(shape),
  "strongly entangling": (shape) => stronglyEntangling(shape),
  "ansatz 14": (shape) => ansatz14(shape),
};

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
      const perRow = Float64Array.from({ length: samples * circuit.nParams }, () => random.between(0, 2 * Math.PI));
      return { values: entanglementOf(circuit, { batchSize: samples, perRow, shared: new Float64Array(0) }), nParams: circuit.nParams };
    });
    const means = found.map(({ values }) => values.reduce((sum, q) => sum + q, 0) / samples);
    const sds = found.map(({ values }, i) => Math.sqrt(values.reduce((sum, q) => sum + (q - means[i]!) ** 2, 0) / (samples - 1)));
    return { name, layers, parameters: found.map(({ nParams }) => nParams), means, sds };
  });
  const haarMean = (2 ** nQubits - 2) / (2 ** nQubits + 1);
  return { kind: "entanglement", formatVersion: 1, config, nQubits, samples, haarMean, ansatze };
}
