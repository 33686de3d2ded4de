import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { activeKernels } from "../../layers/operations/kernels/activeKernels";
import { compute } from "../../layers/operations/tensorMemory";
import type { Attendable } from "../attendable";

/** Sizes of one mixing: B sequences, T tokens, H heads d wide, whose matrices act on S token wires and d feature wires. */
interface Sizes {
  readonly B: number;
  readonly T: number;
  readonly H: number;
  readonly d: number;
  readonly S: number;
}

const part = (values: Float32Array, at: number, size: number): Float32Array => values.subarray(at * size, (at + 1) * size);

/** Calls `visit` with the place of every component in x [B, T, H·d], and in head h's [T, B, d] and [d, B, T]. */
function eachComponent({ B, T, H, d }: Sizes, h: number, visit: (x: number, byToken: number, byFeature: number) => void): void {
  for (let b = 0; b < B; b++)
    for (let t = 0; t < T; t++)
      for (let c = 0, x = ((b * T + t) * H + h) * d, at = (t * B + b) * d; c < d; c++) visit(x + c, at + c, (c * B + b) * T + t);
}

/** What a head's matrix V = [[a, b], [c, e]] is in the products: eᵀ [d, d], cᵀ [T, d], and [a, −b] without rows of unused tokens [T, T+d]. */
interface Blocks {
  readonly features: Float32Array;
  readonly crossed: Float32Array;
  readonly top: Float32Array;
}

/** Calls `visit` with the place of every entry that is used in V [N, N], its block, its place there and its sign. */
function eachEntry({ T, d, S }: Sizes, visit: (v: number, block: keyof Blocks, at: number, sign: 1 | -1) => void): void {
  const [N, width] = [S + d, T + d];
  for (let r = 0; r < d; r++) {
    for (let c = 0; c < d; c++) visit((S + r) * N + S + c, "features", c * d + r, 1);
    for (let t = 0; t < T; t++) visit((S + r) * N + t, "crossed", t * d + r, 1);
  }
  for (let i = 0; i < T; i++) {
    for (let t = 0; t < T; t++) visit(i * N + t, "top", i * width + t, 1);
    for (let c = 0; c < d; c++) visit(i * N + S + c, "top", i * width + T + c, -1);
  }
}

/**
 * Mixes the tokens of a sequence by the second compound matrix of V: y_ij = Σ_tc (V_it V_jc − V_ic V_jt) x_tc, i, t over token wires and
 * j, c over feature wires.
 *
 * That is Y = a X eᵀ − b Xᵀ cᵀ for V = [[a, b], [c, e]]: what the layer V of RBS gates makes of the state Σ x_tc |e_t⟩|e_c⟩ of Hamming
 * weight 2, read where one excitation is on each register. x [B, T, H·d], matrices [H, S+d, S+d]; masked tokens count as zero. Linear in x.
 */
