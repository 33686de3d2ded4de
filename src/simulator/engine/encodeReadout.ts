import { fullGrids, type Grid } from "../program/grid";
import { diagonalSigns, flipGroups, negated, singleQubitSigns, storedPauli, type Readout, type StoredPauli } from "../program/readout";
import { VECTOR, type Assembler } from "./assembler";
import { after, type Place, type Word } from "./image";

/** A Pauli string to be measured: where its value goes, and where its weight in λ = Σ weight · P ψ comes from. */
interface Measured {
  readonly pauli: StoredPauli;
  /** For strings of Z: minus its sign on each amplitude. */
  readonly signs: Int8Array | null;
  readonly value: Place;
  readonly weight: Place;
}

/** A string Z of one wire that took up a rotation: value = cos φ · Z − sin φ · P, P = X or −Y. */
interface Turned {
  readonly coefficient: Place;
  readonly value: Place;
  readonly weight: Place;
  readonly z: Measured;
  readonly flip: Measured;
}

/** Values of observables, and with gradients λ = 2 Σ v_k O_k ψ and the derivatives of the rotations that the observables took up. */
export function encodeObservables(asm: Assembler, psi: Place, { strings, sums }: Readout): void {
  const { builder, gradient, program } = asm;
  const vector = (): Place => builder.space(VECTOR);
  const measured: Measured[] = strings.map((paulis) => {
    const signs = diagonalSigns(paulis, program.frame);
    const isConstant = signs?.every((sign) => sign === signs[0]);
    return { pauli: storedPauli(paulis, program.frame), signs: isConstant ? null : signs, value: vector(), weight: vector() };
  });
  const turned = program.turns.map((turn, wire): Turned | null => {
    const string = strings.findIndex((paulis) => paulis[wire] === "Z");
    if (!turn || string < 0) return null;
    const pauli = storedPauli(strings[string]!.replace("Z", turn.axis), program.frame);
    const flip = { pauli: turn.axis === "Y" ? negated(pauli) : pauli, signs: null, value: vector(), weight: vector() };
    return { coefficient: asm.coefficient(turn.angle), value: vector(), weight: vector(), z: measured[string]!, flip };
  });
  const turns = turned.filter((turn) => turn !== null);
  const outer = measured.map((z) => turns.find((turn) => turn.z === z) ?? z);
  const entries = (words: (turn: Turned) => Word[]): [Place, Place] => asm.span(turns.flatMap(words));

  if (gradient) {
    const cotangents = builder.space(VECTOR * sums.length);
    asm.emit("loadRows", asm.stream("cotangent", sums.length, true), sums.length, cotangents, asm.check);
    const weightOf = (string: number): [Place, number][] =>
      sums.flatMap((sum, k) =>
        sum
          .filter((term) => term.string === string)
          .map(({ coefficient }): [Place, number] => [after(cotangents, VECTOR * k), 2 * coefficient]),
      );
    asm.emitSums("chunk", outer.map(({ weight }, string) => [weight, weightOf(string)])); // prettier-ignore
    if (turns.length > 0) asm.emit("turnWeights", ...entries(({ coefficient, weight, z, flip }) => [coefficient, weight, z.weight, flip.weight])); // prettier-ignore
  }
  encodeMeasurement(asm, psi, [...measured, ...turns.map(({ flip }) => flip)]);
  if (turns.length > 0) {
    asm.emit("turnObservables", ...entries(({ coefficient, z, flip, value }) => [coefficient, z.value, flip.value, value]));
    if (gradient) asm.emit("turnGradients", ...entries(({ coefficient, weight, z, flip }) => [coefficient, weight, z.value, flip.value])); // prettier-ignore
  }
  asm.emitRows(sums.map((sum) => sum.map(({ string, coefficient }) => [outer[string]!.value, coefficient])), "values"); // prettier-ignore
}

/** Values of strings, and λ from their weights. */
function encodeMeasurement(asm: Assembler, psi: Place, measured: readonly Measured[]): void {
  const diagonal = measured.filter(({ signs }) => signs !== null);
  const grids = fullGrids(diagonal.map(({ signs }) => signs!), singleQubitSigns(asm.program.frame)); // prettier-ignore
  if (asm.gradient && grids.length === 0) asm.emit("clear", asm.lambda, asm.stateBytes);
  grids.forEach(({ grid, strings }, i) => {
    const members = strings.map((string) => (string === null ? null : diagonal[string]!));
    encodeGrid(asm, psi, grid, members, asm.gradient && i === 0);
    if (asm.gradient && i > 0) for (const member of members) if (member) encodeApplication(asm, psi, member);
  });
  encodeFlips(asm, psi, measured.filter(({ signs }) => signs === null)); // prettier-ignore
}

