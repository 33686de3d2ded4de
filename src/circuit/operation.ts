import { CircuitError, NonFiniteError } from "../core/errors";
import { GATES, GATE_NAMES, type GateName, type GateRow } from "./gateTable";
import { controlledMatrix, copyMatrix, dagger, isUnitary, type ComplexMatrix } from "./matrix";
import { isSlot, resolveAngle, type Angle } from "./parameter";

/**
 * One gate on wires. `controls` are extra control wires on top of what the gate itself has: the operation acts where all of
 * them are 1. A gate of the table has its name; an arbitrary one- or two-qubit unitary is "Unitary" and carries its matrix.
 */
export interface Operation {
  readonly gate: GateName | "Unitary";
  readonly controls: readonly number[];
  readonly wires: readonly number[];
  readonly params: readonly Angle[];
  readonly matrix: ComplexMatrix | null;
}

/** A gate on wires, without further controls; an arbitrary unitary needs its matrix besides. */
export const gateOperation = (gate: Operation["gate"], wires: readonly number[], ...params: Angle[]): Operation => ({
  gate,
  controls: [],
  wires,
  params,
  matrix: null,
});

/** The gate's row of the table; `null` for an arbitrary unitary. */
export const gateRow = (operation: Operation): GateRow | null => (operation.gate === "Unitary" ? null : GATES[operation.gate]);

/** All wires, controls first. */
export const operationWires = (operation: Operation): readonly number[] =>
  operation.controls.length === 0 ? operation.wires : [...operation.controls, ...operation.wires];

/**
 * The matrix on the operation's wires (controls first, most significant) when the parameters have the given values.
 * @example
 * ```ts
 * const [turn] = circuit(1).ry(param("a"), 0).operations;
 * const matrix = operationMatrix(turn!, () => Math.PI); // [[0, −1], [1, 0]]
 * ```
 */
export function operationMatrix(operation: Operation, value: (name: string) => number): ComplexMatrix {
  const row = gateRow(operation);
  let matrix = row ? row.matrix(operation.params.map((angle) => resolveAngle(angle, value))) : operation.matrix!;
  for (let i = 0; i < operation.controls.length; i++) matrix = controlledMatrix(matrix);
  return matrix;
}

/** The operation that undoes this one. */
export function inverseOperation(operation: Operation): Operation {
  const row = gateRow(operation);
  return row ? { ...operation, ...row.inverse(operation.params) } : { ...operation, matrix: dagger(operation.matrix!) };
}

const CONTROLLED: Partial<Record<GateName, GateName>> = {
  X: "CNOT", Y: "CY", Z: "CZ", H: "CH", P: "CP", U1: "CP", RX: "CRX", RY: "CRY", RZ: "CRZ", CNOT: "Toffoli", SWAP: "CSWAP",
}; // prettier-ignore

/** The operation under one more control; a gate of the table where one exists, else an extra control wire. */
export function controlledOperation(operation: Operation, control: number): Operation {
  const named = operation.gate === "Unitary" || operation.controls.length > 0 ? undefined : CONTROLLED[operation.gate];
  if (named) return { ...operation, gate: named, wires: [control, ...operation.wires] };
  return { ...operation, controls: [control, ...operation.controls] };
}

/** A copy that nobody else can change; an operation that is frozen throughout as it is (typed arrays cannot be: a matrix is always copied). */
export function frozenOperation(operation: Operation): Operation {
  const { gate, controls, wires, params, matrix } = operation;
  if (matrix === null && [operation, controls, wires, params].every(Object.isFrozen) && params.every(Object.isFrozen)) return operation;
  return Object.freeze({
    gate,
    controls: Object.freeze([...controls]),
    wires: Object.freeze([...wires]),
    params: Object.freeze(params.map((angle) => (isSlot(angle) ? Object.freeze({ ...angle }) : angle))),
    matrix: matrix && copyMatrix(matrix),
  });
}

/** Throws unless the operation fits a circuit of `nQubits`: wire count, range and distinctness, parameter count, finite numbers. */
export function checkOperation(operation: Operation, nQubits: number): void {
  const { gate, wires, params, matrix } = operation;
  const row = gateRow(operation);
  if (row === undefined)
    throw new CircuitError(`circuit: there is no gate "${gate}"; the gates are ${GATE_NAMES.join(", ")}`, { gate, allowed: GATE_NAMES });
  const nWires = row ? row.nWires : Math.log2(matrix?.size ?? NaN);
  const all = operationWires(operation);
  if (wires.length !== nWires)
    throw new CircuitError(`${gate}: acts on ${nWires} wires, got [${wires.join(", ")}]; pass ${nWires} wires`, { gate, wires });
  for (const wire of all)
    if (!Number.isInteger(wire) || wire < 0 || wire >= nQubits)
      throw new CircuitError(`${gate}: wire ${wire} is not in this circuit of ${nQubits} qubits; use 0 to ${nQubits - 1}`, {
        gate,
        wire,
        nQubits,
      });
  if (new Set(all).size !== all.length)
    throw new CircuitError(`${gate}: a wire is used twice in [${all.join(", ")}]; every wire of a gate must be another one`, {
      gate,
      wires: all,
    });
  if (params.length !== (row?.nParams ?? 0))
    throw new CircuitError(`${gate}: takes ${row?.nParams ?? 0} parameters, got ${params.length}`, { gate, params });
  for (const angle of params)
    for (const value of isSlot(angle) ? [angle.scale, angle.offset] : [angle])
      if (!Number.isFinite(value))
        throw new NonFiniteError(`${gate}: the angle is ${value}; angles are finite numbers in radians`, { gate, angle });
  if (matrix && (nWires < 1 || nWires > 2 || !isUnitary(matrix)))
    throw new CircuitError(`Unitary: the matrix of size ${matrix.size} is not a unitary of one or two qubits; check that U†U = I`, {
      size: matrix.size,
    });
}
