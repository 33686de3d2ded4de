import { checkKeys } from "../core/check";
import { Random } from "../core/random";
import type { Circuit } from "../circuit/circuit";
import type { Observable } from "../circuit/observable";
import type { CompiledCircuit, EngineName, FloatArray, ParamBatch, StateBatch } from "./engine";
import { getEngine } from "./engines";
import { estimateExpval } from "./estimate";
import { singleRow, type ParamValues } from "./singleRow";

/** Which simulator runs one circuit at one point. */
export interface SimulateOptions {
  /** Default `reference`, float64. */
  readonly engine?: EngineName;
}

/** Also how often it is measured. */
export interface ExpvalOptions extends SimulateOptions {
  /** Shots of each measurement setting, 1 to 10⁶; `null` = exact. Default `null`. */
  readonly shots?: number | null;
  /** Seed of the shots. Default 0. */
  readonly seed?: number;
}

function compiledAt(circuit: Circuit, params: ParamValues, engine: EngineName = "reference"): [CompiledCircuit, ParamBatch] {
  return [getEngine(engine).compile(circuit), singleRow(circuit, params)];
}

/**
 * The state |ψ⟩ of a circuit at one point, [2^n] amplitudes, wire 0 the most significant bit. `params` gives every parameter by name,
 * or all in the order of `circuit.parameters`.
 *
 * @throws ArgumentError for a parameter not set or unknown; ShapeError for a wrong length; NonFiniteError for NaN
 *
 * @example
 * ```ts
 * const { re } = statevector(circuit(2).h(0).cnot(0, 1)); // [√½, 0, 0, √½]
 * ```
 */
export function statevector(circuit: Circuit, params: ParamValues = {}, options: SimulateOptions = {}): StateBatch {
  checkKeys("statevector", options, ["engine"]);
  const [compiled, batch] = compiledAt(circuit, params, options.engine);
  return compiled.states(batch);
}

/**
 * The probabilities |⟨k|ψ⟩|² of all outcomes at one point, [2^n].
 *
 * @throws as `statevector`
 *
 * @example
 * ```ts
 * const distribution = probs(circuit(1).ry(param("a"), 0), { a: Math.PI / 2 }); // [0.5, 0.5]
 * ```
 */
export function probs(circuit: Circuit, params: ParamValues = {}, options: SimulateOptions = {}): FloatArray {
  checkKeys("probs", options, ["engine"]);
  const [compiled, batch] = compiledAt(circuit, params, options.engine);
  return compiled.probs(batch);
}

/**
 * ⟨ψ|O_k|ψ⟩ at one point, [K], exact or from shots.
 *
 * @throws as `statevector`; ArgumentError for shots out of 1 … 10⁶; ShapeError for an observable of another size
 *
 * @example
 * ```ts
 * const [zz] = expval(circuit(2).h(0).cnot(0, 1), [parseObservable("ZZ")]); // 1
 * ```
 */
export function expval(
  circuit: Circuit,
  observables: readonly Observable[],
  params: ParamValues = {},
  options: ExpvalOptions = {},
): FloatArray {
  checkKeys("expval", options, ["engine", "shots", "seed"]);
  const { shots = null, seed = 0, engine } = options;
  const [compiled, batch] = compiledAt(circuit, params, engine);
  if (shots === null) return compiled.expval(batch, observables);
  return estimateExpval(compiled, batch, observables, { shots, random: new Random(seed) });
}
