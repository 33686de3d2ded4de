import { forEachBase, localOffsets, type RotationGate } from "./elementary";
import type { Frame } from "./frame";
import { addForms, type LinearForm } from "./linearForm";

/**
 * A rotation on the stored components: c turns with `partner[c]` (−1: stays); `role[c]` is 1 for the first of its pair (a ← cos a − sin b),
 * −1 for the second. As a matrix its generator takes e_c to role[c] · e_partner[c].
 */
export interface StoredRotation {
  readonly partner: Int32Array;
  readonly role: Int8Array;
  readonly angle: LinearForm;
  /** True when every pair is the real and imaginary part of one amplitude. */
  readonly isDiagonal: boolean;
}

/** The rotation as it acts on memory: a negative relative sign of a pair swaps the roles. */
export function storedRotation(gate: RotationGate, frame: Frame): StoredRotation {
  const partner = new Int32Array(frame.place.length).fill(-1);
  const role = new Int8Array(frame.place.length);
  const offsets = localOffsets(gate.wires, frame.nQubits);
  let isDiagonal = true;
  forEachBase(gate.wires, frame.nQubits, (base) => {
    for (const [a, b] of gate.pairs) {
      const [first, second] = [base + offsets[a]!, base + offsets[b]!];
      const [p, q] = [frame.place[first]!, frame.place[second]!];
      const sign = frame.sign[first]! * frame.sign[second]!;
      partner[p] = q;
      partner[q] = p;
      role[p] = sign;
      role[q] = -sign;
      if (p >> 1 !== q >> 1) isDiagonal = false;
    }
  });
  return { partner, role, angle: gate.angle, isDiagonal };
}

/** True when the two rotations commute at all angles: their generators commute. */
export function commute(a: StoredRotation, b: StoredRotation): boolean {
  if (a.isDiagonal && b.isDiagonal) return true;
  for (let c = 0; c < a.partner.length; c++) {
    const viaA = a.partner[c]! < 0 ? -1 : b.partner[a.partner[c]!]!;
    const viaB = b.partner[c]! < 0 ? -1 : a.partner[b.partner[c]!]!;
    if (viaA !== viaB) return false;
    if (viaA >= 0 && a.role[c]! * b.role[a.partner[c]!]! !== b.role[c]! * a.role[b.partner[c]!]!) return false;
  }
  return true;
}

/** The two rotations as one when they turn the same planes (each the same way, or each the other way), else null. */
export function mergeRotations(a: StoredRotation, b: StoredRotation): StoredRotation | null {
  let sign = 0;
  for (let c = 0; c < a.partner.length; c++) {
    if (a.partner[c] !== b.partner[c]) return null;
    if (a.role[c] === 0) continue;
    const relative = a.role[c]! * b.role[c]!;
    if (sign !== 0 && relative !== sign) return null;
    sign = relative;
  }
  return { ...a, angle: addForms(a.angle, b.angle, sign < 0 ? -1 : 1) };
}
