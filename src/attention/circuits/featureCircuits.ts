import { Circuit, circuit } from "../../circuit/circuit";
import { observable, type Observable } from "../../circuit/observable";
import { param } from "../../circuit/parameter";
import { ShapeError } from "../../core/errors";

/** Joins the qubits or leaves the circuit as it is. */
type Join = (to: Circuit) => Circuit;

export const cnotChain: Join = (to) => {
  let result = to;
  for (let q = 0; q + 1 < to.nQubits; q++) result = result.cnot(q, q + 1);
  return result;
};

/** CNOT q → q+1 and the last to the first; two qubits have one CNOT, one qubit none. */
const cnotRing: Join = (to) => {
  const joined = cnotChain(to);
  return to.nQubits > 2 ? joined.cnot(to.nQubits - 1, 0) : joined;
};

export const unjoined: Join = (to) => to;

/**
 * QSANN's circuit over `count` angles `prefix0 …`: RX on all, RY on all, then [CNOT chain, RY on all] as often as angles last.
 *
 * n(D+2) angles make D such layers. Source: Li et al. 2205.05625, figure 2.
 */
export function qsannLayers(nQubits: number, count: number, prefix: string, join: Join = cnotChain): Circuit {
  let result = circuit(nQubits);
  for (let i = 0; i < count; i++) {
    const [layer, q] = [Math.floor(i / nQubits), i % nQubits];
    if (layer >= 2 && q === 0) result = join(result);
    const angle = param(`${prefix}${i}`);
    result = layer === 0 ? result.rx(angle, q) : result.ry(angle, q);
  }
  return result;
}

/**
 * The circuit of QSANN's released code: `depth` times, for every qubit, RX and RY on it and its neighbour round the ring and a CNOT
 * between them; then RX, RY on all. 2n(2·depth + 1) angles. Source: paddle_quantum.qml.qsann.
 */
export function releasedQsannLayers(nQubits: number, depth: number, prefix: string, join = true): Circuit {
  let result = circuit(nQubits);
  let index = 0;
  const next = () => param(`${prefix}${index++}`);
  for (let layer = 0; layer < depth; layer++)
    for (let q = 0; q < nQubits; q++) {
      const neighbour = (q + 1) % nQubits;
      result = result.rx(next(), q).rx(next(), neighbour).ry(next(), q).ry(next(), neighbour);
      if (join) result = result.cnot(q, neighbour);
    }
  for (let q = 0; q < nQubits; q++) result = result.rx(next(), q).ry(next(), q);
  return result;
}

/** RX(x) on every qubit; feature (layer·n + q) mod `nFeatures` goes to qubit q, so that layers go on through the features. */
function encodedLayer(to: Circuit, layer: number, nFeatures: number): Circuit {
  let result = to;
  for (let q = 0; q < to.nQubits; q++) result = result.rx(param(`x${(layer * to.nQubits + q) % nFeatures}`), q);
  return result;
}

/** The layers that it takes to encode every feature once. @throws ShapeError when `nLayers` is fewer */
export function encodingLayers(where: string, nFeatures: number, nQubits: number, nLayers: number | undefined): number {
  const needed = Math.ceil(nFeatures / nQubits);
  if (nLayers === undefined) return needed;
  if (nLayers < needed)
    throw new ShapeError(
      `${where}: a head has ${nFeatures} features and ${nLayers} layers of ${nQubits} qubits encode ${nLayers * nQubits}; use at least ${needed} layers`,
      { nFeatures, nQubits, nLayers },
    );
  return nLayers;
}

/**
 * QMSAN's circuit: `nLayers` times RX(features), RZZ round the ring, RY on all; positions are RX(p0 …) before everything. Parameters in
 * the order x, p, theta.
 *
 * 2n weights `theta0 …` a layer (two qubits: 3, one RZZ; one qubit: 1). Source: Chen et al. 2403.02871.
 */
