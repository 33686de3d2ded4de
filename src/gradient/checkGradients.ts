import Table from "cli-table3";
import { checkKeys } from "../core/check";
import type { Circuit } from "../circuit/circuit";
import type { Observable } from "../circuit/observable";
import type { EngineName } from "../simulator/engine";
import type { ParamValues } from "../simulator/singleRow";
import { DIFF_METHODS, type DiffMethod } from "./diffMethod";
import { gradient } from "./gradient";
import type { Cost } from "./ledger";

/** How `checkGradients` works. */
export interface CheckGradientsOptions {
  /** Also runs the methods with this many shots; `null` = exact only. Default `null`. */
  readonly shots?: number | null;
  readonly seed?: number;
  /** The engine under test; the truth is the reference engine's adjoint gradient. Default `plain`. */
  readonly engine?: EngineName;
  /** Random directions that spsa averages. Default 100. */
  readonly directions?: number;
}

/** One method's Jacobian, how far it is from the truth, and what it cost. */
export interface CheckedMethod {
  readonly method: DiffMethod;
  readonly shots: number | null;
  /** [K, P] row-major. */
  readonly jacobian: Float64Array;
  readonly maxError: number;
  readonly rmsError: number;
  readonly cost: Cost;
}

/** All methods side by side. */
export interface GradientCheck {
  readonly truth: Float64Array;
  readonly methods: readonly CheckedMethod[];
  /** A text table: errors and costs of each method, then every derivative. */
  readonly table: string;
}

const label = ({ method, shots }: CheckedMethod): string => (shots === null ? method : `${method}, ${shots} shots`);

function render(truth: Float64Array, methods: readonly CheckedMethod[], parameters: readonly string[]): string {
  const plain = { style: { head: [], border: [] } };
  const summary = new Table({ ...plain, head: ["method", "max error", "rms error", "circuits", "settings", "shots"] });
  for (const checked of methods) {
    const { circuits, settings, shots } = checked.cost;
    summary.push([label(checked), checked.maxError.toExponential(1), checked.rmsError.toExponential(1), circuits, settings, shots]);
  }
  const derivatives = new Table({ ...plain, head: ["derivative", "truth", ...methods.map(label)] });
  truth.forEach((value, i) => {
    const name = `d<O${Math.floor(i / parameters.length)}>/d${parameters[i % parameters.length]}`;
    derivatives.push([name, value.toFixed(6), ...methods.map(({ jacobian }) => jacobian[i]!.toFixed(6))]);
  });
  return `${summary.toString()}\n${derivatives.toString()}`;
}

/**
 * Runs every gradient method on one circuit, exact and (if asked) with shots, and sets them beside the reference engine's adjoint
 * gradient: errors, costs and every derivative.
 *
 * @throws as `gradient`
 *
 * @example
 * ```ts
 * const check = checkGradients(circuit(2).ry(param("a"), 0).crx(param("b"), 0, 1), allZ(2), { a: 0.4, b: 1 }, { shots: 1000 });
 * console.log(check.table);
 * ```
 */
export function checkGradients(
  circuit: Circuit,
  observables: readonly Observable[],
  params: ParamValues,
  options: CheckGradientsOptions = {},
): GradientCheck {
  checkKeys("checkGradients", options, ["shots", "seed", "engine", "directions"]);
  const { shots = null, seed = 0, engine = "plain", directions = 100 } = options;
  const truth = gradient(circuit, observables, params, { engine: "reference" }).jacobian;
  const run = (method: DiffMethod, withShots: number | null): CheckedMethod => {
    const how = { diffMethod: method, shots: withShots, seed, engine, directions };
    const { jacobian, ledger } = gradient(circuit, observables, params, how);
    const errors = Array.from(jacobian, (value, i) => Math.abs(value - truth[i]!));
    const rmsError = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / Math.max(1, errors.length));
    return { method, shots: withShots, jacobian, maxError: Math.max(0, ...errors), rmsError, cost: ledger.of("gradient") };
  };
  const methods = DIFF_METHODS.map((method) => run(method, null));
  if (shots !== null) for (const method of DIFF_METHODS) if (method !== "adjoint") methods.push(run(method, shots));
  return { truth, methods, table: render(truth, methods, circuit.parameters) };
}
