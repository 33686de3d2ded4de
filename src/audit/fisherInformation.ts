import { checkInteger, checkLength } from "../core/check";
import { ArgumentError, ShapeError } from "../core/errors";
import type { Circuit } from "../circuit/circuit";
import type { Observable } from "../circuit/observable";
import { getEngine } from "../simulator/engines";

/** Below this p(1−p) an outcome counts as certain, and the point adds nothing. */
const CERTAIN = 1e-12;

/**
 * The Fisher information matrix of a model of two classes, F = mean_x ∂p ∂pᵀ/(p(1−p)), p(x) the probability of one class: how much a small
 * step of the parameters changes what the model says. [P, P] row-major, symmetric, positive semidefinite.
 *
 * A point with a certain outcome (p(1−p) < 10⁻¹²) adds nothing: there the quotient is 0/0.
 *
 * @param probabilities - p of each input, [X]
 * @param derivatives - ∂p/∂θ of each input, [X, P] row-major
 * @throws ArgumentError without inputs or for a p outside of [0, 1]; ShapeError when the lengths do not fit
 * @example
 * ```ts
 * const fisher = fisherInformation([0.5], [0.5]); // a coin with p = θ at ½, half a step: ∂p² / (p(1−p)) = 1
 * ```
 */
export function fisherInformation(probabilities: ArrayLike<number>, derivatives: ArrayLike<number>): Float64Array {
  const where = "fisherInformation";
  const inputs = probabilities.length;
  if (inputs === 0) throw new ArgumentError(`${where}: there are no inputs; pass at least one probability`);
  const width = derivatives.length / inputs;
  if (!Number.isInteger(width) || width === 0)
    throw new ShapeError(`${where}: ${derivatives.length} derivatives are no rows for ${inputs} inputs; pass [X, P] row-major`);
  const fisher = new Float64Array(width * width);
  for (let x = 0; x < inputs; x++) {
    const p = probabilities[x]!;
    if (!(p >= -CERTAIN && p <= 1 + CERTAIN))
      throw new ArgumentError(`${where}: probability ${x} is ${p}; it must lie from 0 to 1`, { x, p });
    const spread = p * (1 - p);
    if (spread < CERTAIN) continue;
    for (let i = 0; i < width; i++) {
      const scaled = derivatives[x * width + i]! / (spread * inputs);
      for (let j = 0; j < width; j++) fisher[i * width + j]! += scaled * derivatives[x * width + j]!;
    }
  }
  return fisher;
}

/** Where `circuitFisher` looks. */
export interface CircuitFisherOptions {
  /** Names of the parameters that hold the data; the others are the weights, in the order of `circuit.parameters`. */
  readonly inputs: readonly string[];
  /** [X, inputs.length] row-major. */
  readonly data: ArrayLike<number>;
  /** Points in weight space, [S, P] row-major. */
  readonly weights: ArrayLike<number>;
}

/**
 * The Fisher information matrices of a circuit as a model of two classes with p = (1 + ⟨O⟩)/2, O a Pauli string, at S points in weight
 * space. S matrices [P, P], float64, by adjoint differentiation.
 *
 * @throws ArgumentError for an unknown input name or nothing to look at; ShapeError for lengths that do not fit; otherwise as `expval`
 * @example
 * ```ts
 * const model = angleEmbedding({ nQubits: 1 }).ry(param("theta"), 0);
 * const [fisher] = circuitFisher(model, parseObservable("Z"), { inputs: ["x0"], data: [0], weights: [0.7] }); // [1], whatever the angle
 * ```
 */
export function circuitFisher(circuit: Circuit, observable: Observable, options: CircuitFisherOptions): Float64Array[] {
  const where = "circuitFisher";
  const { inputs, data, weights } = options;
  const unknown = inputs.filter((name) => !circuit.parameters.includes(name));
  if (unknown.length > 0)
    throw new ArgumentError(`${where}: no parameter ${unknown.join(", ")}; the circuit has ${circuit.parameters.join(", ")}`, { unknown });
  const trained = circuit.parameters.filter((name) => !inputs.includes(name));
  checkInteger(where, "the number of weights", trained.length, 1);
  const rows = inputs.length === 0 ? 1 : Math.floor(data.length / inputs.length);
  checkInteger(where, "the number of inputs", rows, 1);
  checkLength(where, "data", data, rows * inputs.length);
  const points = Math.floor(weights.length / trained.length);
  checkInteger(where, "the number of points", points, 1);
  checkLength(where, "weights", weights, points * trained.length);
  const compiled = getEngine("plain").compile(circuit);
  const sources = circuit.parameters.map((name) => ({ input: inputs.indexOf(name), weight: trained.indexOf(name) }));
  const columns = trained.map((name) => circuit.parameters.indexOf(name));
  return Array.from({ length: points }, (_, s) => {
    const perRow = Float64Array.from({ length: rows * circuit.nParams }, (_v, i) => {
      const { input, weight } = sources[i % circuit.nParams]!;
      const x = Math.floor(i / circuit.nParams);
      return input >= 0 ? data[x * inputs.length + input]! : weights[s * trained.length + weight]!;
    });
    const batch = { batchSize: rows, perRow, shared: new Float64Array(0) };
    const { values, gradients } = compiled.expvalVjp(batch, [observable], new Float64Array(rows).fill(0.5));
    const derivatives = Float64Array.from({ length: rows * trained.length }, (_d, i) => {
      const x = Math.floor(i / trained.length);
      return gradients.perRow[x * circuit.nParams + columns[i % trained.length]!]!;
    });
    const probabilities = Float64Array.from(values, (value) => (1 + value) / 2);
    return fisherInformation(probabilities, derivatives);
  });
}
