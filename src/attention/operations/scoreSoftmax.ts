import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { activeKernels } from "../../layers/operations/kernels/activeKernels";
import { compute } from "../../layers/operations/tensorMemory";
import type { Attendable } from "../attendable";

/** Σ g·s: the gradient of a factor of the scores. */
function product(g: Float32Array, s: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < g.length; i++) sum += g[i]! * s[i]!;
  return sum;
}

/**
 * a_ij = softmax_j(scale·β·s_ij) over the keys that query i may attend to, 0 elsewhere.
 *
 * scores [B, H, T, T]; β a number or a tensor of one value that is trained. Gradients go to scores and β. A constant added to all
 * scores of a row would change nothing, so that ½(1 + F) is F with the scale ½.
 */
export function scoreSoftmax(scores: tf.Tensor4D, beta: number | tf.Tensor, keys: Attendable, scale = 1): tf.Tensor4D {
  const { T, mask, causal } = keys;
  const shape = { ...keys, H: scores.shape[1] };
  const trained = typeof beta === "number" ? [] : [beta];
  const factor = scale * (typeof beta === "number" ? beta : beta.dataSync()[0]!);
  const kernels = activeKernels();
  return differentiable([scores, ...trained], (save) => {
    const [a] = compute([scores.shape], [scores], ([out], [values]) =>
      kernels.scoreSoftmax(values as Float32Array, mask, out!, shape, causal, factor),
    );
    save(trained.length === 0 ? [a!] : [a!, scores]);
    return {
      value: a!,
      gradients: (dy, saved) =>
        compute([scores.shape, ...trained.map((each) => each.shape)], [dy, ...saved], ([ds, dBeta], inputs) => {
          const [upstream, weights, raw] = inputs as Float32Array[];
          kernels.scoreSoftmaxGrad(weights!, upstream!, ds!, T, dBeta === undefined ? factor : 1);
          if (dBeta === undefined) return;
          dBeta.fill(scale * product(ds!, raw!));
          for (let p = 0; p < ds!.length; p++) ds![p]! *= factor;
        }),
    };
  }) as tf.Tensor4D;
}
