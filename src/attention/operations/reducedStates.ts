import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute, type TensorValues } from "../../layers/operations/tensorMemory";

/** Calls `visit` with the places of the amplitudes ψ_ab and ψ_a'b, and of the number that ρ_aa' is kept at, for a ≤ a'. */
function eachProduct(rows: number, kept: number, traced: number, visit: (first: number, second: number, to: number) => void): void {
  for (let row = 0; row < rows; row++) {
    const state = row * kept * traced;
    let to = row * kept * kept;
    for (let a = 0; a < kept; a++)
      for (let c = a; c < kept; c++) {
        for (let b = 0; b < traced; b++) visit(state + a * traced + b, state + c * traced + b, to);
        to += a === c ? 1 : 2;
      }
  }
}

function writeReduced(psi: TensorValues, imaginary: number, out: Float32Array, rows: number, kept: number, traced: number): void {
  out.fill(0);
  eachProduct(rows, kept, traced, (x, y, to) => {
    const [xr, xi, yr, yi] = [psi[x]!, psi[imaginary + x]!, psi[y]!, psi[imaginary + y]!];
    if (x === y) out[to]! += xr * xr + xi * xi;
    else {
      out[to]! += Math.SQRT2 * (xr * yr + xi * yi);
      out[to + 1]! += Math.SQRT2 * (xi * yr - xr * yi);
    }
  });
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
  const traced = size / kept;
  const imaginary = rows * size;
  return differentiable([states], (save) => {
    const [reduced] = compute([[rows, kept * kept]], [states], ([out], [psi]) => writeReduced(psi!, imaginary, out!, rows, kept, traced));
    save([states]);
    return {
      value: reduced!,
      gradients: (dy, saved) =>
        compute([states.shape], [...saved, dy], ([d], [psi, upstream]) => {
          d!.fill(0);
          eachProduct(rows, kept, traced, (x, y, to) => {
            const [ix, iy] = [imaginary + x, imaginary + y];
            if (x === y) {
              d![x]! += 2 * upstream![to]! * psi![x]!;
              d![ix]! += 2 * upstream![to]! * psi![ix]!;
              return;
            }
            const [u, v] = [Math.SQRT2 * upstream![to]!, Math.SQRT2 * upstream![to + 1]!];
            d![x]! += u * psi![y]! - v * psi![iy]!;
            d![ix]! += u * psi![iy]! + v * psi![y]!;
            d![y]! += u * psi![x]! + v * psi![ix]!;
            d![iy]! += u * psi![ix]! - v * psi![x]!;
          });
        }),
    };
  }) as tf.Tensor2D;
}
