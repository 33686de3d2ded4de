import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute, copyFloats } from "../../layers/operations/tensorMemory";

/** Layers of RBS gates, one a head, alike but for their angles. */
export interface RbsLayers {
  /** The wires of each gate, in the order of the gates. */
  readonly pairs: readonly (readonly [number, number])[];
  readonly nQubits: number;
  readonly nHeads: number;
}

/** The layer on states of one excitation, [n, n], float64: column k is what comes out of e_k. */
function unaryMatrix(angles: Float32Array, { pairs, nQubits: n }: RbsLayers): Float64Array {
  const w = new Float64Array(n * n);
  for (let k = 0; k < n; k++) w[k * n + k] = 1;
  for (let g = 0; g < pairs.length; g++) {
    const [a, b] = [pairs[g]![0] * n, pairs[g]![1] * n];
    const [cos, sin] = [Math.cos(angles[g]!), Math.sin(angles[g]!)];
    for (let c = 0; c < n; c++) {
      const [x, y] = [w[a + c]!, w[b + c]!];
      w[a + c] = cos * x - sin * y;
      w[b + c] = sin * x + cos * y;
    }
  }
  return w;
}

/** Writes the gradient of every angle; takes w back to the identity and `cotangent`, that of w, with it. */
function sweepBack(
  angles: Float32Array,
  w: Float64Array,
  cotangent: Float64Array,
  out: Float32Array,
  { pairs, nQubits: n }: RbsLayers,
): void {
  for (let g = pairs.length - 1; g >= 0; g--) {
    const [a, b] = [pairs[g]![0] * n, pairs[g]![1] * n];
    const [cos, sin] = [Math.cos(angles[g]!), Math.sin(angles[g]!)];
    let slope = 0;
    for (let c = 0; c < n; c++) {
      const [x, y, dx, dy] = [w[a + c]!, w[b + c]!, cotangent[a + c]!, cotangent[b + c]!];
      slope += dy * x - dx * y;
      w[a + c] = cos * x + sin * y;
      w[b + c] = cos * y - sin * x;
      cotangent[a + c] = cos * dx + sin * dy;
      cotangent[b + c] = cos * dy - sin * dx;
    }
    out[g] = slope;
  }
}

/** Where entry (row, column) of a head's matrix lies in the result. */
type Place = (head: number, row: number, column: number) => number;

function matrices(angles: tf.Tensor, layers: RbsLayers, shape: readonly number[], place: Place): tf.Tensor {
  const { pairs, nQubits: n, nHeads } = layers;
  const P = pairs.length;
  const made: Float64Array[] = [];
  return differentiable([angles], () => {
    const theta = copyFloats(angles);
    const [value] = compute([shape], [], ([out]) => {
      out!.fill(0);
      for (let h = 0; h < nHeads; h++) {
        const w = unaryMatrix(theta.subarray(h * P, (h + 1) * P), layers);
        made.push(w);
        for (let r = 0; r < n; r++) for (let c = 0; c < n; c++) out![place(h, r, c)] = w[r * n + c]!;
      }
    });
    return {
      value: value!,
      gradients: (dy) =>
        compute([angles.shape], [dy], ([dTheta], [upstream]) => {
          const cotangent = new Float64Array(n * n);
          for (let h = 0; h < nHeads; h++) {
            for (let r = 0; r < n; r++) for (let c = 0; c < n; c++) cotangent[r * n + c] = upstream![place(h, r, c)]!;
            const range = [h * P, (h + 1) * P] as const;
            sweepBack(theta.subarray(...range), made[h]!.slice(), cotangent, dTheta!.subarray(...range), layers);
          }
        }),
    };
  });
}

/**
 * The orthogonal matrices W_h of layers of RBS gates, [H, n, n]: the gates as Givens rotations of the n states of one excitation, float64.
 *
 * angles [H·gates]; the gradient of an angle by one adjoint sweep.
 */
export const rbsMatrices = (angles: tf.Tensor, layers: RbsLayers): tf.Tensor3D => {
  const { nQubits: n, nHeads } = layers;
  return matrices(angles, layers, [nHeads, n, n], (h, r, c) => (h * n + r) * n + c) as tf.Tensor3D;
};

/** The linear map x ↦ W_h x of every head as a weight [H·n, H·n] of `linear`: W_hᵀ in blocks on the diagonal. */
export const rbsMap = (angles: tf.Tensor, layers: RbsLayers): tf.Tensor2D => {
  const { nQubits: n, nHeads } = layers;
  return matrices(angles, layers, [nHeads * n, nHeads * n], (h, r, c) => (h * n + c) * nHeads * n + h * n + r) as tf.Tensor2D;
};
