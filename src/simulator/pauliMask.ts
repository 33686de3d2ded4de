/**
 * A Pauli string as bit masks: P|k⟩ = i^nY · (−1)^popcount(k & sign) |k ⊕ flip⟩, wire 0 the most significant bit.
 */
export interface PauliMask {
  /** Bits of X and Y. */
  readonly flip: number;
  /** Bits of Y and Z. */
  readonly sign: number;
  readonly nY: number;
}

/** The masks of a string of I X Y Z, one letter a qubit, wire 0 first. */
export function pauliMask(paulis: string): PauliMask {
  let [flip, sign, nY] = [0, 0, 0];
  for (const letter of paulis) {
    flip = 2 * flip + (letter === "X" || letter === "Y" ? 1 : 0);
    sign = 2 * sign + (letter === "Y" || letter === "Z" ? 1 : 0);
    nY += letter === "Y" ? 1 : 0;
  }
  return { flip, sign, nY };
}

/** −1 to the number of ones in `bits`. */
export function parity(bits: number): 1 | -1 {
  let folded = bits ^ (bits >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  return (0x6996 >>> (folded & 15)) & 1 ? -1 : 1;
}
