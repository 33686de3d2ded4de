import type { Observable } from "../../circuit/observable";
import { pauliMask, parity } from "../pauliMask";
import type { Frame } from "./frame";

/** A Pauli string on stored components: ⟨P⟩ = factor · (Σ₊ a·b − Σ₋ a·b) over pairs of components. */
export interface StoredPauli {
  readonly factor: 1 | 2;
  /** Pairs, those with a positive sign first. */
  readonly pairs: Int32Array;
  readonly nPositive: number;
}

/** Observables as the distinct Pauli strings in them and value_k = Σ coefficient · ⟨string⟩. */
export interface Readout {
  readonly strings: readonly string[];
  readonly sums: readonly (readonly { readonly string: number; readonly coefficient: number }[])[];
}

export function readoutOf(observables: readonly Observable[]): Readout {
  const strings: string[] = [];
  const sums = observables.map(({ terms }) => {
    const coefficients = new Map<number, number>();
    for (const { paulis, coefficient } of terms) {
      let index = strings.indexOf(paulis);
      if (index < 0) index = strings.push(paulis) - 1;
      coefficients.set(index, (coefficients.get(index) ?? 0) + coefficient);
    }
    return [...coefficients].map(([string, coefficient]) => ({ string, coefficient }));
  });
  return { strings, sums };
}

/** Σ_c sign_c x_c x_partner(c) over logical components, each unordered pair once. */
export function storedPauli(paulis: string, { place, sign, nQubits }: Frame): StoredPauli {
  const { flip, sign: signMask, nY } = pauliMask(paulis);
  const positive: number[] = [];
  const negative: number[] = [];
  for (let k = 0; k < 1 << nQubits; k++)
    for (let part = 0; part < 2; part++) {
      const c = 2 * k + part;
      // i^nY takes Re to Re or Im and may change the sign
      const turned = nY % 2 === 1;
      const d = 2 * (k ^ flip) + (turned ? 1 - part : part);
      if (d < c) continue;
      const power = nY % 4;
      const phase = power === 0 ? 1 : power === 2 ? -1 : (power === 1) === (part === 0) ? 1 : -1;
      const total = parity(k & signMask) * phase * sign[c]! * sign[d]!;
      (total > 0 ? positive : negative).push(place[c]!, place[d]!);
    }
  return { factor: flip === 0 ? 1 : 2, pairs: Int32Array.from([...positive, ...negative]), nPositive: positive.length / 2 };
}
