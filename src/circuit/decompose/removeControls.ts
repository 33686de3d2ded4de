import { CapacityError } from "../../core/errors";
import { gateOperation as use, gateRow, operationWires, type Operation } from "../operation";
import { affine, type Angle } from "../parameter";
import { decomposeUnitary } from "./decomposeUnitary";

/** X under any number of controls, as CNOT, Toffoli and controlled phases (Barenco et al. 1995, lemma 7.5). */
function controlledX(controls: readonly number[], target: number): Operation[] {
  if (controls.length === 0) return [use("X", [target])];
  if (controls.length === 1) return [use("CNOT", [controls[0]!, target])];
  if (controls.length === 2) return [use("Toffoli", [...controls, target])];
  return [use("H", [target]), ...controlledPhase(Math.PI, controls, target), use("H", [target])];
}

/** diag(1, …, 1, e^{iφ}) on controls and target; exact, so that it also carries the phases of other controlled gates. */
function controlledPhase(phi: Angle, controls: readonly number[], target: number): Operation[] {
  if (controls.length === 0) return [use("P", [target], phi)];
  if (controls.length === 1) return [use("CP", [controls[0]!, target], phi)];
  const [others, last] = [controls.slice(0, -1), controls.at(-1)!];
  const flip = controlledX(others, last);
  return [
    use("CP", [last, target], affine(phi, 0.5)), ...flip,
    use("CP", [last, target], affine(phi, -0.5)), ...flip,
    ...controlledPhase(affine(phi, 0.5), others, target),
  ]; // prettier-ignore
}

/** RY or RZ under controls: half the angle, flip, half the angle back, flip. */
function controlledTurn(gate: "RY" | "RZ", theta: Angle, controls: readonly number[], target: number): Operation[] {
  if (controls.length === 0) return [use(gate, [target], theta)];
  if (controls.length === 1) return [use(gate === "RY" ? "CRY" : "CRZ", [controls[0]!, target], theta)];
  const flip = controlledX(controls, target);
  return [use(gate, [target], affine(theta, 0.5)), ...flip, use(gate, [target], affine(theta, -0.5)), ...flip];
}

/** Written out, every further wire triples the number of gates. */
const MAX_WIRES = 13;

/**
 * The same operation without extra controls, as gates of the table; exact, phase included (Barenco et al. 1995).
 *
 * @throws CapacityError for an operation with controls on more than 13 wires
 * @example
 * ```ts
 * const [turn] = circuit(1).rx(0.3, 0).controlled().controlled().operations;
 * const plain = Circuit.of(3, removeControls(turn!));
 * ```
 */
export function removeControls(operation: Operation): Operation[] {
  const nWires = operationWires(operation).length;
  if (operation.controls.length > 0 && nWires > MAX_WIRES)
    throw new CapacityError(
      `removeControls: ${operation.gate} with controls on ${nWires} wires takes about 3^${nWires} gates; at most ${MAX_WIRES} wires are written out; use fewer controls, or gather them in spare qubits by Toffolis first`,
      { gate: operation.gate, nWires },
    );
  return withoutControls(operation);
}

/** Gates that are another gate under one control, their first wire. */
const INNER = {
  CNOT: "X", CY: "Y", CZ: "Z", CH: "H", CP: "P", CRX: "RX", CRY: "RY", CRZ: "RZ", Toffoli: "CNOT", CSWAP: "SWAP",
} as const; // prettier-ignore

/** φ of the gates diag(1, e^{iφ}) that have no parameter. */
const PHASES = { Z: Math.PI, S: Math.PI / 2, Sdg: -Math.PI / 2, T: Math.PI / 4, Tdg: -Math.PI / 4 } as const;

const isIn = <Name extends string>(table: Readonly<Record<Name, unknown>>, gate: string): gate is Name => Object.hasOwn(table, gate);

function withoutControls(operation: Operation): Operation[] {
  const { gate, controls, wires, params } = operation;
  if (controls.length === 0) return [operation];
  const [angle = 0] = params;
  const [a = 0, b = 0] = wires;
  const under = (inner: Operation): Operation[] => withoutControls({ ...inner, controls: [...controls, ...inner.controls] });
  /** outer · (inner under the controls) · outer⁻¹: where the inner gate is off, the outer ones cancel */
  const around = (outer: readonly Operation[], inner: readonly Operation[], back: readonly Operation[]): Operation[] => [
    ...outer,
    ...inner.flatMap(under),
    ...back,
  ];

  if (isIn(INNER, gate)) return withoutControls({ ...operation, gate: INNER[gate], controls: [...controls, a], wires: wires.slice(1) });
  if (isIn(PHASES, gate)) return controlledPhase(PHASES[gate], controls, a);
  switch (gate) {
    case "I":
      return [];
    case "X":
      return controlledX(controls, a);
    case "Y":
      return [use("Sdg", [a]), ...controlledX(controls, a), use("S", [a])];
    case "H":
      return around([use("RY", [a], -Math.PI / 4)], [use("Z", [a])], [use("RY", [a], Math.PI / 4)]);
    case "P":
    case "U1":
      return controlledPhase(angle, controls, a);
    case "RX":
      return around([use("H", [a])], [use("RZ", [a], angle)], [use("H", [a])]);
    case "RY":
    case "RZ":
      return controlledTurn(gate, angle, controls, a);
    case "U2":
    case "U3":
      return gateRow(operation)!.parts!(params).flatMap((part) => under(use(part.gate, wires, ...part.params)));
    case "SWAP":
      return around([use("CNOT", [b, a])], [use("CNOT", [a, b])], [use("CNOT", [b, a])]);
    case "RZZ":
      return around([use("CNOT", wires)], [use("RZ", [b], angle)], [use("CNOT", wires)]);
    case "RXX": {
      const turn = [use("H", [a]), use("H", [b]), use("CNOT", wires)];
      return around(turn, [use("RZ", [b], angle)], [...turn].reverse());
    }
    case "RYY": {
      const [out, back] = [Math.PI / 2, -Math.PI / 2].map((t) => [use("RX", [a], t), use("RX", [b], t)]) as [Operation[], Operation[]];
      return around([...out, use("CNOT", wires)], [use("RZ", [b], angle)], [use("CNOT", wires), ...back]);
    }
    case "RBS": {
      const frame = [use("H", [a]), use("H", [b]), use("CZ", wires)];
      return around(frame, [use("RY", [a], angle), use("RY", [b], affine(angle, -1))], [...frame].reverse());
    }
    case "Unitary": {
      const { operations, phase } = decomposeUnitary(operation.matrix!, wires);
      return [...operations.flatMap(under), ...controlledPhase(phase, controls.slice(0, -1), controls.at(-1)!)];
    }
  }
}
