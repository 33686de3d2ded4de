import { Circuit } from "../../circuit/circuit";
import type { Operation } from "../../circuit/operation";
import { param } from "../../circuit/parameter";
import type { CircuitShape, Rotation } from "./quantumLayerOptions";

const operation = (gate: Operation["gate"], wires: readonly number[], params: Operation["params"] = []): Operation => ({
  gate,
  controls: [],
  wires,
  params,
  matrix: null,
});

/** The CNOT pairs between two layers; a ring closes n−1 → 0 from three qubits on. */
function entanglerPairs({ nQubits, entangler }: CircuitShape): [number, number][] {
  if (entangler === "none") return [];
  const chain = Array.from({ length: nQubits - 1 }, (_, q): [number, number] => [q, q + 1]);
  return entangler === "ring" && nQubits > 2 ? [...chain, [nQubits - 1, 0]] : chain;
}

/** The name of an angle: `rz_l1_q0` is the RZ of layer 1 on qubit 0. */
const angleName = (rotation: Rotation, layer: number, qubit: number): string => `${rotation.toLowerCase()}_l${layer}_q${qubit}`;

/** Names of the angles, layer-major, then qubit, then rotation: the columns of an angle table. */
export const angleNames = ({ nLayers, nQubits, rotations }: CircuitShape): string[] =>
  Array.from({ length: nLayers }, (_, l) =>
    Array.from({ length: nQubits }, (_, q) => rotations.map((rotation) => angleName(rotation, l, q))).flat(),
  ).flat();

/** Names of the data angles of an angle-encoded circuit. */
export const inputNames = (nQubits: number): string[] => Array.from({ length: nQubits }, (_, q) => `x${q}`);

/**
 * Layers of rotations on every qubit with CNOTs between the layers (none after the last), optionally over encoded data.
 *
 * With `encoding`, the data angle x_q is put on qubit q before the first layer, and before every layer when `reupload` is set.
 */
export function rotationLayers(shape: CircuitShape, encoding: { gate: Rotation; reupload: boolean } | null = null): Circuit {
  const { nQubits, nLayers, rotations } = shape;
  const wires = Array.from({ length: nQubits }, (_, wire) => wire);
  const encode = encoding === null ? [] : wires.map((wire) => operation(encoding.gate, [wire], [param(`x${wire}`)]));
  const entangle = entanglerPairs(shape).map((pair) => operation("CNOT", pair));
  const layers = Array.from({ length: nLayers }, (_, l) => [
    ...(l > 0 ? entangle : []),
    ...(l === 0 || encoding?.reupload ? encode : []),
    ...wires.flatMap((q) => rotations.map((rotation) => operation(rotation, [q], [param(angleName(rotation, l, q))]))),
  ]);
  const names = [...(encoding === null ? [] : inputNames(nQubits)), ...angleNames(shape)];
  return Circuit.of(nQubits, layers.flat(), names);
}
