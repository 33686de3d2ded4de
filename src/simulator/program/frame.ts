import { forEachBase, localOffsets, type MonomialGate } from "./elementary";

/**
 * Where the components of the logical state stand in memory: component c is `sign[c]` times the stored component `place[c]`.
 * Permutations and powers of i are absorbed here, so that they cost nothing at run time.
 */
export interface Frame {
  readonly nQubits: number;
  readonly place: Int32Array;
  readonly sign: Int8Array;
}

export function identityFrame(nQubits: number): Frame {
  const place = Int32Array.from({ length: 2 << nQubits }, (_, c) => c);
  return { nQubits, place, sign: new Int8Array(place.length).fill(1) };
}

/** The frame after a monomial gate. */
export function moveFrame(frame: Frame, gate: MonomialGate): Frame {
  const place = frame.place.slice();
  const sign = frame.sign.slice();
  const offsets = localOffsets(gate.wires, frame.nQubits);
  forEachBase(gate.wires, frame.nQubits, (base) => {
    for (let c = 0; c < offsets.length; c++) {
      const [from, to] = [base + offsets[c]!, base + offsets[gate.to[c]!]!];
      place[to] = frame.place[from]!;
      sign[to] = frame.sign[from]! * gate.sign[c]!;
    }
  });
  return { nQubits: frame.nQubits, place, sign };
}
