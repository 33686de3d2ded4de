import { forEachBase, localOffsets, type UnitaryGate } from "./elementary";
import type { Frame } from "./frame";
import type { StoredUnitary } from "./schedule";

/**
 * A constant unitary as real maps of stored components, [[Re, −Im], [Im, Re]] entry by entry with the frame's signs folded in;
 * groups with equal signs share one map. Wires that the matrix leaves alone (controls) leave their groups out.
 */
export function storedUnitary({ wires, matrix }: UnitaryGate, frame: Frame): StoredUnitary[] {
  const skipped = matrix.size === 4 ? 0 : matrix.size - 4;
  const offsets = localOffsets(wires, frame.nQubits).slice(2 * skipped);
  const blocks = new Map<string, { matrix: Float64Array; groups: number[] }>();
  forEachBase(wires, frame.nQubits, (base) => {
    const signs = Array.from(offsets, (offset) => frame.sign[base + offset]!);
    const key = signs.join();
    if (!blocks.has(key)) blocks.set(key, { matrix: realForm(matrix, skipped, signs), groups: [] });
    blocks.get(key)!.groups.push(...Array.from(offsets, (offset) => frame.place[base + offset]!));
  });
  return [...blocks.values()].map((block) => ({ matrix: block.matrix, groups: Int32Array.from(block.groups) }));
}

function realForm(matrix: UnitaryGate["matrix"], skipped: number, signs: readonly number[]): Float64Array {
  const real = new Float64Array(64);
  for (let r = 0; r < 8; r++)
    for (let c = 0; c < 8; c++) {
      const entry = ((r >> 1) + skipped) * matrix.size + (c >> 1) + skipped;
      const sameKind = (r & 1) === (c & 1);
      const value = sameKind ? matrix.re[entry]! : r & 1 ? matrix.im[entry]! : -matrix.im[entry]!;
      real[8 * r + c] = signs[r]! * signs[c]! * value;
    }
  return real;
}
