import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../../core/errors";
import type { Purpose } from "../../gradient/ledger";
import type { CompiledCircuit, FloatArray, ParamBatch, ParamGradients } from "../../simulator/engine";
import { differentiable } from "../operations/differentiable";
import { compute, copyValues } from "../operations/tensorMemory";
import type { CircuitRunner } from "./circuitRunner";

/** A new tensor with these numbers: on wasm one copy, straight into tfjs' memory. */
const tensorOf = (values: FloatArray, shape: readonly number[]): tf.Tensor => compute([shape], [], ([out]) => out!.set(values))[0]!;

/** The angles of a batch as the simulator takes them, private copies that outlive the forward pass. */
function readBatch(where: string, compiled: CompiledCircuit, perRow: tf.Tensor, shared: tf.Tensor | null): ParamBatch {
  const [P, S] = [compiled.perRow.length, compiled.shared.length];
  if (perRow.rank !== 2 || perRow.shape[1] !== P || (shared?.size ?? 0) !== S)
    throw new ShapeError(
      `${where}: perRow is [${perRow.shape.join()}] and shared has ${shared?.size ?? 0} values; the circuit takes [B, ${P}] and ${S}`,
      { perRow: perRow.shape, shared: shared?.shape ?? null },
    );
  return {
    batchSize: perRow.shape[0],
    perRow: copyValues(perRow) as Float32Array,
    shared: shared === null ? new Float32Array(0) : (copyValues(shared) as Float32Array),
  };
}

function gradientTensors({ perRow, shared }: ParamGradients, rows: tf.Tensor, common: tf.Tensor | null): tf.Tensor[] {
  const first = tensorOf(perRow, rows.shape);
  return common === null ? [first] : [first, tensorOf(shared, common.shape)];
}

/**
 * Expectation values of a batch of circuits as one differentiable tfjs operation.
 *
 * f_bk = ⟨ψ_b|O_k|ψ_b⟩; perRow [B, P], shared [S] (null when the circuit shares nothing), result [B, K], owned by the caller.
 * Gradients go to both tensors by the runner's method, exact or from shots, and are entered in its ledger.
 *
 * @throws ShapeError when the tensors do not fit the circuit; NonFiniteError for NaN angles
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const settings = { engine: "plain", diffMethod: "adjoint", shots: null, seed: 0 } as const;
 * const runner = new CircuitRunner(circuit(1).ry(param("a"), 0), allZ(1), settings);
 * const slope = tf.grad((a: tf.Tensor) => circuitExpval(runner, a as tf.Tensor2D).sum())(tf.tensor2d([[0.3]])); // −sin 0.3
 * ```
 */
export function circuitExpval(
  runner: CircuitRunner,
  perRow: tf.Tensor2D,
  shared: tf.Tensor1D | null = null,
  purpose: Purpose = "forward",
): tf.Tensor2D {
  const params = readBatch("circuitExpval", runner.compiled, perRow, shared);
  const inputs = shared === null ? [perRow] : [perRow, shared];
  const values = runner.values(params, purpose);
  return differentiable(inputs, () => ({
    value: tensorOf(values, [params.batchSize, runner.observables.length]),
    gradients: (dy) => gradientTensors(runner.vjp(params, dy.dataSync<"float32">()), perRow, shared),
  })) as tf.Tensor2D;
}

/**
 * Final states of a batch of circuits as one differentiable tfjs operation, for attention scores made of overlaps.
 *
 * perRow [B, P], shared [S] or null; the result is [2, B, 2^n]: real parts, then imaginary parts, wire 0 the most significant
 * bit of the amplitude's index. The gradient of an angle is Re⟨c|∂ψ⟩ with the cotangent c (adjoint sweep, exact).
 *
 * @throws ShapeError when the tensors do not fit the circuit; NonFiniteError for NaN angles
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const compiled = getEngine("plain").compile(circuit(1).ry(param("a"), 0));
 * const states = circuitStates(compiled, tf.tensor2d([[0], [Math.PI]])); // [2, 2, 2]: |0⟩ and |1⟩, all imaginary parts 0
 * ```
 */
export function circuitStates(compiled: CompiledCircuit, perRow: tf.Tensor2D, shared: tf.Tensor1D | null = null): tf.Tensor3D {
  const params = readBatch("circuitStates", compiled, perRow, shared);
  const size = params.batchSize * 2 ** compiled.circuit.nQubits;
  const inputs = shared === null ? [perRow] : [perRow, shared];
  return differentiable(inputs, () => {
    const { re, im } = compiled.states(params);
    const [value] = compute([[2, params.batchSize, 2 ** compiled.circuit.nQubits]], [], ([out]) => {
      out!.set(re);
      out!.set(im, size);
    });
    return {
      value: value!,
      gradients: (dy) => {
        const cotangent = dy.dataSync<"float32">();
        const gradients = compiled.statesVjp(params, { re: cotangent.subarray(0, size), im: cotangent.subarray(size) });
        return gradientTensors(gradients, perRow, shared);
      },
    };
  }) as tf.Tensor3D;
}