export function qmsanLayers(
  nQubits: number,
  nLayers: number,
  nFeatures: number,
  options: { positions: boolean; entangled: boolean },
): Circuit {
  let result = circuit(nQubits);
  let index = 0;
  for (let q = 0; options.positions && q < nQubits; q++) result = result.rx(param(`p${q}`), q);
  const pairs = nQubits > 2 ? nQubits : nQubits - 1;
  for (let layer = 0; layer < nLayers; layer++) {
    result = encodedLayer(result, layer, nFeatures);
    for (let q = 0; options.entangled && q < pairs; q++) result = result.rzz(param(index++), q, (q + 1) % nQubits);
    for (let q = 0; q < nQubits; q++) result = result.ry(param(index++), q);
  }
  const ordered = ["x", "p", "theta"].flatMap((kind) => result.parameters.filter((name) => name.replace(/\d+$/, "") === kind));
  return Circuit.of(nQubits, result.operations, ordered);
}

/**
 * A re-uploading circuit: `nLayers` times RX(features), RY and RZ on all, CNOTs round the ring between layers.
 *
 * 2n weights `theta0 …` a layer. Source: Pérez-Salinas et al. 1907.02085.
 */
export function reuploadingLayers(nQubits: number, nLayers: number, nFeatures: number, entangled: boolean): Circuit {
  let result = circuit(nQubits);
  let index = 0;
  for (let layer = 0; layer < nLayers; layer++) {
    if (layer > 0 && entangled) result = cnotRing(result);
    result = encodedLayer(result, layer, nFeatures);
    for (let q = 0; q < nQubits; q++) result = result.ry(param(index++), q).rz(param(index++), q);
  }
  return result;
}

/**
 * Smaldone's ansatz on some wires: `nLayers` times RY on each, then CNOTs all the way round, wire i to i+1 and the last to the first (two
 * wires have two). Angles `prefix0 …`, layer by layer.
 */
function rotationRings(to: Circuit, wires: readonly number[], nLayers: number, prefix: string, entangled: boolean): Circuit {
  let result = to;
  for (let layer = 0, index = 0; layer < nLayers; layer++) {
    for (const wire of wires) result = result.ry(param(`${prefix}${index++}`), wire);
    if (!entangled || wires.length < 2) continue;
    wires.forEach((wire, i) => (result = result.cnot(wire, wires[(i + 1) % wires.length]!)));
  }
  return result;
}

/**
 * Smaldone's circuit: the ansatz `nLayers` × [RY, CNOT ring] on the token register (the first half, x), on the position register (p), and on
 * all qubits (theta).
 *
 * nL/2 angles x, nL/2 angles p, nL weights `theta0 …`; all amplitudes are real. With one layer no gate joins the registers but the last
 * ring, which an overlap of two such states takes away: it is the product of the registers' overlaps.
 * Source: Smaldone et al. 2502.19214, figure 4, and its code (`build_sequence_only_circuit`).
 */
export function tokenPositionLayers(nQubits: number, nLayers: number, entangled: boolean): Circuit {
  const wires = Array.from({ length: nQubits }, (_, q) => q);
  const half = nQubits / 2;
  const tokens = rotationRings(circuit(nQubits), wires.slice(0, half), nLayers, "x", entangled);
  const positions = rotationRings(tokens, wires.slice(half), nLayers, "p", entangled);
  return rotationRings(positions, wires, nLayers, "theta", entangled);
}

/** Z, Y or X on some wires, identity elsewhere. */
const pauliString = (pauli: string, wires: readonly number[], nQubits: number): string =>
  Array.from({ length: nQubits }, (_, q) => (wires.includes(q) ? pauli : "I")).join("");

/**
 * The first `count` of Z on every qubit, Y on every qubit, X on every qubit, then ZZ, YY, XX on every pair: three settings at most.
 *
 * @throws ShapeError when there are not as many
 */
export function pauliReadout(where: string, nQubits: number, count: number): Observable[] {
  const wires = Array.from({ length: nQubits }, (_, q) => q);
  const pairs = wires.flatMap((a) => wires.slice(a + 1).map((b) => [a, b]));
  const places = wires.map((q) => [q]);
  const strings = [places, pairs].flatMap((group) =>
    ["Z", "Y", "X"].flatMap((pauli) => group.map((at) => pauliString(pauli, at, nQubits))),
  );
  if (count > strings.length)
    throw new ShapeError(
      `${where}: a head is ${count} wide and ${nQubits} qubits have ${strings.length} observables of one or two equal Paulis; use more qubits or heads`,
      { count, nQubits },
    );
  return strings.slice(0, count).map((paulis) => observable([{ coefficient: 1, paulis }]));
}
