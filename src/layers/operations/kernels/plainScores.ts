import type { GramLayout, Kernels } from "./kernels";

/** Calls `visit` with the index of each pair and where its two states begin. */
function eachPair({ B, T, H, S }: GramLayout, visit: (pair: number, query: number, key: number) => void): void {
  for (let b = 0, pair = 0; b < B; b++)
    for (let h = 0; h < H; h++)
      for (let i = 0; i < T; i++) {
        const query = ((b * T + i) * H + h) * S;
        for (let j = 0; j < T; j++, pair++) visit(pair, query, ((b * T + j) * H + h) * S);
      }
}

type ScoreKernels = "stateGram" | "stateGramGrad" | "scoreSoftmax" | "scoreSoftmaxGrad" | "weightedValues" | "weightedValuesGrad";

export const plainScores: Pick<Kernels, ScoreKernels> = {
  stateGram(q, k, out, re, im, layout) {
    const { S, imaginary } = layout;
    eachPair(layout, (pair, query, key) => {
      let [x, y] = [0, 0];
      for (let s = 0; s < S; s++) {
        const [a, b] = [query + s, key + s];
        x += q[a]! * k[b]!;
        if (imaginary === 0) continue;
        x += q[imaginary + a]! * k[imaginary + b]!;
        y += q[a]! * k[imaginary + b]! - q[imaginary + a]! * k[b]!;
      }
      if (im !== null) im[pair] = y;
      if (re !== null) re[pair] = x;
      out[pair] = re === null ? x : x * x + y * y;
    });
  },

  stateGramGrad(q, k, re, im, dy, dq, dk, layout) {
    const { S, imaginary } = layout;
    dq.fill(0);
    dk.fill(0);
    eachPair(layout, (pair, query, key) => {
      const x = re === null ? dy[pair]! : 2 * re[pair]! * dy[pair]!;
      const y = im === null ? 0 : 2 * im[pair]! * dy[pair]!;
      for (let s = 0; s < S; s++) {
        const [a, b] = [query + s, key + s];
        dq[a]! += x * k[b]!;
        dk[b]! += x * q[a]!;
        if (imaginary === 0) continue;
        const [c, d] = [imaginary + a, imaginary + b];
        dq[a]! += y * k[d]!;
        dq[c]! += x * k[d]! - y * k[b]!;
        dk[b]! -= y * q[c]!;
        dk[d]! += x * q[c]! + y * q[a]!;
      }
    });
  },

  scoreSoftmax(scores, mask, a, { B, T, H }, causal, scale) {
    for (let row = 0, at = 0; row < B * H * T; row++, at += T) {
      const [b, i] = [Math.floor(row / (H * T)), row % T];
      const allowed = (j: number): boolean => !(causal && j > i) && (mask === null || mask[b * T + j] !== 0);
      let [max, sum] = [-Infinity, 0];
      for (let j = 0; j < T; j++) if (allowed(j)) max = Math.max(max, scale * scores[at + j]!);
      for (let j = 0; j < T; j++) sum += a[at + j] = allowed(j) ? Math.exp(scale * scores[at + j]! - max) : 0;
      for (let j = 0; j < T; j++) a[at + j]! /= sum;
    }
  },

  scoreSoftmaxGrad(a, dy, ds, T, scale) {
    for (let at = 0; at < a.length; at += T) {
      let dot = 0;
      for (let j = 0; j < T; j++) dot += a[at + j]! * dy[at + j]!;
      for (let j = 0; j < T; j++) ds[at + j] = scale * a[at + j]! * (dy[at + j]! - dot);
    }
  },

  weightedValues(a, v, y, { B, T, H }, D) {
    const d = D / H;
    y.fill(0);
    for (let b = 0, row = 0; b < B; b++)
      for (let h = 0; h < H; h++)
        for (let i = 0; i < T; i++)
          for (let j = 0; j < T; j++, row++) {
            const [to, from] = [(b * T + i) * D + h * d, (b * T + j) * D + h * d];
            for (let c = 0; c < d; c++) y[to + c]! += a[row]! * v[from + c]!;
          }
  },

  weightedValuesGrad(a, v, dy, da, dv, { B, T, H }, D) {
    const d = D / H;
    dv.fill(0);
    for (let b = 0, row = 0; b < B; b++)
      for (let h = 0; h < H; h++)
        for (let i = 0; i < T; i++)
          for (let j = 0; j < T; j++, row++) {
            const [out, at] = [(b * T + i) * D + h * d, (b * T + j) * D + h * d];
            let sum = 0;
            for (let c = 0; c < d; c++) {
              sum += dy[out + c]! * v[at + c]!;
              dv[at + c]! += a[row]! * dy[out + c]!;
            }
            da[row] = sum;
          }
  },
};
