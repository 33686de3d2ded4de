import type { Assembler } from "./assembler";
import { VECTOR } from "./assembler";
import { after, type Place, type Word } from "./image";

/** Places of the shared parameters: their values, and the gradients summed over a block of rows. */
export interface SharedPlaces {
  readonly values: Place;
  readonly gradients: Place;
}

/** Parameters into vectors, sums of several, then cosines and sines: once a block where all rows agree, else once a chunk. */
export function encodeParameters(asm: Assembler): SharedPlaces {
  const { nPerRow, nShared, builder, program } = asm;
  const nSums = program.angles.filter(({ terms }) => terms.length > 1).length;
  const shared = { values: builder.space(4 * nShared), gradients: builder.space(VECTOR * nShared) };
  const parameters = builder.space(VECTOR * (nPerRow + nShared + nSums));
  const parameter = (column: number): Place => after(parameters, VECTOR * column);
  if (nPerRow > 0) asm.emit("loadRows", asm.stream("perRow", nPerRow, true), nPerRow, parameters, asm.check);
  if (nShared > 0) {
    asm.emitAt("before", "splatRow", shared.values, nShared, parameter(nPerRow));
    asm.emitAt("before", "clear", shared.gradients, VECTOR * nShared);
  }
  let nextSum = nPerRow + nShared;
  for (const moment of ["before", "chunk"] as const) {
    const entries: Word[] = [];
    program.angles.forEach((form, index) => {
      const [first, second] = form.terms;
      if (!first || asm.isShared(form) !== (moment === "before")) return;
      let [from, scale] = [parameter(first.column), first.scale];
      if (second) {
        asm.emitSums(moment, [[parameter(nextSum), form.terms.map((term) => [parameter(term.column), term.scale])]]);
        [from, scale] = [parameter(nextSum++), 1];
      }
      entries.push(from, asm.coefficient(index), { float: scale }, { float: form.offset });
    });
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
