import type * as tf from "@tensorflow/tfjs";
import { ArgumentError } from "../../core/errors";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";
import type { Attendable } from "../attendable";

/** Below this norm a vector is taken for zero. */
const SMALLEST = 1e-20;

function refuseZero(where: string, row: number, nHeads: number, { T, mask }: Attendable): void {
  const position = Math.floor(row / nHeads);
  if (mask !== null && mask[position] === 0) return;
  throw new ArgumentError(
    `${where}: the vector of head ${row % nHeads} of token ${position % T} in sequence ${Math.floor(position / T)} is zero and no state can hold it; ` +
      "mask padding tokens, or add positions or a bias",
    { sequence: Math.floor(position / T), token: position % T, head: row % nHeads },
  );
}

/**
 * Amplitude embedding of every head of every token: x_h/‖x_h‖, differentiated through the norm.
 *
 * x [B, T, D] to [B, T, D], heads side by side. A zero vector of a masked token stays zero, with no gradient.
 *
 * @throws ArgumentError for a zero vector of a token that is not masked
 */
export function amplitudeStates(where: string, x: tf.Tensor, nHeads: number, keys: Attendable): tf.Tensor {
  const rows = keys.B * keys.T * nHeads;
  const size = x.size / rows;
  const norms = new Float64Array(rows);
  return differentiable([x], (save) => {
    const [y] = compute([x.shape], [x], ([out], [values]) => {
      for (let row = 0, at = 0; row < rows; row++, at += size) {
        let sum = 0;
        for (let c = 0; c < size; c++) sum += values![at + c]! * values![at + c]!;
        const norm = Math.sqrt(sum);
        norms[row] = norm;
        if (norm < SMALLEST) refuseZero(where, row, nHeads, keys);
        const factor = norm < SMALLEST ? 0 : 1 / norm;
        for (let c = 0; c < size; c++) out![at + c] = factor * values![at + c]!;
      }
    });
    save([y!]);
    return {
      value: y!,
      gradients: (dy, saved) =>
        compute([x.shape], [...saved, dy], ([dx], [state, upstream]) => {
          for (let row = 0, at = 0; row < rows; row++, at += size) {
            let dot = 0;
            for (let c = 0; c < size; c++) dot += state![at + c]! * upstream![at + c]!;
            const factor = norms[row]! < SMALLEST ? 0 : 1 / norms[row]!;
            for (let c = 0; c < size; c++) dx![at + c] = factor * (upstream![at + c]! - dot * state![at + c]!);
          }
        }),
    };
  });
}
