import { checkNumber } from "../core/check";
import { ArgumentError, ShapeError } from "../core/errors";

/** One weighted Pauli string: `paulis` has one of I X Y Z a qubit, wire 0 first. */
export interface PauliTerm {
  readonly coefficient: number;
  readonly paulis: string;
}

/** A Hermitian observable as a weighted sum of Pauli strings, O = Σ_k c_k P_k. */
export interface Observable {
  readonly nQubits: number;
  readonly terms: readonly PauliTerm[];
}

/**
 * An observable from weighted Pauli strings, O = Σ_k c_k P_k.
 *
 * @throws ArgumentError for letters other than I X Y Z, no term, or a weight that is not finite; ShapeError when the strings differ in length
 * @example
 * ```ts
 * const energy = observable([{ coefficient: 0.5, paulis: "ZZ" }, { coefficient: -1, paulis: "XI" }]);
 * ```
 */
export function observable(terms: readonly PauliTerm[]): Observable {
  const nQubits = terms[0]?.paulis.length ?? 0;
  for (const { coefficient, paulis } of terms) {
    checkNumber("observable", "coefficient", coefficient);
    if (!/^[IXYZ]+$/.test(paulis))
      throw new ArgumentError(`observable: "${paulis}" is not a Pauli string; use the letters I X Y Z, one a qubit, as in ZIII`, {
        paulis,
      });
    if (paulis.length !== nQubits)
      throw new ShapeError(`observable: "${paulis}" acts on ${paulis.length} qubits, the first string on ${nQubits}; use one length`, {
        paulis,
      });
  }
  if (terms.length === 0) throw new ArgumentError("observable: no Pauli string given; pass at least one, such as ZIII");
  return { nQubits, terms };
}

const TERM = /^([+-]?)(?:((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\*)?([IXYZ]+)/i;

/**
 * Reads `"0.5*ZZII+XIII"`: strings joined by + or −, each with an optional weight before `*`; leftmost letter = wire 0.
 *
 * @throws ArgumentError when the text does not have that form; ShapeError when the strings differ in length
 * @example
 * ```ts
 * const energy = parseObservable("0.5*ZZ - XI");
 * ```
 */
export function parseObservable(text: string): Observable {
  const terms: PauliTerm[] = [];
  let rest = text.replace(/\s+/g, "");
  while (rest.length > 0) {
    const match = TERM.exec(rest);
    if (!match || (terms.length > 0 && match[1] === ""))
      throw new ArgumentError(`parseObservable: cannot read "${rest}" of "${text}"; write it as 0.5*ZZII+XIII`, { text });
    const sign = match[1] === "-" ? -1 : 1;
    terms.push({ coefficient: sign * Number(match[2] ?? 1), paulis: match[3]!.toUpperCase() });
    rest = rest.slice(match[0].length);
  }
  return observable(terms);
}

/**
 * Pauli `pauli` on one wire, identity elsewhere.
 *
 * @throws ArgumentError when the wire is not among the qubits
 * @example
 * ```ts
 * const z1 = pauliOn("Z", 1, 3); // IZI
 * ```
 */
export function pauliOn(pauli: "X" | "Y" | "Z", wire: number, nQubits: number): Observable {
  const paulis = Array.from({ length: nQubits }, (_, i) => (i === wire ? pauli : "I")).join("");
  if (!paulis.includes(pauli)) throw new ArgumentError(`pauliOn: wire ${wire} is not among ${nQubits} qubits`, { wire, nQubits });
  return observable([{ coefficient: 1, paulis }]);
}

/**
 * Z_0 … Z_{n−1}: the readout of the embeddings.
 * @example
 * ```ts
 * const values = expval(circuit(2).x(0), allZ(2)); // [−1, 1]
 * ```
 */
export const allZ = (nQubits: number): Observable[] => Array.from({ length: nQubits }, (_, wire) => pauliOn("Z", wire, nQubits));
