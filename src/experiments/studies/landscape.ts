import { checkInteger, checkKeys } from "../../core/check";
import { ArgumentError } from "../../core/errors";
import type { Circuit } from "../../circuit/circuit";
import { observable, parseObservable } from "../../circuit/observable";
import { getEngine } from "../../simulator/engines";
import type { LandscapeData } from "../../figures/landscapeFigure";

/** One parameter that is swept. */
export interface LandscapeAxis {
  readonly parameter: string;
  /** Radians; default −π … π. */
  readonly from?: number;
  readonly to?: number;
  /** Default 41. */
  readonly points?: number;
}

/** An expectation value over one or two parameters of a circuit. */
export interface Landscape extends LandscapeData {
  readonly kind: "landscape";
  readonly formatVersion: 1;
}

/**
 * ⟨O⟩ of a circuit on a grid of one or two of its parameters, the others fixed: one batched run of the float64 reference simulator.
 *
 * `text` is the observable as in `parseObservable`; `fixed` sets every parameter that is not swept. The values are
 * [points of axes[0]] or [points of axes[0], points of axes[1]], row-major.
 *
 * @throws ArgumentError for no or more than two axes, a parameter that the circuit lacks, or one that is neither swept nor fixed.
 * @example
 * ```ts
 * const ansatz = circuit(2).ry(param("a"), 0).cnot(0, 1).ry(param("b"), 1);
 * const landscape = expvalLandscape(ansatz, "ZZ", [{ parameter: "a", points: 5 }, { parameter: "b", points: 3 }]);
 * console.log(landscape.values.length); // 15
 * ```
 */
export function expvalLandscape(
  circuit: Circuit,
  text: string,
  axes: readonly LandscapeAxis[],
  fixed: Readonly<Record<string, number>> = {},
): Landscape {
  const where = "expvalLandscape";
  if (axes.length < 1 || axes.length > 2) throw new ArgumentError(`${where}: ${axes.length} axes given; sweep one or two parameters`);
  const grids = axes.map((axis) => grid(where, axis));
  const swept = grids.map(({ parameter }) => parameter);
  const unset = circuit.parameters.filter((name) => !swept.includes(name) && !Object.hasOwn(fixed, name));
  const unknown = [...swept, ...Object.keys(fixed)].filter((name) => !circuit.parameters.includes(name));
  if (unset.length + unknown.length > 0)
    throw new ArgumentError(
      `${where}: ${unset.length > 0 ? `${unset.join(", ")} not set` : `no parameter ${unknown.join(", ")}`}; sweep or fix each of ${circuit.parameters.join(", ")}`,
      { unset, unknown },
    );
  const inner = grids[1]?.values ?? [0];
  const rows = grids[0]!.values.flatMap((first) => inner.map((second) => [first, second]));
  const perRow = Float64Array.from(
    rows.flatMap((point) => circuit.parameters.map((name) => (swept.includes(name) ? point[swept.indexOf(name)]! : fixed[name]!))),
  );
  const batch = { batchSize: rows.length, perRow, shared: new Float64Array(0) };
  const { terms } = parseObservable(text);
  const values = Array.from(
    getEngine("reference")
      .compile(circuit)
      .expval(batch, [observable(terms)]),
  );
  return { kind: "landscape", formatVersion: 1, observable: text, axes: grids, fixed, values };
}

function grid(where: string, axis: LandscapeAxis): LandscapeData["axes"][number] {
  checkKeys(where, axis, ["parameter", "from", "to", "points"]);
  const { parameter, from = -Math.PI, to = Math.PI, points = 41 } = axis;
  checkInteger(where, "points", points, 2, 1001);
  return { parameter, values: Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1)) };
}
