import type { Kernels } from "./kernels";

function layerNorm(
  x: Float32Array,
  g: Float32Array,
  b: Float32Array,
  y: Float32Array,
  hat: Float32Array,
  rstd: Float32Array,
  M: number,
  D: number,
  epsilon: number,
): void {
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
}

function layerNormGrad(
  hat: Float32Array,
  rstd: Float32Array,
  g: Float32Array,
  dy: Float32Array,
  dx: Float32Array,
  dg: Float32Array,
  db: Float32Array,
  M: number,
  D: number,
): void {
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
}

export const plainNorm: Pick<Kernels, "layerNorm" | "layerNormGrad"> = { layerNorm, layerNormGrad };
