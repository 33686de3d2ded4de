import type * as tf from "@tensorflow/tfjs";
import { ArgumentError } from "../../core/errors";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";
import type { Attendable } from "../attendable";

/** Below this sum of magnitudes coefficients are taken for zero. */
const SMALLEST = 1e-20;

const isReal = ({ T, mask }: Attendable, b: number, t: number): boolean => mask === null || mask[b * T + t] !== 0;

/**
 * The coefficients of a linear combination of unitaries, divided by the sum of their magnitudes over the real tokens of each sequence:
 * w_bt = β_t / Σ_s |β_s|, 0 for a masked token.
 *
 * beta [at least T, 2], Re and Im of complex numbers; the result is [B, T, 2].
 *
 * @throws ArgumentError when the coefficients of all real tokens of a sequence are 0
 */
export function tokenCoefficients(where: string, beta: tf.Tensor, keys: Attendable): tf.Tensor3D {
  const { B, T } = keys;
  const sums = new Float64Array(B);
  return differentiable([beta], (save) => {
    const [w] = compute([[B, T, 2]], [beta], ([out], [values]) => {
      const sizes = Float64Array.from({ length: T }, (_, t) => Math.hypot(values![2 * t]!, values![2 * t + 1]!));
      for (let b = 0; b < B; b++) {
        for (let t = 0; t < T; t++) if (isReal(keys, b, t)) sums[b]! += sizes[t]!;
        if (sums[b]! < SMALLEST)
          throw new ArgumentError(
            `${where}: the coefficients of all tokens of sequence ${b} are 0 and no state is left; set some apart from 0`,
            {
              sequence: b,
            },
          );
        for (let t = 0, at = 2 * b * T; t < T; t++, at += 2) {
          const factor = isReal(keys, b, t) ? 1 / sums[b]! : 0;
          out![at] = factor * values![2 * t]!;
          out![at + 1] = factor * values![2 * t + 1]!;
        }
      }
    });
    save([w!, beta]);
    return {
      value: w!,
      gradients: (dy, saved) =>
        compute([beta.shape], [...saved, dy], ([d], [normalised, values, upstream]) => {
          d!.fill(0);
          for (let b = 0; b < B; b++) {
            let dot = 0;
            for (let i = 2 * b * T; i < 2 * (b + 1) * T; i++) dot += normalised![i]! * upstream![i]!;
            for (let t = 0, at = 2 * b * T; t < T; t++, at += 2) {
              if (!isReal(keys, b, t)) continue;
              const [re, im] = [values![2 * t]!, values![2 * t + 1]!];
              const size = Math.max(Math.hypot(re, im), SMALLEST);
              d![2 * t]! += (upstream![at]! - (dot * re) / size) / sums[b]!;
              d![2 * t + 1]! += (upstream![at + 1]! - (dot * im) / size) / sums[b]!;
            }
          }
        }),
    };
  }) as tf.Tensor3D;
}

/** Real coefficients divided by the sum of their magnitudes. @throws ArgumentError when all are 0 */
export function unitSum(where: string, coefficients: tf.Tensor): tf.Tensor1D {
  let sum = 0;
  return differentiable([coefficients], (save) => {
    const [c] = compute([coefficients.shape], [coefficients], ([out], [values]) => {
      for (const value of values!) sum += Math.abs(value);
      if (sum < SMALLEST) throw new ArgumentError(`${where}: all coefficients are 0 and no state is left; set some apart from 0`);
      for (let k = 0; k < values!.length; k++) out![k] = values![k]! / sum;
    });
    save([c!]);
    return {
      value: c!,
      gradients: (dy, saved) =>
        compute([coefficients.shape], [...saved, dy], ([d], [normalised, upstream]) => {
          let dot = 0;
          for (let k = 0; k < upstream!.length; k++) dot += normalised![k]! * upstream![k]!;
          for (let k = 0; k < upstream!.length; k++) d![k] = (upstream![k]! - dot * Math.sign(normalised![k]!)) / sum;
        }),
    };
  }) as tf.Tensor1D;
}
