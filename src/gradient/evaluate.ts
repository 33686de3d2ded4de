import { ArgumentError } from "../core/errors";
import type { Observable } from "../circuit/observable";
import type { Random } from "../core/random";
import type { CompiledCircuit, FloatArray, ParamBatch } from "../simulator/engine";
import { estimateExpval } from "../simulator/estimate";
import { measurementPlan } from "../simulator/measurement";
import type { Ledger, Purpose } from "./ledger";

/** A compiled circuit and how its expectation values are found. */
export interface Evaluator {
  readonly compiled: CompiledCircuit;
  /** Shots of each measurement setting; `null` = exact. Default `null`. */
  readonly shots?: number | null;
  /** Needed for shots and for SPSA. */
  readonly random?: Random;
  /** Where circuits, settings and shots are counted. */
  readonly ledger?: Ledger;
}

/** The source of randomness. @throws ArgumentError when none was given */
export function requireRandom(where: string, random: Random | undefined): Random {
  if (random) return random;
  throw new ArgumentError(`${where}: shots and SPSA draw random numbers and no source was given; pass random: new Random(seed)`);
}

/**
 * ⟨O_k⟩ of every row, exact or from shots, [batchSize, K] row-major, counted in the ledger under `purpose`.
 *
 * @throws ArgumentError for shots out of range or without `random`; ShapeError for observables of another size
 *
 * @example
 * ```ts
 * const compiled = getEngine("plain").compile(circuit(1).ry(param("a"), 0));
 * const params = { batchSize: 2, perRow: Float64Array.of(0, Math.PI), shared: new Float64Array(0) };
 * const z = expvalWith({ compiled, shots: 100, random: new Random(1) }, params, allZ(1), "forward"); // [1, -1]
 * ```
 */
export function expvalWith(
  { compiled, shots = null, random, ledger }: Evaluator,
  params: ParamBatch,
  observables: readonly Observable[],
  purpose: Purpose,
): FloatArray {
  const values =
    shots === null
      ? compiled.expval(params, observables)
      : estimateExpval(compiled, params, observables, { shots, random: requireRandom("expvalWith", random) });
  if (ledger) {
    const settings = params.batchSize * measurementPlan(observables).settings.length;
    ledger.add(purpose, { circuits: params.batchSize, settings, shots: settings * (shots ?? 0) });
  }
  return values;
}
