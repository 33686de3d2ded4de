import type { Kernels } from "./kernels";

export const plainNorm: Pick<Kernels, "layerNorm" | "layerNormGrad"> = {
  layerNorm(x, g, b, y, hat, rstd, M, D, epsilon) {
    for (let i = 0; i < M; i++) {
      const row = i * D;
      let mean = 0;
      for (let j = 0; j < D; j++) mean += x[row + j]!;
      mean /= D;
      let variance = 0;
      for (let j = 0; j < D; j++) variance += (x[row + j]! - mean) ** 2;
      const inverse = 1 / Math.sqrt(variance / D + epsilon);
      rstd[i] = inverse;
      for (let j = 0; j < D; j++) {
        const value = (x[row + j]! - mean) * inverse;
        hat[row + j] = value;
        y[row + j] = value * g[j]! + b[j]!;
      }
    }
  },

  layerNormGrad(hat, rstd, g, dy, dx, dg, db, M, D) {
    dg.fill(0);
    db.fill(0);
    for (let i = 0; i < M; i++) {
      const row = i * D;
      let sum = 0;
      let sumHat = 0;
      for (let j = 0; j < D; j++) {
        const e = dy[row + j]!;
        const h = hat[row + j]!;
        dg[j]! += e * h;
        db[j]! += e;
        sum += e * g[j]!;
        sumHat += e * g[j]! * h;
      }
      for (let j = 0; j < D; j++) dx[row + j] = rstd[i]! * (dy[row + j]! * g[j]! - (sum + hat[row + j]! * sumHat) / D);
    }
  },
};
