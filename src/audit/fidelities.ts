import type { StateBatch } from "../simulator/engine";

/** |⟨a_i|b_j⟩|² of state i of one batch with state j of another. */
function fidelity(a: StateBatch, i: number, b: StateBatch, j: number, size: number): number {
  let [re, im] = [0, 0];
  for (let k = 0; k < size; k++) {
    const [ar, ai, br, bi] = [a.re[i * size + k]!, a.im[i * size + k]!, b.re[j * size + k]!, b.im[j * size + k]!];
    re += ar * br + ai * bi;
    im += ar * bi - ai * br;
  }
  return re * re + im * im;
}

/** |⟨a_i|b_i⟩|² of the states of two batches of `count`, row with row. */
export function pairFidelities(a: StateBatch, b: StateBatch, count: number): Float64Array {
  const size = a.re.length / count;
  return Float64Array.from({ length: count }, (_, i) => fidelity(a, i, b, i, size));
}

/** |⟨a_i|b_j⟩|² of all pairs of two batches of `count` states, [count][count]. */
export function fidelityRows(a: StateBatch, b: StateBatch, count: number): number[][] {
  const size = a.re.length / count;
  return Array.from({ length: count }, (_, i) => Array.from({ length: count }, (_b, j) => fidelity(a, i, b, j, size)));
}
