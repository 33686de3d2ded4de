import { COMPLEX, VECTOR, type Assembler } from "./assembler";
import { after, type Place, type Word } from "./image";

const FACTOR = 4 * VECTOR;

/** Instructions of the product start, and (to be called last) those of its gradients. */
export function encodeProduct(asm: Assembler, state: Place): () => void {
  const { program, builder } = asm;
  const { factors, nQubits, globalPhase } = program;
  const root: Word[] = [{ float: Math.cos(globalPhase) }, { float: Math.sin(globalPhase) }];
  if (factors.every(({ start, turns }) => start === null && turns.length === 0)) {
    asm.emit("basisState", state, asm.stateBytes, builder.list(root));
    return () => undefined;
  }
  const places = builder.space(FACTOR * nQubits);
  const lambdas = builder.space(FACTOR * nQubits);
  const component = (base: Place, wire: number, c: number): Place => after(base, FACTOR * wire + VECTOR * c);
  const lanes = (value: number): Word[] => new Array<Word>(4).fill({ float: value });
  const zero = builder.list([...lanes(1), ...lanes(0), ...lanes(0)]);

  const starts = factors.map(({ start }) => ({ second: VECTOR * (start?.second ?? 1), co: start ? asm.coefficient(start.angle) : zero }));
  asm.emit("startFactors", ...asm.span(starts.flatMap(({ second, co }, wire): Word[] => [component(places, wire, 0), second, co])));
  const turns = factors.flatMap(({ turns }, wire) =>
    turns.flatMap(({ a, b, angle }): Word[] => [
      ...[component(places, wire, a), component(places, wire, b)],
      ...[component(lambdas, wire, a), component(lambdas, wire, b), asm.coefficient(angle)],
    ]),
  );
  const turnSpan = asm.span(turns);
  if (turns.length > 0) asm.emit("turnPairs", ...turnSpan);

  const half = nQubits >> 1;
  const table = (wires: number[], phase: Word[]) => {
    const bytes = COMPLEX << wires.length;
    const nodes = builder.space(2 * bytes);
    const list = builder.list([...wires].reverse().map((wire) => component(places, wire, 0)));
    asm.emit("factorTable", nodes, list, wires.length, builder.list(phase));
    const leaves = after(nodes, bytes - COMPLEX);
    return { nodes, list, levels: wires.length, leaves, end: after(leaves, bytes), bytes };
  };
  const wires = factors.map((_, wire) => wire);
  const rows = table(wires.slice(0, half), root);
  const columns = table(wires.slice(half), [{ float: 1 }, { float: 0 }]);
  asm.emit("product", state, rows.leaves, rows.end, columns.leaves, columns.end);

  return () => {
    const lams = [rows, columns].map(({ bytes }) => builder.space(2 * bytes));
    const leaves = [rows, columns].map(({ bytes }, i) => after(lams[i]!, bytes - COMPLEX));
    asm.emit("productBack", asm.lambda, rows.leaves, rows.end, columns.leaves, columns.end, ...leaves);
    const delta = lambdas.offset - places.offset;
    [rows, columns].forEach(({ nodes, list, levels }, i) => asm.emit("factorTableBack", nodes, lams[i]!, list, levels, delta));
    if (turns.length > 0) asm.emit("unturnPairs", ...turnSpan);
    const finishes = starts.map(({ second, co }, wire): Word[] => [component(lambdas, wire, 0), second, co]);
    asm.emit("finishFactors", ...asm.span(finishes.filter((_, wire) => factors[wire]!.start !== null).flat()));
  };
}
