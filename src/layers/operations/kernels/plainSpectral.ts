import type { Kernels, SpectralShape } from "./kernels";
import { planeSlope, turnPlanes } from "./plainPlanes";

/** Re and Im of mode k of every channel of one sequence: Σ_t e^{2πikt/K} x_t / √K. */
function toMode(x: Float32Array, state: Float64Array, k: number, { T, D, K, waves }: SpectralShape): void {
  state.fill(0);
  for (let t = 0; t < T; t++) {
    const wave = 2 * ((k * t) % K);
    for (let c = 0; c < D; c++) {
      state[2 * c]! += waves[wave]! * x[t * D + c]!;
      state[2 * c + 1]! += waves[wave + 1]! * x[t * D + c]!;
    }
  }
}

/** Adds Re(e^{−2πikt/K} state)/√K to every token. */
function fromMode(state: Float64Array, y: Float32Array, k: number, { T, D, K, waves }: SpectralShape): void {
  for (let t = 0; t < T; t++) {
    const wave = 2 * ((k * t) % K);
    for (let c = 0; c < D; c++) y[t * D + c]! += waves[wave]! * state[2 * c]! + waves[wave + 1]! * state[2 * c + 1]!;
  }
}

export const plainSpectral: Pick<Kernels, "spectralMix" | "spectralMixGrad"> = {
  spectralMix(x, angles, y, kept, shape) {
    const { B, T, D, K, P, size, program } = shape;
    const state = new Float64Array(size);
    y.fill(0);
    for (let b = 0; b < B; b++)
      for (let k = 0; k < K; k++) {
        toMode(x.subarray(b * T * D, (b + 1) * T * D), state, k, shape);
        for (let g = 1; g <= program[0]!; g++) {
          const half = angles[k * P + program[program[g]!]!]! / 2;
          turnPlanes(state, program, program[g]!, Math.cos(half), Math.sin(half));
        }
        kept.set(state, (b * K + k) * size);
        fromMode(state, y.subarray(b * T * D, (b + 1) * T * D), k, shape);
      }
  },

  spectralMixGrad(angles, kept, dy, dx, dAngles, shape) {
    const { B, T, D, K, P, size, program } = shape;
    const [state, lambda] = [new Float64Array(size), new Float64Array(size)];
    dx.fill(0);
    dAngles.fill(0);
    for (let b = 0; b < B; b++)
      for (let k = 0; k < K; k++) {
        state.set(kept.subarray((b * K + k) * size, (b * K + k + 1) * size));
        toMode(dy.subarray(b * T * D, (b + 1) * T * D), lambda, k, shape);
        for (let g = program[0]!; g >= 1; g--) {
          const start = program[g]!;
          const column = k * P + program[start]!;
          dAngles[column]! += planeSlope(state, lambda, program, start) / 2;
          const half = angles[column]! / 2;
          for (const each of [state, lambda]) turnPlanes(each, program, start, Math.cos(half), -Math.sin(half));
        }
        fromMode(lambda, dx.subarray(b * T * D, (b + 1) * T * D), k, shape);
      }
  },
};
