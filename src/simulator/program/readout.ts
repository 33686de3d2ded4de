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

/** Minus the sign of a string of Z and I on each stored amplitude (so that |0⟩ comes first in a grid); null for other strings. */
export function diagonalSigns(paulis: string, { place, nQubits }: Frame): Int8Array | null {
  const { flip, sign } = pauliMask(paulis);
  if (flip !== 0) return null;
  const signs = new Int8Array(1 << nQubits);
  for (let k = 0; k < signs.length; k++) signs[place[2 * k]! >> 1] = -parity(k & sign);
  return signs;
}

/** `diagonalSigns` of Z on each wire. */
export function singleQubitSigns(frame: Frame): Int8Array[] {
  const wires = Array.from({ length: frame.nQubits }, (_, wire) => wire);
  return wires.map((wire) => diagonalSigns(wires.map((other) => (other === wire ? "Z" : "I")).join(""), frame)!);
}

/**
 * Amplitudes that strings exchange, as groups [a, P₀a], [a, P₀a, P₁a, P₀P₁a], … of components 2k with their twins behind; null
 * when a sign is negative or the strings do not act on whole amplitudes.
 */
export function flipGroups(strings: readonly StoredPauli[]): Int32Array | null {
  const partners = strings.map((string) => wholeAmplitudes(string));
  const size = partners.includes(null) ? 0 : partners[0]!.length;
  if (size === 0) return null;
  const seen = new Uint8Array(size);
  const groups: number[] = [];
  for (let a = 0; a < size; a += 2) {
    if (seen[a]) continue;
    const cube = [a];
    for (const partner of partners) {
      cube.push(...cube.map((c) => partner![c]!));
    }
    const isCube = cube.every((c, j) => partners.every((partner, i) => partner![c] === cube[j ^ (1 << i)]));
    if (new Set(cube).size !== cube.length || !isCube) return null;
    for (const c of cube) seen[c] = 1;
    groups.push(...cube);
  }
  return Int32Array.from(groups);
}

function wholeAmplitudes({ pairs, nPositive, factor }: StoredPauli): Int32Array | null {
  if (factor === 1 || 2 * nPositive !== pairs.length) return null;
  const partner = new Int32Array(pairs.length);
  for (let i = 0; i < pairs.length; i += 2) {
    partner[pairs[i]!] = pairs[i + 1]!;
    partner[pairs[i + 1]!] = pairs[i]!;
  }
  for (let c = 0; c < partner.length; c += 2) if (partner[c]! % 2 !== 0 || partner[c + 1] !== partner[c]! + 1) return null;
  return partner;
}

/** −P. */
export const negated = ({ factor, pairs, nPositive }: StoredPauli): StoredPauli => ({
  factor,
  pairs: Int32Array.from([...pairs.subarray(2 * nPositive), ...pairs.subarray(0, 2 * nPositive)]),
  nPositive: pairs.length / 2 - nPositive,
});
