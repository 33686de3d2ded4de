import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute, type TensorValues } from "../../layers/operations/tensorMemory";

/** R states of kept·traced amplitudes, and where their imaginary parts begin. */
interface Reduction {
  readonly rows: number;
  readonly kept: number;
  readonly traced: number;
  readonly imaginary: number;
}

function reduce(psi: TensorValues, out: Float32Array, { rows, kept, traced, imaginary }: Reduction): void {
  for (let row = 0, to = 0; row < rows; row++) {
    const state = row * kept * traced;
    for (let a = 0; a < kept; a++)
      for (let c = a; c < kept; c++) {
        let [re, im] = [0, 0];
        for (let b = 0; b < traced; b++) {
          const [x, y] = [state + a * traced + b, state + c * traced + b];
          re += psi[x]! * psi[y]! + psi[imaginary + x]! * psi[imaginary + y]!;
          im += psi[imaginary + x]! * psi[y]! - psi[x]! * psi[imaginary + y]!;
        }
        out[to++] = a === c ? re : Math.SQRT2 * re;
        if (a !== c) out[to++] = Math.SQRT2 * im;
      }
  }
}

function reduceGradient(psi: TensorValues, upstream: TensorValues, d: Float32Array, { rows, kept, traced, imaginary }: Reduction): void {
  d.fill(0);
  for (let row = 0, from = 0; row < rows; row++) {
    const state = row * kept * traced;
    for (let a = 0; a < kept; a++)
      for (let c = a; c < kept; c++) {
        const u = (a === c ? 1 : Math.SQRT2) * upstream[from++]!;
        const v = a === c ? 0 : Math.SQRT2 * upstream[from++]!;
        for (let b = 0; b < traced; b++) {
          const [x, y] = [state + a * traced + b, state + c * traced + b];
          const [ix, iy] = [imaginary + x, imaginary + y];
          const [xr, xi, yr, yi] = [psi[x]!, psi[ix]!, psi[y]!, psi[iy]!];
          d[x]! += u * yr - v * yi;
          d[ix]! += u * yi + v * yr;
          d[y]! += u * xr + v * xi;
          d[iy]! += u * xi - v * xr;
        }
      }
  }
}

/**
 * Density matrices of the first `keptQubits` qubits of states, the others traced out, as real vectors with tr(ρσ) = r·s.
 *
 * states [2, R, 2^n] as `circuitStates` gives them; the result is [R, 4^m]: by row a of ρ its diagonal entry, then √2·Re and √2·Im of
 * the entries right of it.
 */
export function reducedStates(states: tf.Tensor3D, keptQubits: number): tf.Tensor2D {
  const [, rows, size] = states.shape;
  const kept = 2 ** keptQubits;
  const reduction = { rows, kept, traced: size / kept, imaginary: rows * size };
  return differentiable([states], (save) => {
    const [reduced] = compute([[rows, kept * kept]], [states], ([out], [psi]) => reduce(psi!, out!, reduction));
    save([states]);
    return {
      value: reduced!,
      gradients: (dy, saved) =>
        compute([states.shape], [...saved, dy], ([d], [psi, upstream]) => reduceGradient(psi!, upstream!, d!, reduction)),
    };
  }) as tf.Tensor2D;
}
