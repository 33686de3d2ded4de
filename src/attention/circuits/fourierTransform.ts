import { circuit, type Circuit } from "../../circuit/circuit";

/**
 * The quantum Fourier transform: |t⟩ to Σ_k e^{2πikt/2^n} |k⟩/√(2^n), wire 0 the most significant bit of t and of k.
 *
 * n(n+1)/2 gates H and CP, then ⌊n/2⌋ SWAPs. Source: Nielsen & Chuang, section 5.1.
 *
 * @throws ArgumentError when `nQubits` is not an integer from 1 to 63
 * @example
 * ```ts
 * const { re } = statevector(circuit(2).x(1).compose(fourierTransform(2))); // ½(1, i, −1, −i): re is ½, 0, −½, 0
 * ```
 */
export function fourierTransform(nQubits: number): Circuit {
  let result = circuit(nQubits);
  for (let q = 0; q < nQubits; q++) {
    result = result.h(q);
    for (let other = q + 1; other < nQubits; other++) result = result.cp(Math.PI / 2 ** (other - q), other, q);
  }
  for (let q = 0; q < nQubits - 1 - q; q++) result = result.swap(q, nQubits - 1 - q);
  return result;
}
