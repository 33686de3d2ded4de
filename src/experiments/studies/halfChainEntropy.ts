import { checkInteger } from "../../core/check";
import { Random } from "../../core/random";
import { hardwareEfficient } from "../../ansatz/hardwareEfficient";
import { entanglementEntropy, pageEntropy } from "../../audit/entanglementEntropy";
import { randomAngles } from "../../audit/randomAngles";
import type { HalfChainEntropyData } from "../../figures/halfChainEntropyFigure";
import { DEFAULT_ENGINE, getEngine } from "../../simulator/engines";
import { sampleMoments } from "./sampleMoments";
import { studyConfig, type Given } from "../studyConfig";

/** What `halfChainEntropy` looks at. */
export interface HalfChainEntropyConfig {
  /** Default 2, 4, 6, 8, 10. */
  readonly qubits: readonly number[];
  /** Default 1, 2, 4, 8, 16. */
  readonly layers: readonly number[];
  /** Random points a circuit; default 50. */
  readonly samples: number;
  readonly seed: number;
}

/** Entanglement entropy of half of the qubits, by qubits and layers. */
export interface HalfChainEntropy extends HalfChainEntropyData {
  readonly kind: "half-chain-entropy";
  readonly formatVersion: 1;
  readonly config: HalfChainEntropyConfig;
}

/**
 * The entropy between the two halves of hardware-efficient circuits at random angles, in bits: mean and standard deviation by number of
 * qubits, for several depths, with Page's mean over random states. A depth whose line is flat obeys an area law (cheap for tensor networks);
 * random states grow by half a bit a qubit.
 *
 * @throws ArgumentError for an unknown option or a value out of range
 * @example
 * ```ts
 * const { depths, page } = halfChainEntropy({ qubits: [2, 4], layers: [1, 4], samples: 5 });
 * console.log(depths[0]!.means, page); // one layer entangles nothing
 * ```
 */
export function halfChainEntropy(given: Given<HalfChainEntropyConfig> = {}): HalfChainEntropy {
  const where = "halfChainEntropy";
  const defaults = { qubits: [2, 4, 6, 8, 10], layers: [1, 2, 4, 8, 16], samples: 50, seed: 1 };
  const config = studyConfig<HalfChainEntropyConfig>(where, defaults, given);
  const { qubits, layers, samples, seed } = config;
  for (const n of qubits) checkInteger(where, "qubits", n, 2, 14);
  for (const nLayers of layers) checkInteger(where, "layers", nLayers, 1);
  checkInteger(where, "samples", samples, 2);
  const depths = layers.map((nLayers) => {
    const moments = qubits.map((n) => {
      const circuit = hardwareEfficient({ nQubits: n, nLayers });
      const random = new Random(seed).split(n).split(nLayers);
      const states = getEngine(DEFAULT_ENGINE)
        .compile(circuit)
        .states(randomAngles(circuit, samples, random));
      return sampleMoments(entanglementEntropy(states, n));
    });
    return { layers: nLayers, means: moments.map(({ mean }) => mean), sds: moments.map(({ sd }) => sd) };
  });
  return { kind: "half-chain-entropy", formatVersion: 1, config, qubits, samples, depths, page: qubits.map((n) => pageEntropy(n)) };
}
