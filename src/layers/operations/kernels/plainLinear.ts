import type { Kernels } from "./kernels";

export const plainLinear: Pick<Kernels, "linear" | "linearGrad"> = {
  linear(x, w, b, y, { M, K, N }) {
    for (let i = 0; i < M; i++) {
      const yRow = i * N;
      const xRow = i * K;
      for (let j = 0; j < N; j++) y[yRow + j] = b === null ? 0 : b[j]!;
      for (let k = 0; k < K; k++) {
        const value = x[xRow + k]!;
        const wRow = k * N;
        for (let j = 0; j < N; j++) y[yRow + j]! += value * w[wRow + j]!;
      }
    }
  },

  linearGrad(x, w, dy, dx, dw, db, { M, K, N }) {
    dw.fill(0);
    db?.fill(0);
    for (let i = 0; i < M; i++) {
      const yRow = i * N;
      const xRow = i * K;
      if (db !== null) for (let j = 0; j < N; j++) db[j]! += dy[yRow + j]!;
      for (let k = 0; k < K; k++) {
        const value = x[xRow + k]!;
        const wRow = k * N;
        let sum = 0;
        for (let j = 0; j < N; j++) {
          const g = dy[yRow + j]!;
          sum += g * w[wRow + j]!;
          dw[wRow + j]! += value * g;
        }
        dx[xRow + k] = sum;
      }
    }
  },
};
