import type { StoredRotation } from "./storedRotation";

/** Groups of 2^k components on which k commuting rotations act in registers; entry j of a group has bit i set after rotation i's turn. */
export interface Hypercubes {
  /** Components, 2^k a group; only the real parts when `isDouble`. */
  readonly groups: Int32Array;
  /** True when every group of real parts has its twin of imaginary parts right behind (component + 1). */
  readonly isDouble: boolean;
}

/** The groups of the rotations (at most three), or null when they do not act alike on one set of components. */
export function hypercubes(rotations: readonly StoredRotation[]): Hypercubes | null {
  const size = rotations[0]!.partner.length;
  const seen = new Uint8Array(size);
  const groups: number[] = [];
  for (let c = 0; c < size; c++) {
    const covered = rotations.filter(({ role }) => role[c] !== 0).length;
    if (covered === 0 || seen[c]) continue;
    if (covered !== rotations.length) return null;
    const cube = cubeAt(rotations, c);
    if (!cube) return null;
    for (const component of cube) seen[component] = 1;
    groups.push(...cube);
  }
  return pairUp(groups, 1 << rotations.length);
}

function cubeAt(rotations: readonly StoredRotation[], start: number): number[] | null {
  let base = start;
  for (const { partner, role } of rotations) if (role[base] === -1) base = partner[base]!;
  const cube = [base];
  for (const { partner } of rotations) cube.push(...cube.map((c) => partner[c]!));
  if (cube.some((c) => c < 0) || new Set(cube).size !== cube.length) return null;
  for (let j = 0; j < cube.length; j++)
    for (let i = 0; i < rotations.length; i++) {
      const { partner, role } = rotations[i]!;
      if (role[cube[j]!] !== ((j >> i) & 1 ? -1 : 1) || partner[cube[j]!] !== cube[j ^ (1 << i)]) return null;
    }
  return cube;
}

function pairUp(groups: readonly number[], width: number): Hypercubes {
  const starts = new Map<number, number>();
  for (let g = 0; g < groups.length; g += width) starts.set(groups[g]!, g);
  const doubled: number[] = [];
  for (let g = 0; g < groups.length; g += width) {
    const twin = starts.get(groups[g]! + 1);
    const isReal = groups[g]! % 2 === 0;
    if (!isReal) continue;
    for (let j = 0; j < width; j++) {
      if (groups[g + j]! % 2 !== 0 || twin === undefined || groups[twin + j] !== groups[g + j]! + 1)
        return { groups: Int32Array.from(groups), isDouble: false };
      doubled.push(groups[g + j]!);
    }
  }
  const isDouble = 2 * doubled.length === groups.length;
  return { groups: Int32Array.from(isDouble ? doubled : groups), isDouble };
}
