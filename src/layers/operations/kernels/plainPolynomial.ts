import { polynomialLayout, type Kernels } from "./kernels";
import { planeSlope, turnPlanes } from "./plainPlanes";

export const plainPolynomial: Pick<Kernels, "unitaryPolynomial" | "unitaryPolynomialGrad"> = {
  unitaryPolynomial(angles, weights, coefficients, y, kept, shape) {
    const { B, T, P, degree, size, program } = shape;
    const layout = polynomialLayout(shape);
    const state = new Float64Array(size);
    for (let b = 0; b < B; b++) {
      const own = kept.subarray(b * layout.row, (b + 1) * layout.row);
      for (let i = 0; i < T * P; i++) {
        own[2 * i] = Math.cos(angles[b * T * P + i]! / 2);
        own[2 * i + 1] = Math.sin(angles[b * T * P + i]! / 2);
      }
      const out = y.subarray(b * size, (b + 1) * size).fill(0);
      out[0] = coefficients[0]!;
      for (let k = 1; k <= degree; k++) {
        const before = k === 1 ? null : own.subarray(layout.power + (k - 2) * size, layout.power + (k - 1) * size);
        const power = own.subarray(layout.power + (k - 1) * size, layout.power + k * size).fill(0);
        for (let t = 0; t < T; t++) {
          if (before === null) state.fill(0).fill(1, 0, 1);
          else state.set(before);
          for (let g = 0; g < program[0]!; g++) {
            const start = program[1 + g]!;
            const angle = 2 * (t * P + program[start]!);
            turnPlanes(state, program, start, own[angle]!, own[angle + 1]!);
          }
          own.set(state, layout.turned + ((k - 1) * layout.lanes + t) * size);
          const [re, im] = [weights[2 * (b * T + t)]!, weights[2 * (b * T + t) + 1]!];
          for (let i = 0; i < size; i += 2) {
            power[i]! += re * state[i]! - im * state[i + 1]!;
            power[i + 1]! += re * state[i + 1]! + im * state[i]!;
          }
        }
        for (let i = 0; i < size; i++) out[i]! += coefficients[k]! * power[i]!;
      }
    }
  },

  unitaryPolynomialGrad(weights, coefficients, kept, dy, dAngles, dWeights, dCoefficients, shape) {
    const { B, T, P, degree, size, program } = shape;
    const layout = polynomialLayout(shape);
    const [state, lambda, mu, next] = [0, 1, 2, 3].map(() => new Float64Array(size)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    for (const gradient of [dAngles, dWeights, dCoefficients]) gradient.fill(0);
    for (let b = 0; b < B; b++) {
      const own = kept.subarray(b * layout.row, (b + 1) * layout.row);
      const upstream = dy.subarray(b * size, (b + 1) * size);
      dCoefficients[0]! += upstream[0]!;
      for (let k = degree; k >= 1; k--) {
        const power = own.subarray(layout.power + (k - 1) * size, layout.power + k * size);
        for (let i = 0; i < size; i++) {
          dCoefficients[k]! += power[i]! * upstream[i]!;
          mu[i] = coefficients[k]! * upstream[i]! + (k === degree ? 0 : next[i]!);
        }
        next.fill(0);
        for (let t = 0; t < T; t++) {
          const from = layout.turned + ((k - 1) * layout.lanes + t) * size;
          state.set(own.subarray(from, from + size));
          const at = 2 * (b * T + t);
          const [re, im] = [weights[at]!, weights[at + 1]!];
          for (let i = 0; i < size; i += 2) {
            const [x, y, u, v] = [state[i]!, state[i + 1]!, mu[i]!, mu[i + 1]!];
            dWeights[at]! += x * u + y * v;
            dWeights[at + 1]! += x * v - y * u;
            lambda[i] = re * u + im * v;
            lambda[i + 1] = re * v - im * u;
          }
          for (let g = program[0]! - 1; g >= 0; g--) {
            const start = program[1 + g]!;
            const column = t * P + program[start]!;
            dAngles[b * T * P + column]! += planeSlope(state, lambda, program, start) / 2;
            for (const each of [state, lambda]) turnPlanes(each, program, start, own[2 * column]!, -own[2 * column + 1]!);
          }
          for (let i = 0; i < size; i++) next[i]! += lambda[i]!;
        }
      }
    }
  },
};
