import type * as tf from "@tensorflow/tfjs";
import { ArgumentError } from "../../core/errors";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";

/** Below this squared norm a state is taken for zero. */
const SMALLEST = 1e-30;

/** Half of P_q|ψ⟩ at the amplitude pair (a, b) that qubit q tells apart: what X, Y and Z make of it. */
const PAULIS = ["X", "Y", "Z"] as const;

/** Calls `visit` with the component 2a of every amplitude whose qubit is 0 and 2b of its partner whose qubit is 1. */
function forEachPair(size: number, step: number, visit: (a: number, b: number) => void): void {
  for (let block = 0; block < size; block += 2 * step) for (let a = block; a < block + step; a += 2) visit(a, a + step);
}

/**
 * ⟨X⟩ of every qubit, then ⟨Y⟩, then ⟨Z⟩, of states that are normalised first, as after a post-selection: ψ†Pψ/‖ψ‖².
 *
 * states [B, 2^(n+1)], Re and Im of each amplitude in turn; the result is [B, 3n].
 *
 * @throws ArgumentError for a zero state, which no post-selection lets through
 */
export function pauliReadout(where: string, states: tf.Tensor2D): tf.Tensor2D {
  const [B, size] = states.shape;
  const n = Math.log2(size) - 1;
  const norms = new Float64Array(B);
  return differentiable([states], (save) => {
    const [r] = compute([[B, PAULIS.length * n]], [states], ([out], [values]) => {
      for (let b = 0; b < B; b++) {
        const psi = values!.subarray(b * size, (b + 1) * size);
        for (let i = 0; i < size; i++) norms[b]! += psi[i]! * psi[i]!;
        if (norms[b]! < SMALLEST)
          throw new ArgumentError(
            `${where}: the state of sequence ${b} is zero, no post-selection keeps a shot of it; change the weights`,
            {
              sequence: b,
            },
          );
        for (let q = 0; q < n; q++) {
          let [x, y, z] = [0, 0, 0];
          forEachPair(size, size >> (q + 1), (at, to) => {
            const [ar, ai, br, bi] = [psi[at]!, psi[at + 1]!, psi[to]!, psi[to + 1]!];
            x += 2 * (ar * br + ai * bi);
            y += 2 * (ar * bi - ai * br);
            z += ar * ar + ai * ai - br * br - bi * bi;
          });
          [x, y, z].forEach((value, k) => (out![(b * PAULIS.length + k) * n + q] = value / norms[b]!));
        }
      }
    });
    save([states, r!]);
    return {
      value: r!,
      gradients: (dy, saved) =>
        compute([states.shape], [...saved, dy], ([d], [values, read, upstream]) => {
          for (let b = 0; b < B; b++) {
            const psi = values!.subarray(b * size, (b + 1) * size);
            const out = d!.subarray(b * size, (b + 1) * size);
            const row = b * PAULIS.length * n;
            let dot = 0;
            for (let k = row; k < row + PAULIS.length * n; k++) dot += read![k]! * upstream![k]!;
            for (let i = 0; i < size; i++) out[i] = -dot * psi[i]!;
            for (let q = 0; q < n; q++) {
              const [x, y, z] = [upstream![row + q]!, upstream![row + n + q]!, upstream![row + 2 * n + q]!];
              forEachPair(size, size >> (q + 1), (at, to) => {
                const [ar, ai, br, bi] = [psi[at]!, psi[at + 1]!, psi[to]!, psi[to + 1]!];
                out[at]! += x * br + y * bi + z * ar;
                out[at + 1]! += x * bi - y * br + z * ai;
                out[to]! += x * ar - y * ai - z * br;
                out[to + 1]! += x * ai + y * ar - z * bi;
              });
            }
            for (let i = 0; i < size; i++) out[i]! *= 2 / norms[b]!;
          }
        }),
    };
  }) as tf.Tensor2D;
}
