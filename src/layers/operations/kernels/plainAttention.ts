import type { Kernels } from "./kernels";

export const plainAttention: Pick<Kernels, "attention" | "attentionGrad"> = {
  attention(q, k, v, mask, a, y, { B, T, D, H, stride, causal }) {
    const headDim = D / H;
    const scale = 1 / Math.sqrt(headDim);
    y.fill(0);
    for (let b = 0; b < B; b++) {
      for (let h = 0; h < H; h++) {
        for (let i = 0; i < T; i++) {
          const weights = ((b * H + h) * T + i) * T;
          const query = (b * T + i) * stride + h * headDim;
          const out = (b * T + i) * D + h * headDim;
          let max = -Infinity;
          let allowedKeys = 0;
          for (let j = 0; j < T; j++) {
            const key = (b * T + j) * stride + h * headDim;
            const allowed = !(causal && j > i) && (mask === null || mask[b * T + j] !== 0);
            let score = allowed ? 0 : -Infinity;
            if (allowed) allowedKeys++;
            if (allowed) for (let c = 0; c < headDim; c++) score += q[query + c]! * k[key + c]!;
            a[weights + j] = score *= scale;
            if (score > max) max = score;
          }
          if (allowedKeys === 0) return b;
          let sum = 0;
          for (let j = 0; j < T; j++) sum += a[weights + j] = Math.exp(a[weights + j]! - max);
          for (let j = 0; j < T; j++) {
            const weight = (a[weights + j]! /= sum);
            const value = (b * T + j) * stride + h * headDim;
            for (let c = 0; c < headDim; c++) y[out + c]! += weight * v[value + c]!;
          }
        }
      }
    }
    return -1;
  },

  attentionGrad(q, k, v, a, dy, dq, dk, dv, { B, T, D, H, stride }) {
    const headDim = D / H;
    const scale = 1 / Math.sqrt(headDim);
    const weightGradients = new Float64Array(T);
    for (const gradient of [dq, dk, dv]) for (let row = 0; row < B * T; row++) gradient.fill(0, row * stride, row * stride + D);
    for (let b = 0; b < B; b++) {
      for (let h = 0; h < H; h++) {
        for (let i = 0; i < T; i++) {
          const weights = ((b * H + h) * T + i) * T;
          const query = (b * T + i) * stride + h * headDim;
          const out = (b * T + i) * D + h * headDim;
          let dot = 0;
          for (let j = 0; j < T; j++) {
            const value = (b * T + j) * stride + h * headDim;
            const weight = a[weights + j]!;
            let sum = 0;
            for (let c = 0; c < headDim; c++) {
              const g = dy[out + c]!;
              sum += g * v[value + c]!;
              dv[value + c]! += weight * g;
            }
            weightGradients[j] = sum;
            dot += weight * sum;
          }
          for (let j = 0; j < T; j++) {
            const key = (b * T + j) * stride + h * headDim;
            const g = a[weights + j]! * (weightGradients[j]! - dot) * scale;
            for (let c = 0; c < headDim; c++) {
              dq[query + c]! += g * k[key + c]!;
              dk[key + c]! += g * q[query + c]!;
            }
          }
        }
      }
    }
  },
};
