import type { Pass, Program } from "../program";

/** One and the same parameter in more angles than this has each of them rounded in its own way. */
const MAX_USES = 16;

/** Multiples of the powers of the root of x⁴ = x + 1 fill the cube evenly; so do those of every second pass, or every third. */
const STEPS = [0.8191725133961644, 0.6710436067037893, 0.5497004779019701] as const;

const uniform = (index: number, k: 0 | 1 | 2): number => ((index + 1) * STEPS[k]) % 1;

/** Three uniform numbers, nearly normal, about a rounding wide: rounded once more, a number so disturbed is right on average. */
const disturbance = (index: number): number => (uniform(index, 0) + uniform(index, 1) + uniform(index, 2) - 1.5) * 2 ** -23;

/**
 * What the cosines and sines of angles are multiplied with before they are rounded, by angle: for the angles of parameters that occur in many.
 * Thousands of equal angles rounded alike would change the length of the state by thousands of equal errors. Each is disturbed by some
 * 1e-7; and where a pass only uses the product of several, one is made larger and the next as much smaller, so that their product is rounded
 * differently each time.
 */
export function ditherFactors({ angles, passes, factors, turns }: Program): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  for (const { terms } of angles) for (const { column } of terms) uses.set(column, (uses.get(column) ?? 0) + 1);
  const isDithered = (index: number): boolean => angles[index]!.terms.some(({ column }) => uses.get(column)! > MAX_USES);
  const dithered = new Map<number, number>();
  angles.forEach((_, index) => isDithered(index) && dithered.set(index, 1 + disturbance(index)));
  const places = new Map<number, number>();
  const count = (index: number): unknown => places.set(index, (places.get(index) ?? 0) + 1);
  for (const pass of passes) if (pass.kind !== "unitary") pass.angles.forEach(count);
  for (const { start, turns: own } of factors) [...(start ? [start] : []), ...own].forEach(({ angle }) => count(angle));
  for (const turn of turns) if (turn) count(turn.angle);
  for (const pass of passes) {
    if (pass.kind === "unitary" || !usesProduct(pass)) continue;
    const free = pass.angles.filter((index) => dithered.has(index) && places.get(index) === 1);
    for (let i = 0; i + 1 < free.length; i++) {
      const larger = 2 ** (uniform(free[i]!, 0) - 0.5);
      dithered.set(free[i]!, dithered.get(free[i]!)! * larger);
      dithered.set(free[i + 1]!, dithered.get(free[i + 1]!)! / larger);
    }
  }
  return dithered;
}

/** True when every amplitude is multiplied with something of every angle (of tangents nothing else is used): no phase leaves any as it is. */
function usesProduct(pass: Exclude<Pass, { kind: "unitary" }>): boolean {
  return (
    pass.kind === "rotate" || [pass.grid.rows, pass.grid.columns].every(({ sign }) => sign.every((each, node) => node === 0 || each !== 0))
  );
}
