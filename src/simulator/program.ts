import type { Circuit } from "../circuit/circuit";
import { identityFrame, moveFrame, type Frame } from "./program/frame";
import { hypercubes } from "./program/hypercubes";
import type { LinearForm } from "./program/linearForm";
import { lowerCircuit } from "./program/lower";
import { placeRotation, type Layer, type StoredUnitary } from "./program/schedule";
import { storedRotation, type StoredRotation } from "./program/storedRotation";
import { storedUnitary } from "./program/storedUnitary";

/** One sweep over the state. */
export type Pass =
  | { readonly kind: "rotate"; readonly angles: readonly number[]; readonly groups: Int32Array; readonly isDouble: boolean }
  | ({ readonly kind: "unitary" } & StoredUnitary);

/** A circuit as a flat list of passes over the stored components of a state. */
export interface Program {
  readonly nQubits: number;
  /** The plane angles that the passes name by index. */
  readonly angles: readonly LinearForm[];
  readonly passes: readonly Pass[];
  /** Where the logical components stand after the last pass. */
  readonly frame: Frame;
  readonly globalPhase: number;
}

/** Rotations of one pass at most: eight components fit the registers. */
const MAX_TURNS = 3;

/** Compiles a circuit; `columnOf` numbers its parameters. */
export function compileProgram(circuit: Circuit, columnOf: (name: string) => number): Program {
  const { gates, globalPhase } = lowerCircuit(circuit, columnOf);
  const layers: Layer[] = [];
  let frame = identityFrame(circuit.nQubits);
  for (const gate of gates)
    if (gate.kind === "monomial") frame = moveFrame(frame, gate);
    else if (gate.kind === "unitary") layers.push({ kind: "unitary", blocks: storedUnitary(gate, frame) });
    else placeRotation(layers, storedRotation(gate, frame));
  const angles: LinearForm[] = [];
  const passes = layers.flatMap((layer): Pass[] => {
    if (layer.kind === "unitary") return layer.blocks.map((block) => ({ kind: "unitary", ...block }));
    return splitLayer(layer.rotations).map((rotations) => ({
      kind: "rotate",
      angles: rotations.map(({ angle }) => angles.push(angle) - 1),
      ...hypercubes(rotations)!,
    }));
  });
  return { nQubits: circuit.nQubits, angles, passes, frame, globalPhase };
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
