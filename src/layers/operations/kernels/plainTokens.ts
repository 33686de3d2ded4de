import type { Kernels } from "./kernels";

type Tokens = Pick<Kernels, "embed" | "embedGrad" | "meanPool" | "meanPoolGrad" | "firstPool" | "firstPoolGrad" | "crossEntropy">;

const isReal = (mask: Uint8Array | null, position: number): boolean => mask === null || mask[position] !== 0;

/** 1 / number of real tokens of sequence b; Infinity when it has none. */
function inverseLength(mask: Uint8Array | null, b: number, T: number): number {
  let length = 0;
  for (let t = 0; t < T; t++) if (isReal(mask, b * T + t)) length++;
  return 1 / length;
}

export const plainTokens: Tokens = {
  embed(table, ids, y, V, D) {
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i]!;
      if (id < 0 || id >= V) return i;
      for (let j = 0; j < D; j++) y[i * D + j] = table[id * D + j]!;
    }
    return -1;
  },
  embedGrad(ids, dy, dtable, D, paddingId) {
    dtable.fill(0);
    for (let i = 0; i < ids.length; i++) {
      const row = ids[i]! * D;
      if (ids[i] !== paddingId) for (let j = 0; j < D; j++) dtable[row + j]! += dy[i * D + j]!;
    }
  },
  meanPool(x, mask, y, B, T, D) {
    y.fill(0);
    for (let b = 0; b < B; b++) {
      const weight = inverseLength(mask, b, T);
      if (weight === Infinity) return b;
      for (let t = 0; t < T; t++) {
        const row = (b * T + t) * D;
        if (isReal(mask, b * T + t)) for (let j = 0; j < D; j++) y[b * D + j]! += x[row + j]!;
      }
      for (let j = 0; j < D; j++) y[b * D + j]! *= weight;
    }
    return -1;
  },
  meanPoolGrad(dy, mask, dx, B, T, D) {
    for (let b = 0; b < B; b++) {
      const weight = inverseLength(mask, b, T);
      for (let t = 0; t < T; t++) {
        const row = (b * T + t) * D;
        const real = isReal(mask, b * T + t);
        for (let j = 0; j < D; j++) dx[row + j] = real ? dy[b * D + j]! * weight : 0;
      }
    }
  },
  firstPool(x, y, B, T, D) {
    for (let b = 0; b < B; b++) for (let j = 0; j < D; j++) y[b * D + j] = x[b * T * D + j]!;
  },
  firstPoolGrad(dy, dx, B, T, D) {
    dx.fill(0);
    for (let b = 0; b < B; b++) for (let j = 0; j < D; j++) dx[b * T * D + j] = dy[b * D + j]!;
  },
  crossEntropy(logits, labels, loss, dlogits, B, C) {
    let total = 0;
    for (let b = 0; b < B; b++) {
      const row = b * C;
      const label = labels[b]!;
      if (label < 0 || label >= C) return b;
      let max = -Infinity;
      for (let c = 0; c < C; c++) if (logits[row + c]! > max) max = logits[row + c]!;
      let sum = 0;
      for (let c = 0; c < C; c++) sum += Math.exp(logits[row + c]! - max);
      for (let c = 0; c < C; c++) dlogits[row + c] = (Math.exp(logits[row + c]! - max) / sum - (c === label ? 1 : 0)) / B;
      total += Math.log(sum) + max - logits[row + label]!;
    }
    loss[0] = total / B;
    return -1;
  },
};
