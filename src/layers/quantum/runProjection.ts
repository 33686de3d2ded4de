type NumberArray = Float32Array | Float64Array;

/** The linear layer behind a readout, and whether tanh bounds it: e = f(z·W + b) with W [n, D]. */
export interface Projection {
  readonly weight: NumberArray;
  readonly bias: NumberArray;
  readonly tanh: boolean;
}

/** e [R, D] of the readouts z [R, n] of every run. */
export function projectRuns(z: NumberArray, { weight, bias, tanh }: Projection): Float32Array {
  const D = bias.length;
  const n = weight.length / D;
  const R = z.length / n;
  const out = new Float32Array(R * D);
  for (let r = 0; r < R; r++)
    for (let d = 0; d < D; d++) {
      let sum = bias[d]!;
      for (let k = 0; k < n; k++) sum += z[r * n + k]! * weight[k * D + d]!;
      out[r * D + d] = tanh ? Math.tanh(sum) : sum;
    }
  return out;
}

/** Gradients of the projection: of z [R, n] and, summed over the runs, of W [n, D] and b [D]. */
export interface ProjectionGradients {
  readonly z: Float32Array;
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** The vector-Jacobian product of `projectRuns`: `upstream` is ∂L/∂e [R, D], `e` what it gave. */
export function projectRunsGradients(z: NumberArray, e: Float32Array, upstream: NumberArray, projection: Projection): ProjectionGradients {
  const { weight, tanh } = projection;
  const D = projection.bias.length;
  const n = weight.length / D;
  const gradients = { z: new Float32Array(z.length), weight: new Float32Array(weight.length), bias: new Float32Array(D) };
  for (let at = 0, r = 0; at < e.length; r++)
    for (let d = 0; d < D; d++, at++) {
      const g = tanh ? upstream[at]! * (1 - e[at]! * e[at]!) : upstream[at]!;
      gradients.bias[d]! += g;
      for (let k = 0; k < n; k++) {
        gradients.z[r * n + k]! += g * weight[k * D + d]!;
        gradients.weight[k * D + d]! += g * z[r * n + k]!;
      }
    }
  return gradients;
}
