import { COMPLEX, VECTOR, type Assembler } from "./assembler";
import { after, type Place, type Word } from "./image";

const FACTOR = 4 * VECTOR;

/** Instructions of the product start, and (to be called last) those of its gradients. */
export function encodeProduct(asm: Assembler, state: Place): () => void {
  const { program, builder } = asm;
  const { factors, nQubits, globalPhase } = program;
  if (factors.every(({ start, turns }) => start === null && turns.length === 0)) {
    asm.emit(
      "basisState",
      state,
      asm.stateBytes,
      builder.list([Math.cos(globalPhase), Math.sin(globalPhase)].flatMap((value) => asm.number(value))),
    );
    return () => undefined;
  }
  const places = builder.space(FACTOR * nQubits);
  const lambdas = builder.space(FACTOR * nQubits);
  const component = (base: Place, wire: number, c: number): Place => after(base, FACTOR * wire + VECTOR * c);
  const zero = asm.constant([1, 0]);

  const starts = factors.map(({ start }) => ({ second: VECTOR * (start?.second ?? 1), co: start ? asm.coefficient(start.angle) : zero }));
  const entries = (wire: number, a: number, b: number, co: Place): Word[] => [
    ...[component(places, wire, a), component(places, wire, b)],
    ...[component(lambdas, wire, a), component(lambdas, wire, b), co],
  ];
  const turns = factors.map(({ turns }, wire) => turns.flatMap(({ a, b, angle }) => entries(wire, a, b, asm.coefficient(angle))));
  // RY, then RZ: the commonest start, in one go
  const isTurned = factors.map(({ start, turns: [first, second, third] }) => {
    const isRz = first?.a === 1 && first.b === 0 && second?.a === 2 && second.b === 3 && first.angle === second.angle;
    return start?.second === 2 && isRz && !third;
  });
  const wires = factors.map((_, wire) => wire);
  const [turned, others] = [wires.filter((wire) => isTurned[wire]), wires.filter((wire) => !isTurned[wire])];
  const turnedEntries = turned.flatMap((wire): Word[] => [component(places, wire, 0), starts[wire]!.co, asm.coefficient(factors[wire]!.turns[0]!.angle)]); // prettier-ignore
  if (turned.length > 0) asm.emit("startTurned", ...asm.span(turnedEntries));
  if (others.length > 0) asm.emit("startFactors", ...asm.span(others.flatMap((wire): Word[] => [component(places, wire, 0), starts[wire]!.second, starts[wire]!.co]))); // prettier-ignore
  const phase = globalPhase === 0 ? [] : [[0, 1], [2, 3]].flatMap(([a, b]) => entries(0, a!, b!, asm.constant([Math.cos(globalPhase), Math.sin(globalPhase)]))); // prettier-ignore
  const forward = [...others.flatMap((wire) => turns[wire]!), ...phase];
  if (forward.length > 0) asm.emit("turnPairs", ...asm.span(forward));

  const half = nQubits >> 1;
  const table = (wires: number[]) => {
    const bytes = COMPLEX << wires.length;
    const nodes = builder.space(2 * bytes);
    const list = builder.list([...wires].reverse().map((wire) => component(places, wire, 0)));
    asm.emit("factorTable", nodes, list, wires.length);
    const leaves = after(nodes, bytes - COMPLEX);
    return { nodes, list, levels: wires.length, leaves, end: after(leaves, bytes), bytes };
  };
  const rows = table(wires.slice(0, half));
  const columns = table(wires.slice(half));
  asm.emit("product", state, rows.leaves, rows.end, columns.leaves, columns.end);

  return () => {
    const lams = [rows, columns].map(({ bytes }) => builder.space(2 * bytes));
    const leaves = [rows, columns].map(({ bytes }, i) => after(lams[i]!, bytes - COMPLEX));
    const delta = lambdas.offset - places.offset;
    if (others.length === 0 && phase.length === 0) {
      const halves = [rows, columns].flatMap(({ nodes, list, levels }, i): Word[] => [nodes, lams[i]!, list, levels]);
      const finish = turned.flatMap((wire): Word[] => [component(places, wire, 0), component(lambdas, wire, 0), starts[wire]!.co, asm.coefficient(factors[wire]!.turns[0]!.angle)]); // prettier-ignore
      asm.emit("turnedProductBack", asm.lambda, builder.list(halves), delta, ...asm.span(finish));
      return;
    }
    asm.emit("productBack", asm.lambda, rows.leaves, rows.end, columns.leaves, columns.end, ...leaves);
    [rows, columns].forEach(({ nodes, list, levels }, i) => asm.emit("factorTableBack", nodes, lams[i]!, list, levels, delta));
    const backward = [...turns.flat(), ...phase];
    if (backward.length > 0) asm.emit("unturnPairs", ...asm.span(backward));
    const finishes = starts.map(({ second, co }, wire): Word[] => [component(lambdas, wire, 0), second, co]);
    asm.emit("finishFactors", ...asm.span(finishes.filter((_, wire) => factors[wire]!.start !== null).flat()));
  };
}
