import { checkKeys } from "../core/check";
import { Random } from "../core/random";
import type { Circuit } from "../circuit/circuit";
import type { Observable } from "../circuit/observable";
import { checkObservables, checkParamBatch, type EngineName, type ParamBatch } from "../simulator/engine";
import { getEngine } from "../simulator/engines";
import { singleRow, type ParamValues } from "../simulator/singleRow";
import { jacobianSink } from "./contribution";
import { resolveDiffMethod, type DiffMethod } from "./diffMethod";
import { expvalWith } from "./evaluate";
import { differentiateByEvaluations, type Differentiator } from "./expvalVjp";
import { Ledger } from "./ledger";

/** How `gradient` works. */
export interface GradientOptions {
  /** Default `adjoint` without shots, `parameter-shift` with. */
  readonly diffMethod?: DiffMethod;
  /** Shots of each executed circuit, 1 to 10⁶; `null` = exact. Default `null`. */
  readonly shots?: number | null;
  /** Seed of the shots and of SPSA's directions. Default 0. */
  readonly seed?: number;
  /** Default `plain`. */
  readonly engine?: EngineName;
  /** Counts on top of what it holds. Default a new one. */
  readonly ledger?: Ledger;
  /** As in `expvalVjpWith`. */
  readonly step?: number;
  /** As in `expvalVjpWith`. */
  readonly directions?: number;
}

/** Values and derivatives of expectation values at one point. */
export interface GradientResult {
  /** ⟨O_k⟩, [K]. */
  readonly values: Float64Array;
  /** ∂⟨O_k⟩/∂θ_p, [K, P] row-major, columns in the order of `parameters`. */
  readonly jacobian: Float64Array;
  readonly parameters: readonly string[];
  /** The method that ran. */
  readonly diffMethod: DiffMethod;
  readonly shots: number | null;
  readonly ledger: Ledger;
}

/** [K, P] by one adjoint sweep an observable: K equal rows, the cotangent the identity. */
function adjointJacobian({ compiled, ledger }: Differentiator, params: ParamBatch, observables: readonly Observable[]): Float64Array {
  const count = observables.length;
  const perRow = new Float64Array(count * params.perRow.length);
  for (let k = 0; k < count; k++) perRow.set(params.perRow, k * params.perRow.length);
  const identity = Float64Array.from({ length: count * count }, (_, i) => (i % (count + 1) === 0 ? 1 : 0));
  ledger?.add("gradient", { circuits: count, settings: 0, shots: 0 });
  return Float64Array.from(compiled.expvalVjp({ ...params, batchSize: count, perRow }, observables, identity).gradients.perRow);
}

/**
 * ⟨O_k⟩ and ∂⟨O_k⟩/∂θ_p of a circuit at one point, by any method, exact or with shots.
 *
 * `params` gives every parameter by name, or all in the order of `circuit.parameters`. Adjoint: Jones & Gacon 2009.02823;
 * parameter shift: Wierichs et al. 2107.12390; SPSA: Spall 1992.
 *
 * @throws ArgumentError for a parameter not set, an unknown option, shots out of 1 … 10⁶; DiffMethodError for adjoint with shots;
 * ShapeError for a wrong length; NonFiniteError for NaN
 *
 * @example
 * ```ts
 * const { values, jacobian } = gradient(circuit(1).ry(param("a"), 0), allZ(1), { a: 0.3 });
 * console.log(values[0], jacobian[0]); // cos 0.3 and −sin 0.3
 * ```
 */
export function gradient(
  circuit: Circuit,
  observables: readonly Observable[],
  params: ParamValues,
  options: GradientOptions = {},
): GradientResult {
  checkKeys("gradient", options, ["diffMethod", "shots", "seed", "engine", "ledger", "step", "directions"]);
  const { shots = null, seed = 0, engine = "plain", ledger = new Ledger(), step, directions } = options;
  const diffMethod = resolveDiffMethod(options.diffMethod, shots);
  const compiled = getEngine(engine).compile(circuit);
  const batch = singleRow(circuit, params);
  checkParamBatch("gradient", compiled, batch);
  checkObservables("gradient", observables, circuit.nQubits);
  const random = new Random(seed);
  const how: Differentiator = { compiled, shots, random, ledger, step, directions };
  const values = Float64Array.from(expvalWith(how, batch, observables, "forward"));
  const done = { values, parameters: circuit.parameters, diffMethod, shots, ledger };
  if (diffMethod === "adjoint") return { ...done, jacobian: adjointJacobian(how, batch, observables) };
  const { contribute, jacobian } = jacobianSink(compiled, observables.length);
  differentiateByEvaluations(how, diffMethod, batch, observables, contribute);
  return { ...done, jacobian };
}
