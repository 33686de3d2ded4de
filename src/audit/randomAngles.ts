import type { Circuit } from "../circuit/circuit";
import type { Random } from "../core/random";
import type { ParamBatch } from "../simulator/engine";

/** Rows of angles U(0, 2π), one for each parameter of the circuit. */
export function randomAngles(circuit: Circuit, rows: number, random: Random): ParamBatch {
  const perRow = Float64Array.from({ length: rows * circuit.nParams }, () => random.between(0, 2 * Math.PI));
  return { batchSize: rows, perRow, shared: new Float64Array(0) };
}