/** Strings of Z on one full grid in one sweep; the grid's signs are those of −Z. `writesLambda` also sets λ to their weighted sum on ψ. */
function encodeGrid(asm: Assembler, psi: Place, grid: Grid, members: readonly (Measured | null)[], writesLambda: boolean): void {
  const { builder } = asm;
  const [table] = asm.offsets(Int32Array.from(grid.cells, ([, , k]) => 2 * k));
  const unused = builder.space(VECTOR);
  const zero = builder.list([0, 0, 0, 0]);
  const trees = [grid.rows, grid.columns].map((tree) => {
    const sums = builder.space(VECTOR * tree.parent.length);
    const weights = builder.list(tree.vectors.map((v) => members[v]?.weight ?? zero));
    const values = builder.list(tree.vectors.map((v) => members[v]?.value ?? unused));
    return { tree, sums, weights, values, leaves: after(sums, VECTOR * tree.firstLeaf), bytes: VECTOR * tree.nLeaves };
  });
  const [rows, columns] = [trees[0]!, trees[1]!];
  if (writesLambda) {
    const spans = trees.flatMap(({ tree, weights, bytes }): Place[] => {
      const nodes = builder.space(VECTOR * tree.parent.length);
      asm.emit("weightSplit", nodes, weights, tree.vectors.length);
      const leaves = after(nodes, VECTOR * tree.firstLeaf);
      return [leaves, after(leaves, bytes)];
    });
    asm.emit("weighGrid", psi, asm.lambda, table, ...spans, rows.leaves, columns.leaves);
  } else asm.emit("probabilityGrid", psi, table, rows.leaves, after(rows.leaves, rows.bytes), columns.leaves, columns.bytes);
  for (const { tree, sums, values } of trees) asm.emit("sumSplit", sums, values, tree.vectors.length, { float: -1 }, 0);
}

/** Strings that flip qubits: up to three at a time where they exchange whole amplitudes, else one by one. */
function encodeFlips(asm: Assembler, psi: Place, measured: readonly Measured[]): void {
  const rest = [...measured];
  for (let first = rest.shift(); first; first = rest.shift()) {
    const group = [first];
    // as even as they can be: 4 strings are 2 + 2
    const size = Math.ceil((rest.length + 1) / Math.ceil((rest.length + 1) / 3));
    for (let i = 0; i < rest.length && group.length < size;) {
      if (flipGroups([...group, rest[i]!].map(({ pauli }) => pauli))) group.push(...rest.splice(i, 1));
      else i++;
    }
    const groups = flipGroups(group.map(({ pauli }) => pauli)); // prettier-ignore
    if (groups) encodeFlipGroup(asm, psi, group, groups);
    else {
      const { pauli, value } = first;
      asm.emit("pauliSum", psi, ...pauliTable(asm, pauli), { float: pauli.factor }, value);
      if (asm.gradient) encodeApplication(asm, psi, first);
    }
  }
}

function encodeFlipGroup(asm: Assembler, psi: Place, group: readonly Measured[], groups: Int32Array): void {
  const table = asm.offsets(groups);
  const [weights, values] = [group.map(({ weight }) => weight), group.map(({ value }) => value)];
  if (!asm.gradient) asm.emit((["flipSum1", "flipSum2", "flipSum3"] as const)[group.length - 1]!, psi, ...table, ...values);
  else if (group.length === 3) asm.emit("flipApply3", psi, asm.lambda, ...table, asm.builder.list(weights), asm.builder.list(values));
  else asm.emit((["flipApply1", "flipApply2"] as const)[group.length - 1]!, psi, asm.lambda, ...table, ...weights, ...values);
}

function pauliTable(asm: Assembler, { pairs, nPositive }: StoredPauli): [Place, Place, Place] {
  const [table, end] = asm.offsets(pairs);
  return [table, after(table, 8 * nPositive), end];
}

function encodeApplication(asm: Assembler, psi: Place, { pauli, weight }: Measured): void {
  asm.emit("pauliApply", psi, asm.lambda, ...pauliTable(asm, pauli), weight);
}