export function compoundMix(x: tf.Tensor3D, matrices: tf.Tensor3D, { B, T, mask }: Attendable): tf.Tensor3D {
  const H = matrices.shape[0];
  const d = x.shape[2] / H;
  const sizes: Sizes = { B, T, H, d, S: matrices.shape[1] - d };
  const N = sizes.S + d;
  const wide = T + d;
  const kernels = activeKernels();
  const blockShapes = [[H, d, d], [H, T, d], [H, T, wide]]; // prettier-ignore
  const seen = (at: number): boolean => mask === null || mask[Math.floor(at / (H * d))] !== 0;
  const blocksOf = ([features, crossed, top]: Float32Array[], h: number): Blocks => ({
    features: part(features!, h, d * d),
    crossed: part(crossed!, h, T * d),
    top: part(top!, h, T * wide),
  });
  return differentiable([x, matrices], (save) => {
    const sorted = compute([[H, T, B, d], [H, d, B, T], ...blockShapes], [x, matrices], (out, [values, v]) => {
      for (let h = 0; h < H; h++) {
        const [byToken, byFeature] = [part(out[0]!, h, T * B * d), part(out[1]!, h, T * B * d)];
        eachComponent(sizes, h, (at, t, f) => {
          byToken[t] = byFeature[f] = seen(at) ? values![at]! : 0;
        });
        const blocks = blocksOf(out.slice(2), h);
        const matrix = part(v as Float32Array, h, N * N);
        eachEntry(sizes, (at, block, to, sign) => {
          blocks[block][to] = sign * matrix[at]!;
        });
      }
    });
    const [y, inner, turned] = compute([x.shape, [H, wide, B, d], [T, B, d]], sorted, ([out, products, rows], inputs) => {
      const [byToken, byFeature, ...blocks] = inputs as Float32Array[];
      for (let h = 0; h < H; h++) {
        const { features, crossed, top } = blocksOf(blocks, h);
        const product = part(products!, h, wide * B * d);
        kernels.linear(part(byToken!, h, T * B * d), features, null, product.subarray(0, T * B * d), { M: T * B, K: d, N: d });
        kernels.linear(part(byFeature!, h, T * B * d), crossed, null, product.subarray(T * B * d), { M: d * B, K: T, N: d });
        kernels.linear(top, product, null, rows!, { M: T, K: wide, N: B * d });
        eachComponent(sizes, h, (at, t) => {
          out![at] = rows![t]!;
        });
      }
    });
    turned!.dispose();
    save([...sorted, inner!]);
    return {
      value: y!,
      gradients: (dy, saved) => {
        const heads = Array.from({ length: H }, (_, h) => headGradients(h, dy, saved, sizes));
        const gradients = compute([x.shape, matrices.shape], heads.flat(), ([dx, dMatrices], inputs) => {
          dMatrices!.fill(0);
          for (let h = 0; h < H; h++) {
            const [dByToken, dByFeature, features, crossed, top] = inputs.slice(5 * h, 5 * h + 5) as Float32Array[];
            eachComponent(sizes, h, (at, t, f) => {
              dx![at] = seen(at) ? dByToken![t]! + dByFeature![f]! : 0;
            });
            const blocks: Blocks = { features: features!, crossed: crossed!, top: top! };
            const matrix = part(dMatrices!, h, N * N);
            eachEntry(sizes, (at, block, from, sign) => {
              matrix[at] = sign * blocks[block][from]!;
            });
          }
        });
        for (const each of heads.flat()) each.dispose();
        return gradients;
      },
    };
  }) as tf.Tensor3D;
}

/** Of one head: gradients of the tokens in both orders, and of the blocks of its matrix. Kernels may grow the memory: one a `compute`. */
function headGradients(h: number, dy: tf.Tensor, saved: readonly tf.Tensor[], sizes: Sizes): tf.Tensor[] {
  const { B, T, d } = sizes;
  const [byToken, byFeature, features, crossed, top, inner] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const kernels = activeKernels();
  const wide = T + d;
  const head = (values: unknown, size: number): Float32Array => part(values as Float32Array, h, size);
  const [upstream] = compute([[T, B, d]], [dy], ([out], [values]) => {
    eachComponent(sizes, h, (at, t) => {
      out![t] = values![at]!;
    });
  });
  const [dTop, dInner] = compute([[T, wide], [wide, B, d]], [top, inner, upstream!], ([dw, dz], [w, z, g]) => {
    kernels.linearGrad(head(w, T * wide), head(z, wide * B * d), g as Float32Array, dw!, dz!, null, { M: T, K: wide, N: B * d });
  }); // prettier-ignore
  const [dByToken, dFeatures] = compute([[T, B, d], [d, d]], [byToken, features, dInner!], ([dx, dw], [x, w, g]) => {
    const above = (g as Float32Array).subarray(0, T * B * d);
    kernels.linearGrad(head(x, T * B * d), head(w, d * d), above, dx!, dw!, null, { M: T * B, K: d, N: d });
  }); // prettier-ignore
  const [dByFeature, dCrossed] = compute([[d, B, T], [T, d]], [byFeature, crossed, dInner!], ([dx, dw], [x, w, g]) => {
    const below = (g as Float32Array).subarray(T * B * d);
    kernels.linearGrad(head(x, T * B * d), head(w, T * d), below, dx!, dw!, null, { M: d * B, K: T, N: d });
  }); // prettier-ignore
  upstream!.dispose();
  dInner!.dispose();
  return [dByToken!, dByFeature!, dFeatures!, dCrossed!, dTop!];
}
