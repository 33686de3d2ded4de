import type { StoredRotation } from "./storedRotation";

/** Groups of 2^k components on which k commuting rotations act in registers; entry j of a group has bit i set after rotation i's turn. */
export interface Hypercubes {
  /** Components, 2^k a group; only the real parts when `isDouble`. */
  readonly groups: Int32Array;
  /** True when every group of real parts has its twin of imaginary parts right behind (component + 1). */
  readonly isDouble: boolean;
  /** True for two rotations whose second pair turns the other way, as those by X do: in a group (0, 1) and (3, 2), (0, 2) and (3, 1). */
  readonly isTwisted: boolean;
}

/** The sign of a rotation's role at entry j of a group: bit i for rotation i, or all bits together. */
type Orientation = (j: number, i: number) => 1 | -1;

const straight: Orientation = (j, i) => ((j >> i) & 1 ? -1 : 1);
const twisted: Orientation = (j) => (j === 0 || j === 3 ? 1 : -1);

/** The groups of the rotations (at most three), or null when they do not act alike on one set of components. */
export function hypercubes(rotations: readonly StoredRotation[]): Hypercubes | null {
  const groups = cubes(rotations, straight);
  if (groups) return { ...pairUp(groups, 1 << rotations.length), isTwisted: false };
  const crossed = rotations.length === 2 ? cubes(rotations, twisted) : null;
  return crossed && { groups: Int32Array.from(crossed), isDouble: false, isTwisted: true };
}

function cubes(rotations: readonly StoredRotation[], orientation: Orientation): number[] | null {
  const size = rotations[0]!.partner.length;
  const seen = new Uint8Array(size);
  const groups: number[] = [];
  for (let c = 0; c < size; c++) {
    const covered = rotations.filter(({ role }) => role[c] !== 0).length;
    if (covered === 0 || seen[c]) continue;
    if (covered !== rotations.length) return null;
    const cube = cubeAt(rotations, c, orientation);
    if (!cube) return null;
    for (const component of cube) seen[component] = 1;
    groups.push(...cube);
  }
  return groups;
}

function cubeAt(rotations: readonly StoredRotation[], start: number, orientation: Orientation): number[] | null {
  let base = start;
  for (const { partner, role } of rotations) if (role[base] === -1) base = partner[base]!;
  const cube = [base];
  for (const { partner } of rotations) cube.push(...cube.map((c) => partner[c]!));
  if (cube.some((c) => c < 0) || new Set(cube).size !== cube.length) return null;
  for (let j = 0; j < cube.length; j++)
    for (let i = 0; i < rotations.length; i++) {
      const { partner, role } = rotations[i]!;
      if (role[cube[j]!] !== orientation(j, i) || partner[cube[j]!] !== cube[j ^ (1 << i)]) return null;
    }
  return cube;
}

function pairUp(groups: readonly number[], width: number): Pick<Hypercubes, "groups" | "isDouble"> {
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
