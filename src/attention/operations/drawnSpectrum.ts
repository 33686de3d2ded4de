import type * as tf from "@tensorflow/tfjs";
import type { Random } from "../../core/random";
import { turnPlanes } from "../../layers/operations/kernels/plainPlanes";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";
import { drawCounts } from "../../simulator/sampling";

/** A circuit of Fourier transforms over K places and C channels: with the circuit of each mode between, or over the channels as well. */
export interface FourierCircuit {
  readonly K: number;
  readonly C: number;
  /** [K, P] and `planeProgram` of the circuit by mode; null transforms the channels instead. */
  readonly modes: { readonly angles: tf.Tensor2D; readonly program: Int32Array } | null;
}

/** Σ_j e^{±2πijk/size} state_j / √size along one axis of a complex array, Re and Im in turn: `step` between neighbours, `starts` of lines. */
function transformLines(state: Float64Array, size: number, step: number, starts: readonly number[], sign: 1 | -1): void {
  const waves = Float64Array.from({ length: 2 * size }, (_, i) => {
    const angle = (sign * Math.PI * (i - (i % 2))) / size;
    return (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle)) / Math.sqrt(size);
  });
  const line = new Float64Array(2 * size);
  for (const start of starts) {
    line.fill(0);
    for (let k = 0; k < size; k++)
      for (let j = 0, from = start, wave = 0; j < size; j++, from += 2 * step, wave = (wave + 2 * k) % (2 * size)) {
        const c = waves[wave]!;
        const s = waves[wave + 1]!;
        line[2 * k]! += c * state[from]! - s * state[from + 1]!;
        line[2 * k + 1]! += c * state[from + 1]! + s * state[from]!;
      }
    for (let k = 0; k < size; k++) {
      state[start + 2 * step * k] = line[2 * k]!;
      state[start + 2 * step * k + 1] = line[2 * k + 1]!;
    }
  }
}

/** Amplitudes [K, C], Re and Im in turn, that the circuit makes of [T, D] real ones of norm 1. */
function amplitudes(x: Float64Array, D: number, { K, C, modes }: FourierCircuit, angles: ArrayLike<number> | null): Float64Array {
  const state = new Float64Array(2 * K * C);
  x.forEach((value, i) => (state[2 * (Math.floor(i / D) * C + (i % D))] = value));
  const channels = Array.from({ length: C }, (_, c) => 2 * c);
  const places = Array.from({ length: K }, (_, k) => 2 * k * C);
  transformLines(state, K, C, channels, 1);
  if (modes === null || angles === null) {
    transformLines(state, C, 1, places, 1);
    return state;
  }
  const { program } = modes;
  const P = angles.length / K;
  places.forEach((at, k) => {
    const mode = state.subarray(at, at + 2 * C);
    for (let g = 1; g <= program[0]!; g++) {
      const half = angles[k * P + program[program[g]!]!]! / 2;
      turnPlanes(mode, program, program[g]!, Math.cos(half), Math.sin(half));
    }
  });
  transformLines(state, K, C, channels, -1);
  return state;
}

/**
 * What the circuit of every sequence gives exactly, as `shots` runs of its Hadamard test against the uniform state estimate it: with the
 * ancilla's outcome z and the outcome j of the others, Re a_j = √N·(P(0, j) − P(1, j)) for N amplitudes, times ‖x‖.
 *
 * x [B, T, D] real tokens, exact [B, T, D]; one setting a sequence reads all amplitudes, with variance ‖x‖²(1 + N|a_j|²)/(2·shots) at
 * most. The gradient is that of the exact values.
 */
export function drawnSpectrum(x: tf.Tensor3D, exact: tf.Tensor3D, circuit: FourierCircuit, shots: number, random: Random): tf.Tensor3D {
  const [B, T, D] = x.shape;
  const { K, C, modes } = circuit;
  const N = K * C;
  return differentiable([exact], () => {
    const [drawn] = compute([exact.shape], [x, ...(modes === null ? [] : [modes.angles])], ([out], [values, angles]) => {
      for (let b = 0; b < B; b++) {
        const tokens = Float64Array.from(values!.subarray(b * T * D, (b + 1) * T * D));
        const norm = Math.hypot(...tokens);
        const state = amplitudes(
          tokens.map((value) => value / norm),
          D,
          circuit,
          angles ?? null,
        );
        const probs = Float64Array.from({ length: 2 * N }, (_, outcome) => {
          const [j, sign] = [outcome % N, outcome < N ? 1 : -1];
          return ((1 / Math.sqrt(N) + sign * state[2 * j]!) ** 2 + state[2 * j + 1]! ** 2) / 4;
        });
        const counts = new Uint32Array(2 * N);
        drawCounts(probs, 0, 2 * N, shots, random, counts, 0);
        for (let i = 0; i < T * D; i++) {
          const j = Math.floor(i / D) * C + (i % D);
          out![b * T * D + i] = (norm * Math.sqrt(N) * (counts[j]! - counts[N + j]!)) / shots;
        }
      }
    });
    return { value: drawn!, gradients: (dy) => [dy] };
  }) as tf.Tensor3D;
}
