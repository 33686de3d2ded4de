import { ArgumentError } from "../core/errors";
import type { Circuit } from "../circuit/circuit";
import type { ParamBatch } from "./engine";

/** Parameter values by name, or in the order of `circuit.parameters`. */
export type ParamValues = Readonly<Record<string, number>> | ArrayLike<number>;

const isArrayLike = (values: ParamValues): values is ArrayLike<number> => Array.isArray(values) || ArrayBuffer.isView(values);

/** A batch of one row. @throws ArgumentError when a parameter is missing or unknown; ShapeError, NonFiniteError for a bad array */
export function singleRow(circuit: Circuit, values: ParamValues): ParamBatch {
  const shared = new Float64Array(0);
  if (isArrayLike(values)) return { batchSize: 1, perRow: Float64Array.from(values), shared };
  const missing = circuit.parameters.filter((name) => !Object.hasOwn(values, name));
  const unknown = Object.keys(values).filter((name) => !circuit.parameters.includes(name));
  const problems = [
    ...(missing.length > 0 ? [`${missing.join(", ")} not set`] : []),
    ...(unknown.length > 0 ? [`no parameter ${unknown.join(", ")}`] : []),
  ];
  if (problems.length > 0)
    throw new ArgumentError(
      `params: ${problems.join(", ")}; ` + `the circuit has ${circuit.parameters.join(", ") || "none"}, set each of them`,
      { missing, unknown },
    );
  return { batchSize: 1, perRow: Float64Array.from(circuit.parameters, (name) => values[name]!), shared };
}
