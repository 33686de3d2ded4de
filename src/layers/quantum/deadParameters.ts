import { Random } from "../../core/random";
import type { Circuit } from "../../circuit/circuit";
import type { Observable } from "../../circuit/observable";
import { getEngine } from "../../simulator/engines";
import { AngleEncodedQuantumLayer } from "./angleEncodedQuantumLayer";
import type { QuantumEmbedding } from "./quantumEmbedding";

/** Random points at which derivatives are taken. */
const POINTS = 3;
/** A derivative below this is rounding: float64 leaves about 1e-15 a gate. */
const ZERO = 1e-10;

/**
 * The parameters of a circuit that change none of the observables, whatever the others are: ∂⟨O_k⟩/∂θ ≡ 0.
 *
 * Found at random points with random weights on the observables: an analytic function that is not zero everywhere is zero there
 * with probability 0. Float64, one adjoint sweep a point.
 *
 * @example
 * ```ts
 * const names = deadCircuitParameters(circuit(1).ry(param("a"), 0).rz(param("b"), 0), allZ(1)); // [ 'b' ]
 * ```
 */
export function deadCircuitParameters(circuit: Circuit, observables: readonly Observable[]): string[] {
  const random = new Random(0).split("dead parameters");
  const draw = (length: number, high: number): Float64Array => Float64Array.from({ length }, () => random.between(0.5, high));
  const perRow = draw(POINTS * circuit.nParams, 0.5 + 2 * Math.PI);
  const cotangent = draw(POINTS * observables.length, 1.5);
  const batch = { batchSize: POINTS, perRow, shared: new Float64Array(0) };
  const { gradients } = getEngine("plain").compile(circuit).expvalVjp(batch, observables, cotangent);
  return circuit.parameters.filter((_, p) =>
    Array.from({ length: POINTS }, (_row, row) => gradients.perRow[row * circuit.nParams + p]!).every((g) => Math.abs(g) < ZERO),
  );
}

const tokenParameter = (token: number, name: string): string => `quantum_params[${token}].${name}`;

/**
 * Names of a quantum layer's angles that no output depends on, such as `quantum_params[7].rz_l1_q0`: the last layer's RZ before a
 * Z readout. They train to nothing and are counted apart.
 *
 * @example
 * ```ts
 * const layer = new OptimizedQuantumEmbedding({ vocabSize: 20, embedDim: 8, nQubits: 4, nLayers: 2 });
 * console.log(deadParameters(layer).length); // 80
 * ```
 */
export function deadParameters(layer: QuantumEmbedding | AngleEncodedQuantumLayer): string[] {
  const { circuit, observables, compiled } = layer.runner;
  const dead = deadCircuitParameters(circuit, observables);
  if (layer instanceof AngleEncodedQuantumLayer)
    return dead.filter((name) => compiled.shared.includes(name)).map((name) => `quantum_params.${name}`);
  return Array.from({ length: layer.vocabSize }, (_, token) => dead.map((name) => tokenParameter(token, name))).flat();
}

/**
 * Names of an embedding's angles that could be trained but never were, because their token did not occur: in the given tokens, else in
 * any training pass so far. Dead angles are not among them.
 *
 * @example
 * ```ts
 * const layer = new OptimizedQuantumEmbedding({ vocabSize: 3, embedDim: 4 });
 * console.log(untouchedParameters(layer, [1, 2, 2])[0]); // quantum_params[0].ry_l0_q0
 * ```
 */
export function untouchedParameters(layer: QuantumEmbedding, tokens?: ArrayLike<number>): string[] {
  const { circuit, observables } = layer.runner;
  const dead = deadCircuitParameters(circuit, observables);
  const live = circuit.parameters.filter((name) => !dead.includes(name));
  const seen = tokens === undefined ? null : new Set(Array.from(tokens));
  const absent = Array.from(layer.tokenCounts.keys()).filter((token) => (seen ? !seen.has(token) : layer.tokenCounts[token] === 0));
  return absent.flatMap((token) => live.map((name) => tokenParameter(token, name)));
}
