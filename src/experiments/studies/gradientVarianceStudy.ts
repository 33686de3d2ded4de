import { checkInteger } from "../../core/check";
import { Random } from "../../core/random";
import { hardwareEfficient } from "../../ansatz/hardwareEfficient";
import { gradientVariance } from "../../audit/gradientVariance";
import { parseObservable } from "../../circuit/observable";
import type { GradientVarianceData } from "../../figures/gradientVarianceFigure";
import { studyConfig, type Given } from "../studyConfig";

/** What `gradientVarianceStudy` looks at. */
export interface GradientVarianceConfig {
  /** Default 2, 4, 6, 8, 10. */
  readonly qubits: readonly number[];
  /** Depths to compare; default 2 and 50. */
  readonly layers: readonly number[];
  /** Random points a circuit; default 200. */
  readonly samples: number;
  readonly seed: number;
}

/** Variance of a derivative by qubits, for shallow and deep circuits, a local and a global observable. */
export interface GradientVarianceStudy extends GradientVarianceData {
  readonly kind: "gradient-variance";
  readonly formatVersion: 1;
  readonly config: GradientVarianceConfig;
}

const OBSERVABLES: readonly { readonly name: string; readonly paulis: (n: number) => string }[] = [
  { name: "Z on qubit 0", paulis: (n) => `Z${"I".repeat(n - 1)}` },
  { name: "Z on all qubits", paulis: (n) => "Z".repeat(n) },
];

/**
 * The variance over random angles of the derivative by the first angle (the RY of qubit 0 in the first layer) of hardware-efficient circuits,
 * for an observable on one qubit and one on all. `randomCircuits` is what circuits that are a 2-design after that angle have for any Pauli
 * string: N/(2(N²−1)), N = 2ⁿ.
 *
 * Source: McClean et al. 1803.11173 (depth); Cerezo et al. 2001.00550 (a global observable is flat at any depth).
 *
 * @throws ArgumentError for an unknown option or a value out of range
 * @example
 * ```ts
 * const { lines } = gradientVarianceStudy({ qubits: [2, 4], layers: [2], samples: 20 });
 * console.log(lines.map(({ observable, variances }) => [observable, variances]));
 * ```
 */
export function gradientVarianceStudy(given: Given<GradientVarianceConfig> = {}): GradientVarianceStudy {
  const where = "gradientVarianceStudy";
  const defaults = { qubits: [2, 4, 6, 8, 10], layers: [2, 50], samples: 200, seed: 1 };
  const config = studyConfig<GradientVarianceConfig>(where, defaults, given);
  const { qubits, layers, samples, seed } = config;
  for (const n of qubits) checkInteger(where, "qubits", n, 1, 16);
  for (const nLayers of layers) checkInteger(where, "layers", nLayers, 1);
  checkInteger(where, "samples", samples, 2);
  const lines = layers.flatMap((nLayers) =>
    OBSERVABLES.map(({ name, paulis }) => ({
      layers: nLayers,
      observable: name,
      variances: qubits.map((n) => {
        const { seed: own } = new Random(seed).split(n).split(nLayers); // the same points for both observables
        const { variances } = gradientVariance(hardwareEfficient({ nQubits: n, nLayers }), parseObservable(paulis(n)), {
          samples,
          seed: own,
        });
        return variances[0]!;
      }),
    })),
  );
  const randomCircuits = qubits.map((n) => 2 ** n / (2 * (4 ** n - 1)));
  return { kind: "gradient-variance", formatVersion: 1, config, qubits, samples, lines, randomCircuits };
}
