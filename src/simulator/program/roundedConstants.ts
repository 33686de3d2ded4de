import type { Program } from "../program";
import type { Grid } from "./grid";

/** Cosine and sine of a constant angle as float32 numbers. */
export type RoundedAngle = readonly [cos: number, sin: number];

/** The float32 numbers next to x, x itself in the middle. */
function neighbours(x: number): number[] {
  const nearest = Math.fround(x);
  if (Math.abs(x) < 1e-6) return [nearest];
  const ulp = 2 ** (Math.floor(Math.log2(Math.abs(x))) - 23);
  return [-2, -1, 0, 1, 2].map((step) => Math.fround(nearest + step * ulp));
}

/** What the products of phases of a diagonal change beyond the phases themselves: ln of the mean square of the amplitudes' factors. */
function diagonalStretch(grid: Grid, own: readonly RoundedAngle[]): number {
  const leaves = [grid.rows, grid.columns].map((tree) => {
    const nodes: [number, number][] = [[1, 0]];
    for (let i = 1; i < tree.parent.length; i++) {
      const [x, y] = nodes[tree.parent[i]!]!;
      const [c, s] = own[tree.vectors[tree.level[i]!]!]!;
      nodes.push(tree.sign[i] === 0 ? [x, y] : multiplied(x, y, c, tree.sign[i]! * s));
    }
    return nodes.slice(tree.firstLeaf);
  });
  let square = 0;
  for (const [row, column] of grid.cells) {
    const [x, y] = multiplied(...leaves[0]![row]!, ...leaves[1]![column]!);
    square += x * x + y * y - 1;
  }
  const counted = own.reduce((sum, rounded) => sum + plain(...rounded).stretch, 0);
  return Math.log1p(square / grid.cells.length) - counted;
}

/** The product of complex numbers as the kernels round it. */
function multiplied(x: number, y: number, a: number, b: number): [number, number] {
  const { fround } = Math;
  return [fround(fround(x * a) - fround(y * b)), fround(fround(x * b) + fround(y * a))];
}

/**
 * What one rounding does to the length of the state (ln of the factor of its square), the angle that it really turns by, and the factors
 * that amplitudes are multiplied with.
 */
interface Effect {
  readonly stretch: number;
  readonly turned: number;
  readonly factors: readonly number[];
}

/** True next to a power of two: such a factor moves every product by one rounding in the same direction, which the power itself does not. */
function isSkewed(factor: number): boolean {
  const power = 2 ** Math.round(Math.log2(Math.abs(factor)));
  return Math.abs(factor) !== power && Math.abs(Math.abs(factor) / power - 1) < 4e-7;
}

/** A rotation as the kernels do it: cosine and sine, or the tangent with the cosine in the scale that the last one of a pass takes over. */
type Form = (cos: number, sin: number) => Effect;

const plain: Form = (cos, sin) => ({
  stretch: Math.log1p(cos * cos + sin * sin - 1),
  turned: Math.atan2(sin, cos),
  factors: [cos, sin],
});

const tangent: Form = (cos, sin) => {
  const t = Math.fround(sin / cos);
  return { stretch: Math.log1p((1 + t * t) * cos * cos - 1), turned: Math.atan2(t * cos, cos), factors: [t] };
};

/** The last of a pass: both numbers times the product of the cosines before it, itself rounded to `scale`. */
const scaledBy =
  (scale: number, product: number): Form =>
  (cos, sin) => {
    const factors = [Math.fround(cos * scale), Math.fround(sin * scale)];
    return { ...plain(factors[0]! / product, factors[1]! / product), factors };
  };

/** Rounds the constants of a program one after another; what one leaves over, the next ones make good. */
class Rounding {
  private stretch = 0;
  /** What equal angles have turned too far, by angle. */
  private readonly turned = new Map<number, number>();
  private count = 0;

  /** Counts a further change of length. */
  add(stretch: number): void {
    this.stretch += stretch;
  }

  round(angle: number, form: Form): RoundedAngle {
    // the golden ratio's multiples fill [0, 1) evenly: equal gates must not fall into one pattern
    const spread = (((++this.count * 0.6180339887498949) % 1) - 0.5) * 6e-8;
    const behind = this.turned.get(angle) ?? 0;
    let best: { cost: number; rounded: RoundedAngle; stretch: number; turned: number } | null = null;
    for (const cos of neighbours(Math.cos(angle)))
      for (const sin of neighbours(Math.sin(angle))) {
        const effect = form(cos, sin);
        const stretch = this.stretch + effect.stretch;
        const excess = effect.turned - angle;
        const turned = behind + excess - 2 * Math.PI * Math.round(excess / (2 * Math.PI));
        const skew = effect.factors.some(isSkewed) ? 1e-5 : 0;
        const cost = Math.abs(stretch + spread) + 0.5 * Math.abs(turned - spread) + skew;
        if (!best || cost < best.cost) best = { cost, rounded: [cos, sin], stretch, turned };
      }
    this.stretch = best!.stretch;
    this.turned.set(angle, best!.turned);
    return best!.rounded;
  }
}

/**
 * Float32 cosines and sines of the constant angles of a program, by index. Always to the nearest, thousands of equal gates would change
 * the length of the state by thousands of equal errors; here every rounding counts what the kernel makes of it (tangents, products of
 * cosines), and the next one is chosen to make good what is left over, of the length and of the angle of equal gates.
 */
export function roundedConstants({ angles, passes }: Pick<Program, "angles" | "passes">): Map<number, RoundedAngle> {
  const rounding = new Rounding();
  const rounded = new Map<number, RoundedAngle>();
  const round = (index: number, form: Form): RoundedAngle | null => {
    const { terms, offset } = angles[index]!;
    if (terms.length > 0) return null;
    if (!rounded.has(index)) rounded.set(index, rounding.round(offset, form));
    return rounded.get(index)!;
  };
  for (const pass of passes) {
    if (pass.kind === "unitary") continue;
    if (pass.kind === "diagonal") {
      const own = pass.angles.map((index) => round(index, plain));
      if (own.every((each) => each !== null)) rounding.add(diagonalStretch(pass.grid, own));
      continue;
    }
    // the product of the cosines before the last rotation as the kernel rounds it, and exactly; as far as it is known
    let [scale, product] = [1, 1];
    pass.angles.forEach((index, i) => {
      const isLast = i === pass.angles.length - 1;
      const own = round(index, !isLast ? tangent : Number.isNaN(scale) ? plain : scaledBy(scale, product));
      [scale, product] = own ? [Math.fround(scale * own[0]), product * own[0]] : [NaN, NaN];
    });
  }
  angles.forEach((_, index) => round(index, plain));
  return rounded;
}
