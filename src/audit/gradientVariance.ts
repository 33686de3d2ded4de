import { checkInteger, checkKeys } from "../core/check";
import { Random } from "../core/random";
import type { Circuit } from "../circuit/circuit";
import type { Observable } from "../circuit/observable";
import type { EngineName, FloatArray } from "../simulator/engine";
import { DEFAULT_ENGINE, getEngine } from "../simulator/engines";
import { randomAngles } from "./randomAngles";

/** Where `gradientVariance` looks. */
export interface GradientVarianceOptions {
  /** Random points U(0, 2π); default 200. */
  readonly samples?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Points to look at instead, [samples, P] row-major in the order of `circuit.parameters`. */
  readonly points?: FloatArray;
  readonly engine?: EngineName;
}

/** Mean and variance over the points of each parameter's derivative, in the order of `circuit.parameters`. */
export interface GradientMoments {
  readonly means: Float64Array;
  /** Around the mean, divided by the number of points. */
  readonly variances: Float64Array;
}

/**
 * The variance of every derivative ∂⟨O⟩/∂θ over random angles. Where it falls exponentially with the number of qubits the landscape is a
 * barren plateau: a gradient cannot be told from 0 with fewer than about 1/variance shots.
 *
 * A product circuit of one RY a qubit has 1/2 for Z on that qubit, and 2⁻ⁿ for Z on all n. Source: McClean et al. 1803.11173; local and
 * global observables: Cerezo et al. 2001.00550.
 *
 * @throws ArgumentError for an unknown option or a value out of range; ShapeError for an observable or points of another size
 * @example
 * ```ts
 * const product = hardwareEfficient({ nQubits: 3, nLayers: 1, rotations: ["RY"] });
 * const { variances } = gradientVariance(product, parseObservable("ZZZ")); // each about 1/8
 * ```
 */
export function gradientVariance(circuit: Circuit, observable: Observable, options: GradientVarianceOptions = {}): GradientMoments {
  const where = "gradientVariance";
  checkKeys(where, options, ["samples", "seed", "points", "engine"]);
  const { samples = 200, seed = 0, points, engine = DEFAULT_ENGINE } = options;
  checkInteger(where, "samples", samples, 1);
  checkInteger(where, "the number of the circuit's parameters", circuit.nParams, 1);
  const given = points && { batchSize: Math.ceil(points.length / circuit.nParams), perRow: points, shared: new Float64Array(0) };
  const batch = given ?? randomAngles(circuit, samples, new Random(seed));
  const cotangent = new Float64Array(batch.batchSize).fill(1);
  const { perRow } = getEngine(engine).compile(circuit).expvalVjp(batch, [observable], cotangent).gradients;
  const mean = (term: (derivative: number, parameter: number) => number): Float64Array =>
    Float64Array.from({ length: circuit.nParams }, (_, p) => {
      let sum = 0;
      for (let row = 0; row < batch.batchSize; row++) sum += term(perRow[row * circuit.nParams + p]!, p);
      return sum / batch.batchSize;
    });
  const means = mean((derivative) => derivative);
  return { means, variances: mean((derivative, p) => (derivative - means[p]!) ** 2) };
}
