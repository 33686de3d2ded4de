import type * as tf from "@tensorflow/tfjs";
import type { Random } from "../../core/random";
import { differentiable } from "../../layers/operations/differentiable";
import { compute, copyFloats } from "../../layers/operations/tensorMemory";
import type { CompiledCircuit, FloatArray, StateBatch } from "../../simulator/engine";
import { sampleCounts } from "../../simulator/sampling";

/** How the outcomes of `transportCircuit` are read. */
export interface TransportReadout {
  /** Qubits that hold a row or a column of the matrix; the others are traced out. */
  readonly dataQubits: number;
  /** Rows and columns that are kept, at most 2^dataQubits. */
  readonly T: number;
  readonly nHeads: number;
  /** null = exact. */
  readonly shots: number | null;
  readonly random: Random;
}

/**
 * The doubly stochastic matrix of a unitary: P_ij = mean over auxiliary states a of Σ_a' |⟨i a'|U|j a⟩|², U ⊙ Ū without them.
 *
 * angles [B·H, P] of `transportCircuit`; the result is [B, H, T, T]. Exact, or from the shares of `shots` outcomes of one circuit a row;
 * the gradient is that of the exact matrix, by one adjoint sweep.
 */
export function transportMatrix(compiled: CompiledCircuit, angles: tf.Tensor2D, readout: TransportReadout): tf.Tensor4D {
  const { dataQubits, T, nHeads, shots, random } = readout;
  const rows = angles.shape[0];
  const side = 2 ** (compiled.circuit.nQubits / 2);
  const auxiliary = side / 2 ** dataQubits;
  const shape = [rows / nHeads, nHeads, T, T];
  const params = { batchSize: rows, perRow: copyFloats(angles), shared: new Float32Array(0) };
  /** Calls `visit` with every row r of U that is kept, the first of its outcomes, and the first entry of its row of the result. */
  const eachRow = (visit: (outcome: number, entry: number) => void): void => {
    for (let row = 0; row < rows; row++)
      for (let r = 0; r < T * auxiliary; r++) visit((row * side + r) * side, (row * T + Math.floor(r / auxiliary)) * T);
  };
  const scale = side / auxiliary;
  return differentiable([angles], () => {
    const outcomes = shots === null ? squaredModuli(compiled.states(params)) : sampleCounts(compiled, params, { shots, random });
    const share = scale / (shots ?? 1);
    const [value] = compute([shape], [], ([out]) => {
      out!.fill(0);
      eachRow((outcome, entry) => {
        for (let j = 0, at = outcome; j < T; j++) {
          let sum = outcomes[at++]!;
          for (let a = 1; a < auxiliary; a++) sum += outcomes[at++]!;
          out![entry + j]! += share * sum;
        }
      });
    });
    return {
      value: value!,
      gradients: (dy) =>
        compute([angles.shape], [dy], ([out], [upstream]) => {
          const cotangent = new Float32Array(rows * side * side);
          eachRow((outcome, entry) => {
            for (let j = 0, at = outcome; j < T; j++) {
              const each = scale * upstream![entry + j]!;
              for (const end = at + auxiliary; at < end;) cotangent[at++] = each;
            }
          });
          out!.set(compiled.probsVjp(params, cotangent).perRow);
        }),
    };
  }) as tf.Tensor4D;
}

/** |ψ_x|² of float32 amplitudes, in half the time of `probs`, which runs in float64. */
function squaredModuli({ re, im }: StateBatch): FloatArray {
  for (let i = 0; i < re.length; i++) re[i] = re[i]! * re[i]! + im[i]! * im[i]!;
  return re;
}
