import { checkInteger, checkNumber } from "../../core/check";
import { Random } from "../../core/random";
import { angleEmbedding, iqpEmbedding, iqpFeatures } from "../../ansatz/dataEmbedding";
import { hardwareEfficient, type Entangler } from "../../ansatz/hardwareEfficient";
import { effectiveDimension } from "../../audit/effectiveDimension";
import { circuitFisher, fisherInformation } from "../../audit/fisherInformation";
import type { Circuit } from "../../circuit/circuit";
import { parseObservable } from "../../circuit/observable";
import type { EffectiveDimensionData } from "../../figures/effectiveDimensionFigure";
import { binaryNetwork } from "./binaryNetwork";
import { studyConfig, type Given } from "../studyConfig";

/** What `effectiveDimensionStudy` looks at. */
export interface EffectiveDimensionConfig {
  /** Qubits, inputs, and units in each hidden layer of the classical network; default 4. */
  readonly nQubits: number;
  /** Layers of RY in the circuits, one weight a qubit each; default 10. */
  readonly nLayers: number;
  /** Random points θ, U(−1, 1); default 100. */
  readonly points: number;
  /** Inputs x, N(0, 1); default 100. */
  readonly inputs: number;
  /** Numbers of data n; default 10³ … 10⁷. */
  readonly dataSizes: readonly number[];
  /** Default 1. */
  readonly gamma: number;
  readonly seed: number;
}

/** The effective dimension of circuits and of a classical network, by the number of data. */
export interface EffectiveDimensionStudy extends EffectiveDimensionData {
  readonly kind: "effective-dimension";
  readonly formatVersion: 1;
  readonly config: EffectiveDimensionConfig;
}

interface Drawn {
  readonly fishers: readonly Float64Array[];
  readonly parameters: number;
}

/**
 * The effective dimension over the number of parameters of four models of two classes on the same random inputs: a circuit that embeds angles,
 * one that embeds by IQP, one that embeds angles and has no entangling gate (read out by the parity of all qubits), and a tanh network as
 * near to their number of parameters as whole layers allow. All weights are drawn from U(−1, 1).
 *
 * Source: Abbas et al. 2011.00027, figure 3, with this library's circuits.
 *
 * @throws ArgumentError for an unknown option or a value out of range
 * @example
 * ```ts
 * const { models } = effectiveDimensionStudy({ nQubits: 2, nLayers: 2, points: 5, inputs: 5 });
 * console.log(models.map(({ name, normalised }) => [name, normalised]));
 * ```
 */
export function effectiveDimensionStudy(given: Given<EffectiveDimensionConfig> = {}): EffectiveDimensionStudy {
  const where = "effectiveDimensionStudy";
  const dataSizes = [1e3, 1e4, 1e5, 1e6, 1e7];
  const defaults = { nQubits: 4, nLayers: 10, points: 100, inputs: 100, dataSizes, gamma: 1, seed: 1 };
  const config = studyConfig<EffectiveDimensionConfig>(where, defaults, given);
  const { nQubits, nLayers, points, inputs, gamma, seed } = config;
  checkInteger(where, "nQubits", nQubits, 2, 8);
  checkInteger(where, "nLayers", nLayers, 1);
  checkInteger(where, "points", points, 1);
  checkInteger(where, "inputs", inputs, 1);
  checkNumber(where, "gamma", gamma, Number.MIN_VALUE, 1);
  const random = new Random(seed).split("inputs");
  const data = Array.from({ length: inputs }, () => Array.from({ length: nQubits }, () => random.normal()));
  const drawn: Readonly<Record<string, Drawn>> = {
    "circuit, angle embedding": circuitModel(config, angleEmbedding({ nQubits }), "chain", data),
    "circuit, IQP embedding": circuitModel(config, iqpEmbedding({ nQubits }), "chain", data.map((x) => Array.from(iqpFeatures(x)))), // prettier-ignore
    "circuit, no entangling gate": circuitModel(config, angleEmbedding({ nQubits }), "none", data),
    "classical tanh network": networkModel(config, data),
  };
  const models = Object.entries(drawn).map(([name, { fishers, parameters }]) => {
    const dimensions = config.dataSizes.map((dataSize) => effectiveDimension(fishers, { dataSize, gamma }));
    return { name, parameters, dimensions, normalised: dimensions.map((dimension) => dimension / parameters) };
  });
  return { kind: "effective-dimension", formatVersion: 1, config, dataSizes: config.dataSizes, points, inputs, models };
}

/** Weights U(−1, 1), the same stream for every model: [points, parameters]. */
function drawWeights({ points, seed }: EffectiveDimensionConfig, parameters: number): Float64Array {
  const random = new Random(seed).split("weights");
  return Float64Array.from({ length: points * parameters }, () => random.between(-1, 1));
}

function circuitModel(config: EffectiveDimensionConfig, embedding: Circuit, entangler: Entangler, data: readonly number[][]): Drawn {
  const { nQubits, nLayers } = config;
  const ansatz = hardwareEfficient({ nQubits, nLayers, entangler, rotations: ["RY"] });
  const weights = drawWeights(config, ansatz.nParams);
  const options = { inputs: embedding.parameters, data: data.flat(), weights };
  const fishers = circuitFisher(embedding.compose(ansatz), parseObservable("Z".repeat(nQubits)), options);
  return { fishers, parameters: ansatz.nParams };
}

function networkModel(config: EffectiveDimensionConfig, data: readonly (readonly number[])[]): Drawn {
  const { nQubits: width, nLayers, points } = config;
  const hidden = Math.max(1, Math.round((nLayers * width - 2 * width) / width ** 2));
  const network = binaryNetwork([...Array.from({ length: hidden + 1 }, () => width), 2]);
  const { parameters } = network;
  const weights = drawWeights(config, parameters);
  const fishers = Array.from({ length: points }, (_, s) => {
    const found = data.map((x) => network.differentiate(weights.subarray(s * parameters, (s + 1) * parameters), x));
    return fisherInformation(
      found.map(({ probability }) => probability),
      found.flatMap(({ derivatives }) => Array.from(derivatives)),
    );
  });
  return { fishers, parameters };
}
