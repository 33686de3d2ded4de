import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute, type TensorValues } from "../../layers/operations/tensorMemory";

/** B sequences of T tokens with H heads; states lie in rows (b, t, h) of S amplitudes, real parts first, then imaginary ones if any. */
export interface GramShape {
  readonly B: number;
  readonly T: number;
  readonly H: number;
}

/** Re⟨q_i|k_j⟩, or |⟨q_i|k_j⟩|². */
export type GramKind = "overlap" | "fidelity";

interface Layout extends GramShape {
  readonly S: number;
  /** Where the imaginary parts begin; 0 for real states. */
  readonly imaginary: number;
}

/** Calls `visit` with the index of each pair and where its two states begin. */
function eachPair({ B, T, H, S }: Layout, visit: (pair: number, query: number, key: number) => void): void {
  for (let b = 0, pair = 0; b < B; b++)
    for (let h = 0; h < H; h++)
      for (let i = 0; i < T; i++) {
        const query = ((b * T + i) * H + h) * S;
        for (let j = 0; j < T; j++, pair++) visit(pair, query, ((b * T + j) * H + h) * S);
      }
}

/** re, im [B,H,T,T] of ⟨q_i|k_j⟩; im is left alone for real states. */
function overlaps(q: TensorValues, k: TensorValues, re: Float32Array, im: Float32Array | null, layout: Layout): void {
  const { S, imaginary } = layout;
  eachPair(layout, (pair, query, key) => {
    let [x, y] = [0, 0];
    for (let s = 0; s < S; s++) x += q[query + s]! * k[key + s]!;
    if (imaginary > 0)
      for (let s = 0; s < S; s++) {
        const [qr, qi] = [q[query + s]!, q[imaginary + query + s]!];
        const [kr, ki] = [k[key + s]!, k[imaginary + key + s]!];
        x += qi * ki;
        y += qr * ki - qi * kr;
      }
    re[pair] = x;
    if (im !== null) im[pair] = y;
  });
}

/** Adds the gradient of Σ (u·Re + w·Im)⟨q_i|k_j⟩ to dq and dk. */
function overlapGradients(
  q: TensorValues,
  k: TensorValues,
  u: ArrayLike<number>,
  w: ArrayLike<number> | null,
  dq: Float32Array,
  dk: Float32Array,
  layout: Layout,
): void {
  const { S, imaginary } = layout;
  dq.fill(0);
  dk.fill(0);
  eachPair(layout, (pair, query, key) => {
    const x = u[pair]!;
    const y = w === null ? 0 : w[pair]!;
    if (x === 0 && y === 0) return;
    for (let s = 0; s < S; s++) {
      dq[query + s]! += x * k[key + s]!;
      dk[key + s]! += x * q[query + s]!;
    }
    if (imaginary === 0) return;
    for (let s = 0; s < S; s++) {
      const [a, b] = [query + s, key + s];
      const [c, d] = [imaginary + a, imaginary + b];
      dq[a]! += y * k[d]!;
      dq[c]! += x * k[d]! - y * k[b]!;
      dk[b]! -= y * q[c]!;
      dk[d]! += x * q[c]! + y * q[a]!;
    }
  });
}

/**
 * The Gram matrix of T query and T key states of every sequence and head, instead of T² circuits: [B, H, T, T].
 *
 * `overlap` is Re⟨q_i|k_j⟩, `fidelity` |⟨q_i|k_j⟩|². q and k hold rows (b, t, h) of S amplitudes; `complex` says that the imaginary
 * parts of all rows follow the real ones, as `circuitStates` gives them.
 */
export function stateGram(kind: GramKind, q: tf.Tensor, k: tf.Tensor, complex: boolean, { B, T, H }: GramShape): tf.Tensor4D {
  const planes = complex ? 2 : 1;
  const layout: Layout = { B, T, H, S: q.size / (planes * B * T * H), imaginary: complex ? q.size / 2 : 0 };
  const shape = [B, H, T, T];
  const squared = kind === "fidelity";
  const needed = squared ? planes : 0;
  return differentiable([q, k], (save) => {
    const [gram, ...parts] = compute([shape, ...Array.from({ length: needed }, () => shape)], [q, k], ([out, re, im], [qs, ks]) => {
      overlaps(qs!, ks!, re ?? out!, im ?? null, layout);
      if (squared) for (let p = 0; p < out!.length; p++) out![p] = re![p]! * re![p]! + (im === undefined ? 0 : im[p]! * im[p]!);
    });
    save([q, k, ...parts]);
    return {
      value: gram!,
      gradients: (dy, saved) =>
        compute([q.shape, k.shape], [...saved, dy], ([dq, dk], inputs) => {
          const [qs, ks] = inputs as [TensorValues, TensorValues];
          const upstream = inputs[inputs.length - 1]!;
          const chained = inputs.slice(2, 2 + needed).map((part) => Float64Array.from(part, (x, p) => 2 * x * upstream[p]!));
          overlapGradients(qs, ks, chained[0] ?? upstream, chained[1] ?? null, dq!, dk!, layout);
        }),
    };
  }) as tf.Tensor4D;
}
