import type { Observable } from "../circuit/observable";
import { checkCotangent, checkObservables, checkParamBatch } from "../simulator/engine";
import type { FloatArray, ParamBatch, ParamGradients } from "../simulator/engine";
import { vjpSink, type Contribute } from "./contribution";
import { resolveDiffMethod, type DiffMethod } from "./diffMethod";
import type { Evaluator } from "./evaluate";
import { finiteDifference } from "./finiteDifference";
import { parameterShift } from "./parameterShift";
import { spsa } from "./spsa";

/** A compiled circuit and how it is differentiated. */
export interface Differentiator extends Evaluator {
  /** Default `adjoint` without shots, `parameter-shift` with. */
  readonly diffMethod?: DiffMethod;
  /**
   * h of finite-difference, c of spsa, in radians. Default with shots 0.25 and 0.15, where noise and bias balance; exact, h is
   * 1e-5 (5e-3 in a float32 engine) and c 0.01.
   */
  readonly step?: number;
  /** Random directions that spsa averages. Default 1. */
  readonly directions?: number;
}

function defaultStep(method: "finite-difference" | "spsa", { shots = null, compiled }: Differentiator): number {
  if (method === "spsa") return shots === null ? 0.01 : 0.15;
  if (shots !== null) return 0.25;
  return compiled.engine === "simd" ? 5e-3 : 1e-5;
}

/** Runs one of the methods that only evaluate circuits, handing every evaluated row to `contribute`. */
export function differentiateByEvaluations(
  how: Differentiator,
  method: Exclude<DiffMethod, "adjoint">,
  params: ParamBatch,
  observables: readonly Observable[],
  contribute: Contribute,
): void {
  if (method === "parameter-shift") return parameterShift(how, params, observables, contribute);
  const step = how.step ?? defaultStep(method, how);
  if (method === "finite-difference") return finiteDifference(how, params, observables, step, contribute);
  spsa(how, params, observables, { step, directions: how.directions ?? 1 }, contribute);
}

/**
 * Gradients of Σ_bk v_bk ⟨O_k⟩_b by any method, exact or with shots: what a layer's backward pass asks for.
 *
 * `cotangent` is v, [batchSize, K] row-major. Gradients of shared parameters are summed over the rows. Circuits are counted in the
 * ledger as "gradient".
 *
 * @throws DiffMethodError for adjoint with shots; ArgumentError, ShapeError, NonFiniteError for bad arguments
 *
 * @example
 * ```ts
 * const compiled = getEngine("plain").compile(circuit(1).ry(param("a"), 0));
 * const params = { batchSize: 1, perRow: Float64Array.of(0.3), shared: new Float64Array(0) };
 * const how = { compiled, diffMethod: "parameter-shift", shots: 1000, random: new Random(1) } as const;
 * const { perRow } = expvalVjpWith(how, params, allZ(1), Float64Array.of(1)); // near −sin 0.3
 * ```
 */
export function expvalVjpWith(
  how: Differentiator,
  params: ParamBatch,
  observables: readonly Observable[],
  cotangent: FloatArray,
): ParamGradients {
  const { compiled, shots = null, ledger } = how;
  const method = resolveDiffMethod(how.diffMethod, shots);
  if (method === "adjoint") {
    const { gradients } = compiled.expvalVjp(params, observables, cotangent);
    ledger?.add("gradient", { circuits: params.batchSize, settings: 0, shots: 0 });
    return gradients;
  }
  checkParamBatch("expvalVjpWith", compiled, params);
  checkObservables("expvalVjpWith", observables, compiled.circuit.nQubits);
  checkCotangent("expvalVjpWith", cotangent, params.batchSize * observables.length);
  const { contribute, gradients } = vjpSink(compiled, params.batchSize, cotangent);
  differentiateByEvaluations(how, method, params, observables, contribute);
  return gradients;
}
