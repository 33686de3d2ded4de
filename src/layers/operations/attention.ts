import type * as tf from "@tensorflow/tfjs";
import { ArgumentError, ShapeError } from "../../core/errors";
import { differentiable } from "./differentiable";
import { activeKernels } from "./kernels/activeKernels";
import type { AttentionShape, Kernels } from "./kernels/kernels";
import { copyMask } from "./mask";
import { compute } from "./tensorMemory";

export interface AttentionOptions {
  /** Default 1; must divide D. */
  readonly nHeads?: number;
  /** bool [B, T] over the keys: true = may attend. Default: all may. */
  readonly mask?: tf.Tensor | null;
  /** Query i sees keys 0 … i only. Default false. */
  readonly causal?: boolean;
}

function checkedShape(x: tf.Tensor, D: number, stride: number, { nHeads = 1, causal = false }: AttentionOptions): AttentionShape {
  const [B, T] = x.shape as [number, number, number];
  if (x.rank !== 3 || !Number.isInteger(D) || D % nHeads !== 0) {
    throw new ShapeError(
      `attention: input [${x.shape.join()}] does not split into ${nHeads} heads; pass [B, T, D] with D a multiple of nHeads`,
    );
  }
  return { B, T, D, H: nHeads, stride, causal };
}

function checkAttended(bad: number): void {
  if (bad < 0) return;
  throw new ArgumentError(
    `attention: a query of sequence ${bad} may attend to no key; leave empty sequences out, and pad on the right when attention is causal`,
    { sequence: bad },
  );
}

const attentionShape = ({ B, T, H }: AttentionShape): number[] => [B, H, T, T];

/**
 * Multi-head scaled dot-product attention, softmax_j(q_i·k_j/√(D/H))·v_j by head (Vaswani et al. 1706.03762).
 *
 * q, k, v [B, T, D] with the heads side by side; the result is [B, T, D].
 *
 * @throws ArgumentError when a query may attend to no key at all (its softmax has no value); ShapeError when shapes do not fit
 */
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, options: AttentionOptions = {}): tf.Tensor {
  if (k.shape.join() !== q.shape.join() || v.shape.join() !== q.shape.join()) {
    throw new ShapeError(`attention: q [${q.shape.join()}], k [${k.shape.join()}] and v [${v.shape.join()}] must have one shape`);
  }
  const D = q.shape[2]!;
  const shape = checkedShape(q, D, D, options);
  const mask = copyMask("attention", options.mask ?? null, shape.B, shape.T);
  const kernels = activeKernels();
  return differentiable([q, k, v], (save) => {
    const [a, y] = compute([attentionShape(shape), q.shape], [q, k, v], ([weights, out], inputs) => {
      const [qs, ks, vs] = inputs as Float32Array[];
      checkAttended(kernels.attention(qs!, ks!, vs!, mask, weights!, out!, shape));
    });
    save([q, k, v, a!]);
    return {
      value: y!,
      gradients: (dy, saved) =>
        compute([q.shape, q.shape, q.shape], [...saved, dy], ([dq, dk, dv], inputs) => {
          const [qs, ks, vs, weights, upstream] = inputs as Float32Array[];
          kernels.attentionGrad(qs!, ks!, vs!, weights!, upstream!, dq!, dk!, dv!, shape);
        }),
    };
  });
}

/** The same with q, k and v side by side in one tensor [B, T, 3D], as one projection gives them: fewer tape nodes. */
export function selfAttention(qkv: tf.Tensor, options: AttentionOptions = {}): tf.Tensor {
  const stride = qkv.shape[2]!;
  const D = stride / 3;
  const shape = checkedShape(qkv, D, stride, options);
  const mask = copyMask("attention", options.mask ?? null, shape.B, shape.T);
  const kernels = activeKernels();
  return differentiable([qkv], (save) => {
    const [a, y] = compute([attentionShape(shape), [shape.B, shape.T, D]], [qkv], ([weights, out], [joint]) => {
      const [q, k, v] = thirds(joint as Float32Array, D);
      checkAttended(kernels.attention(q, k, v, mask, weights!, out!, shape));
    });
    save([qkv, a!]);
    return {
      value: y!,
      gradients: (dy, saved) =>
        compute([qkv.shape], [...saved, dy], ([dJoint], inputs) => jointGradient(kernels, inputs as Float32Array[], dJoint!, shape)),
    };
  });
}

function jointGradient(kernels: Kernels, [joint, weights, upstream]: Float32Array[], dJoint: Float32Array, shape: AttentionShape): void {
  const [q, k, v] = thirds(joint!, shape.D);
  const [dq, dk, dv] = thirds(dJoint, shape.D);
  kernels.attentionGrad(q, k, v, weights!, upstream!, dq, dk, dv, shape);
}

/** Views that start at q, k and v of the first row; the stride does the rest. */
function thirds(joint: Float32Array, D: number): [Float32Array, Float32Array, Float32Array] {
  return [joint, joint.subarray(D), joint.subarray(2 * D)];
}
