import { commute, mergeRotations, type StoredRotation } from "./storedRotation";

/** Constant real maps on groups of eight components, one block a sign pattern of the frame. */
export interface StoredUnitary {
  /** Row-major 8×8, applied to the eight components of each group. */
  readonly matrix: Float64Array;
  readonly groups: Int32Array;
}

/** Rotations that commute with one another, or one constant unitary. */
export type Layer =
  | { readonly kind: "rotations"; readonly isDiagonal: boolean; readonly rotations: StoredRotation[] }
  | { readonly kind: "unitary"; readonly blocks: readonly StoredUnitary[] };

/** How many layers a rotation looks back over for a place; bounds the time to compile a long circuit. */
const LOOK_BACK = 48;

/** Puts a rotation into the earliest layer of its kind that it can reach by commuting, or a new one there. */
export function placeRotation(layers: Layer[], rotation: StoredRotation): void {
  let earliest = layers.length;
  const first = Math.max(0, layers.length - LOOK_BACK);
  while (earliest > first) {
    const layer = layers[earliest - 1]!;
    if (layer.kind === "unitary") break;
    if (layer.rotations.some((other) => !commute(other, rotation))) break;
    earliest--;
  }
  for (let i = earliest; i < layers.length; i++) {
    const layer = layers[i]!;
    if (layer.kind !== "rotations" || layer.isDiagonal !== rotation.isDiagonal) continue;
    if (!mergeInto(layer.rotations, rotation)) layer.rotations.push(rotation);
    return;
  }
  layers.splice(earliest, 0, { kind: "rotations", isDiagonal: rotation.isDiagonal, rotations: [rotation] });
}

function mergeInto(rotations: StoredRotation[], rotation: StoredRotation): boolean {
  for (let i = 0; i < rotations.length; i++) {
    const merged = mergeRotations(rotations[i]!, rotation);
    if (!merged) continue;
    rotations[i] = merged;
    return true;
  }
  return false;
}
