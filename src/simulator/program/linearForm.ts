import { isSlot, type Angle } from "../../circuit/parameter";

/** The angle Σ scale · θ[column] + offset; columns count the per-row parameters first, then the shared ones. */
export interface LinearForm {
  readonly terms: readonly { readonly column: number; readonly scale: number }[];
  readonly offset: number;
}

export const constantForm = (offset: number): LinearForm => ({ terms: [], offset });

/** factor · angle. */
export function linearForm(angle: Angle, factor: number, columnOf: (name: string) => number): LinearForm {
  if (!isSlot(angle)) return constantForm(factor * angle);
  return { terms: [{ column: columnOf(angle.name), scale: factor * angle.scale }], offset: factor * angle.offset };
}

/** a + sign · b, equal columns joined. */
export function addForms(a: LinearForm, b: LinearForm, sign: 1 | -1): LinearForm {
  const scales = new Map(a.terms.map(({ column, scale }) => [column, scale]));
  for (const { column, scale } of b.terms) scales.set(column, (scales.get(column) ?? 0) + sign * scale);
  const terms = [...scales].filter(([, scale]) => scale !== 0).map(([column, scale]) => ({ column, scale }));
  return { terms, offset: a.offset + sign * b.offset };
}

/** The number of quarter turns of a constant form that is a multiple of π/2, else null. */
export function quarterTurns(form: LinearForm): number | null {
  if (form.terms.length > 0) return null;
  const turns = Math.round(form.offset / (Math.PI / 2));
  return Math.abs(form.offset - turns * (Math.PI / 2)) < 1e-13 * Math.max(1, Math.abs(turns)) ? ((turns % 4) + 4) % 4 : null;
}
