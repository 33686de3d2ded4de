import { ditherFactors } from "../program/dither";
import type { LinearForm } from "../program/linearForm";
import type { Assembler } from "./assembler";
import { VECTOR } from "./assembler";
import { after, doubleWords, type Place, type Word } from "./image";

/** Places of the shared parameters: their values, and the gradients summed over a block of rows. */
export interface SharedPlaces {
  readonly values: Place;
  readonly gradients: Place;
}

/** True when float32 loses nothing, or one rounding at most: no offset, and powers of two as scales. */
const isEasy = ({ terms, offset }: LinearForm): boolean =>
  offset === 0 && terms.every(({ scale }) => Number.isInteger(Math.log2(Math.abs(scale))));

/** Parameters into vectors, sums of several, then cosines and sines: once a block where all rows agree, else once a chunk. */
export function encodeParameters(asm: Assembler): SharedPlaces {
  const { nPerRow, nShared, builder, program } = asm;
  const shared = { values: builder.space(4 * nShared), gradients: builder.space(VECTOR * nShared) };
  const parameters = builder.space(VECTOR * (nPerRow + nShared));
  const parameter = (column: number): Place => after(parameters, VECTOR * column);
  if (nPerRow > 0) asm.emit("loadRows", asm.stream("perRow", nPerRow, true), nPerRow, parameters, asm.check);
  if (nShared > 0) {
    asm.emitAt("before", "splatRow", shared.values, nShared, parameter(nPerRow));
    asm.emitAt("before", "clear", shared.gradients, VECTOR * nShared);
  }
  const factors = asm.isDouble ? null : ditherFactors(program);
  for (const moment of ["before", "chunk"] as const) {
    const [entries, precise]: [Word[], Word[]] = [[], []];
    program.angles.forEach((form, index) => {
      const [first, second] = form.terms;
      if (!first || asm.isShared(form) !== (moment === "before")) return;
      const [coefficient, factor] = [asm.coefficient(index), factors?.get(index)];
      if (asm.isDouble || factor !== undefined || !isEasy(form)) {
        const terms = form.terms.flatMap((term): Word[] => [parameter(term.column), ...doubleWords(term.scale)]);
        precise.push(coefficient, form.terms.length, ...doubleWords(factor ?? 1), ...doubleWords(form.offset), ...terms);
        return;
      }
      const [from, scale] = second ? [builder.space(VECTOR), 1] : [parameter(first.column), first.scale];
      if (second) asm.emitSums(moment, [[from, form.terms.map((term) => [parameter(term.column), term.scale])]]);
      entries.push(from, coefficient, { float: scale }, { float: scale / Math.PI });
    });
    if (precise.length > 0) asm.emitAt(moment, "preciseAngles", ...asm.span(precise));
    // four at a time: the last one again where they do not come out even
    while (entries.length % 16 > 0) entries.push(...entries.slice(-4));
    if (entries.length > 0) asm.emitAt(moment, "angles", ...asm.span(entries));
  }
  return shared;
}

/** Gradients of parameters from those of angles: rows stored for each chunk, shared ones summed over the block. */
export function encodeGradients(asm: Assembler, shared: SharedPlaces): void {
  const { nPerRow, nShared, builder, program } = asm;
  const termsOf = (column: number, ofShared: boolean): [Place, number][] =>
    program.angles.flatMap((form, index) =>
      asm.isShared(form) !== ofShared
        ? []
        : form.terms.filter((term) => term.column === column).map(({ scale }): [Place, number] => [asm.gradientOf(index), scale]),
    );
  if (nPerRow > 0) asm.emitRows(Array.from({ length: nPerRow }, (_, column) => termsOf(column, false)), "gradient"); // prettier-ignore
  for (const moment of ["chunk", "afterwards"] as const) {
    const sums = Array.from({ length: nShared }, (_, i) => termsOf(nPerRow + i, moment === "afterwards"));
    if (sums.every((sum) => sum.length === 0)) continue;
    const to = builder.space(VECTOR * nShared);
    asm.emitSums(moment, sums.map((sum, i) => [after(to, VECTOR * i), sum])); // prettier-ignore
    asm.emitAt(moment, "accumulate", to, after(to, VECTOR * nShared), shared.gradients);
  }
}
