import type { Circuit } from "../circuit/circuit";
import { identityFrame, moveFrame, type Frame } from "./program/frame";
import { gridsOf, type Grid } from "./program/grid";
import { takeProductStart, type Factor } from "./program/heads";
import { hypercubes, type Hypercubes } from "./program/hypercubes";
import { addForms, type LinearForm } from "./program/linearForm";
import { lowerCircuit } from "./program/lower";
import { placeRotation, type Layer, type StoredUnitary } from "./program/schedule";
import { storedRotation, type StoredRotation } from "./program/storedRotation";
import { storedUnitary } from "./program/storedUnitary";
import { takeObservableEnd } from "./program/tails";

/** One sweep over the state; angles are indices into the program's. */
export type Pass =
  | ({ readonly kind: "rotate"; readonly angles: readonly number[] } & Hypercubes)
  | { readonly kind: "diagonal"; readonly angles: readonly number[]; readonly grid: Grid }
  | ({ readonly kind: "unitary" } & StoredUnitary);

/** How a qubit's factor of the product start is made: cos and sin of the first angle, then turns of pairs of its four components. */
interface ProductFactor {
  readonly start: { readonly second: number; readonly angle: number } | null;
  readonly turns: readonly { readonly a: number; readonly b: number; readonly angle: number }[];
}

/** A circuit as a flat list of passes over the stored components of a state. */
export interface Program {
  readonly nQubits: number;
  /** The plane angles that the passes name by index. */
  readonly angles: readonly LinearForm[];
  /** The product state that the passes start from, a factor a wire. */
  readonly factors: readonly ProductFactor[];
  readonly passes: readonly Pass[];
  /** Where the logical components stand after the last pass. */
  readonly frame: Frame;
  readonly globalPhase: number;
  /** The rotation that a wire's Z has taken up, if any, with the angle that it turns the observable by: twice the plane angle. */
  readonly turns: readonly ({ readonly axis: "X" | "Y"; readonly angle: number } | null)[];
}

/** Rotations of one pass at most: eight components fit the registers. */
const MAX_TURNS = 3;

/** What a circuit starts from and what is read at its end. */
export interface CompileHints {
  /** Pauli strings, when nothing else is read: the end of the circuit can move into them. Null: states or probabilities. */
  readonly strings: readonly string[] | null;
  /** True for |0…0⟩; false when it continues from a given state. */
  readonly fromZero: boolean;
}

/** Compiles a circuit; `columnOf` numbers its parameters. */
export function compileProgram(circuit: Circuit, columnOf: (name: string) => number, { strings, fromZero }: CompileHints): Program {
  const { nQubits } = circuit;
  const { gates, globalPhase } = lowerCircuit(circuit, columnOf);
  const end = strings ? takeObservableEnd(gates, nQubits, strings) : { turns: [], rest: gates };
  const { factors, rest } = fromZero ? takeProductStart(end.rest, nQubits) : { factors: [], rest: end.rest };
  const layers: Layer[] = [];
  let frame = identityFrame(nQubits);
  for (const gate of rest)
    if (gate.kind === "monomial") frame = moveFrame(frame, gate);
    else if (gate.kind === "unitary") layers.push({ kind: "unitary", blocks: storedUnitary(gate, frame) });
    else placeRotation(layers, storedRotation(gate, frame));
  const angles: LinearForm[] = [];
  const known = new Map<LinearForm, number>();
  const indexOf = (form: LinearForm): number => {
    if (!known.has(form)) known.set(form, angles.push(form) - 1);
    return known.get(form)!;
  };
  return {
    nQubits,
    angles,
    factors: factors.map((factor) => productFactor(factor, indexOf)),
    passes: layers.flatMap((layer) => passesOf(layer, nQubits, indexOf)),
    frame,
    globalPhase: strings ? 0 : globalPhase,
    turns: end.turns.map((turn) => turn && { axis: turn.axis, angle: indexOf(addForms(turn.angle, turn.angle, 1)) }),
  };
}

function productFactor({ start, turns }: Factor, indexOf: (form: LinearForm) => number): ProductFactor {
  return {
    start: start && { second: start.second, angle: indexOf(start.angle) },
    turns: turns.map(({ pair: [a, b], gate }) => ({ a, b, angle: indexOf(gate.angle) })),
  };
}

function passesOf(layer: Layer, nQubits: number, indexOf: (form: LinearForm) => number): Pass[] {
  if (layer.kind === "unitary") return layer.blocks.map((block) => ({ kind: "unitary", ...block }));
  const { rotations } = layer;
  if (!layer.isDiagonal)
    return splitLayer(rotations).map((group) => ({
      kind: "rotate",
      angles: group.map(({ angle }) => indexOf(angle)),
      ...hypercubes(group)!,
    }));
  const signs = rotations.map(({ role }) => role.filter((_, c) => c % 2 === 0));
  return gridsOf(signs, nQubits).map(({ grid, vectors }) => ({
    kind: "diagonal",
    angles: vectors.map((v) => indexOf(rotations[v]!.angle)),
    grid,
  }));
}

/** Commuting rotations in groups of one to three that act in registers together, sizes as even as they can be. */
function splitLayer(rotations: readonly StoredRotation[]): StoredRotation[][] {
  const rest = [...rotations];
  const groups: StoredRotation[][] = [];
  while (rest.length > 0) {
    const size = Math.ceil(rest.length / Math.ceil(rest.length / MAX_TURNS));
    const group = [rest.shift()!];
    for (let i = 0; i < rest.length && group.length < size;) {
      if (hypercubes([...group, rest[i]!])) group.push(...rest.splice(i, 1));
      else i++;
    }
    groups.push(group);
  }
  return groups;
}
