import type { Kernels } from "./kernels";

type Elementwise = Pick<Kernels, "relu" | "reluGrad" | "gelu" | "tanh" | "tanhGrad" | "add" | "multiply" | "addPositions">;

const INVERSE_SQRT_TWO_PI = 1 / Math.sqrt(2 * Math.PI);

/** erf(z) to 1.5e-7 (Abramowitz & Stegun 7.1.26), given e^(−z²); tfjs uses the same formula. */
function errorFunction(z: number, gaussian: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(z));
  const tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * gaussian;
  return z < 0 ? tail - 1 : 1 - tail;
}

export const plainElementwise: Elementwise = {
  relu(x, y) {
    for (let i = 0; i < x.length; i++) y[i] = x[i]! < 0 ? 0 : x[i]!;
  },
  reluGrad(y, dy, dx) {
    for (let i = 0; i < y.length; i++) dx[i] = y[i]! > 0 ? dy[i]! : 0;
  },
  gelu(x, y, slope) {
    for (let i = 0; i < x.length; i++) {
      const value = x[i]!;
      const gaussian = Math.exp(-0.5 * value * value);
      const cumulative = 0.5 * (1 + errorFunction(value * Math.SQRT1_2, gaussian));
      y[i] = value * cumulative;
      slope[i] = cumulative + value * INVERSE_SQRT_TWO_PI * gaussian;
    }
  },
  tanh(x, y) {
    for (let i = 0; i < x.length; i++) y[i] = Math.tanh(x[i]!);
  },
  tanhGrad(y, dy, dx) {
    for (let i = 0; i < y.length; i++) dx[i] = dy[i]! * (1 - y[i]! * y[i]!);
  },
  add(x, y, z) {
    for (let i = 0; i < x.length; i++) z[i] = x[i]! + y[i]!;
  },
  multiply(x, y, z) {
    for (let i = 0; i < x.length; i++) z[i] = x[i]! * y[i]!;
  },
  addPositions(x, table, y, B, size) {
    for (let b = 0; b < B; b++) for (let i = 0; i < size; i++) y[b * size + i] = x[b * size + i]! + table[i]!;
  },
};
