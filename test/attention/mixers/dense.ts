import type * as tf from "@tensorflow/tfjs";
import { circuit, statevector, type Circuit } from "quantum-attention";

/** A complex matrix as rows of [Re, Im]. */
export type Dense = [number, number][][];

/** The numbers of a tensor, which is disposed. */
export function valuesOf(tensor: tf.Tensor): Float64Array {
  const values = Float64Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}

/** The unitary of a circuit by the float64 reference: column k is U|k⟩. */
export function denseUnitary(of: Circuit): Dense {
  const n = of.nQubits;
  const columns = Array.from({ length: 2 ** n }, (_, k) => {
    let prepared = circuit(n);
    for (let q = 0; q < n; q++) if ((k >> (n - 1 - q)) & 1) prepared = prepared.x(q);
    return statevector(prepared.compose(of));
  });
  return columns.map((_, row) => columns.map(({ re, im }) => [re[row]!, im[row]!]));
}

export const scaled = ([re, im]: readonly [number, number], [x, y]: readonly [number, number]): [number, number] => [
  re * x - im * y,
  re * y + im * x,
];

export const matrixSum = (matrices: readonly Dense[], factors: readonly (readonly [number, number])[]): Dense =>
  matrices[0]!.map((row, r) =>
    row.map((_, c) =>
      matrices.reduce<[number, number]>(
        ([x, y], matrix, j) => {
          const [re, im] = scaled(factors[j]!, matrix[r]![c]!);
          return [x + re, y + im];
        },
        [0, 0],
      ),
    ),
  );

export const applied = (matrix: Dense, state: readonly (readonly [number, number])[]): [number, number][] =>
  matrix.map((row) =>
    row.reduce<[number, number]>(
      ([x, y], entry, c) => {
        const [re, im] = scaled(entry, state[c]!);
        return [x + re, y + im];
      },
      [0, 0],
    ),
  );

/** ⟨X⟩ of every qubit, then ⟨Y⟩, then ⟨Z⟩, of a state that is normalised first. */
export function pauliValues(state: readonly (readonly [number, number])[]): number[] {
  const n = Math.log2(state.length);
  const norm = state.reduce((sum, [re, im]) => sum + re * re + im * im, 0);
  return ["X", "Y", "Z"].flatMap((pauli) =>
    Array.from({ length: n }, (_, q) => {
      const bit = 1 << (n - 1 - q);
      let value = 0;
      state.forEach(([re, im], k) => {
        const [x, y] = state[k ^ bit]!;
        if (pauli === "X") value += re * x + im * y;
        // Y|1⟩ = −i|0⟩, Y|0⟩ = i|1⟩: ⟨k|Y|k'⟩ is −i where k has the bit 0.
        if (pauli === "Y") value += (k & bit) === 0 ? re * y - im * x : im * x - re * y;
        if (pauli === "Z") value += ((k & bit) === 0 ? 1 : -1) * (re * re + im * im);
      });
      return value / norm;
    }),
  );
}
