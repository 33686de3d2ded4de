import type * as tf from "@tensorflow/tfjs";
import { ArgumentError } from "../../core/errors";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";
import type { Attendable } from "../attendable";

/** Below this squared norm a sequence is taken for zero. */
const SMALLEST = 1e-40;

/**
 * The tokens with masked ones set to 0, as one state holds a sequence.
 *
 * @throws ArgumentError when all numbers of a sequence are 0, which no state can hold
 */
export function realTokens(where: string, x: tf.Tensor3D, { B, T, mask }: Attendable): tf.Tensor3D {
  const D = x.shape[2];
  const masked = (from: tf.Tensor, check: boolean): tf.Tensor =>
    compute([x.shape], [from], ([out], [values]) => {
      out!.set(values!);
      for (let row = 0; mask !== null && row < B * T; row++) if (mask[row] === 0) out!.fill(0, row * D, (row + 1) * D);
      for (let b = 0; check && b < B; b++) {
        let sum = 0;
        for (let i = b * T * D; i < (b + 1) * T * D; i++) sum += out![i]! * out![i]!;
        if (sum < SMALLEST)
          throw new ArgumentError(`${where}: all tokens of sequence ${b} are zero and no state can hold them; add positions or a bias`, {
            sequence: b,
          });
      }
    })[0]!;
  return differentiable([x], () => ({ value: masked(x, true), gradients: (dy) => [masked(dy, false)] })) as tf.Tensor3D;
}
