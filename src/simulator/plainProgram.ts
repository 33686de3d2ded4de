import type { Circuit } from "../circuit/circuit";
import type { GateName } from "../circuit/gateTable";
import type { ComplexMatrix } from "../circuit/matrix";
import { gateRow, type Operation } from "../circuit/operation";
import type { Angle } from "../circuit/parameter";
import { singleParameterOperations } from "./parts";

/**
 * Amplitudes that a gate brings together: `base | from` and `base | to` for every base whose `mask` bits are 0.
 * `sign` is the sign of the angle on them.
 */
interface Pair {
  readonly from: number;
  readonly to: number;
  readonly sign: 1 | -1;
}

/**
 * One step of the plain engine, φ = factor · angle:
 * - `real`: (x, y) ← (cos φ x − sin φ y, sin φ x + cos φ y), x at `from`, y at `to`;
 * - `imaginary`: (x, y) ← (cos φ x − i sin φ y, −i sin φ x + cos φ y);
 * - `phase`: x ← e^{iφ} x at `from`;
 * - `swap`: (x, y) ← (y, x);
 * - `matrix`: a constant matrix on the amplitudes at `offsets`.
 */
export type Step =
  | {
      readonly kind: "real" | "imaginary" | "phase";
      readonly mask: number;
      readonly pairs: readonly Pair[];
      readonly factor: number;
      readonly angle: Angle;
    }
  | { readonly kind: "swap"; readonly mask: number; readonly pairs: readonly Pair[] }
  | { readonly kind: "matrix"; readonly mask: number; readonly offsets: readonly number[]; readonly matrix: ComplexMatrix };

/** Gates that are another gate under the controls of their first wires. */
const CONTROLLED: Partial<Record<GateName, { readonly gate: GateName; readonly nControls: number }>> = {
  CNOT: { gate: "X", nControls: 1 },
  CY: { gate: "Y", nControls: 1 },
  CZ: { gate: "Z", nControls: 1 },
  CH: { gate: "H", nControls: 1 },
  CP: { gate: "P", nControls: 1 },
  CRX: { gate: "RX", nControls: 1 },
  CRY: { gate: "RY", nControls: 1 },
  CRZ: { gate: "RZ", nControls: 1 },
  CSWAP: { gate: "SWAP", nControls: 1 },
  Toffoli: { gate: "X", nControls: 2 },
};

/** Gates that are P at a fixed angle. */
const PHASE: Partial<Record<GateName, number>> = {
  Z: Math.PI,
  S: Math.PI / 2,
  Sdg: -Math.PI / 2,
  T: Math.PI / 4,
  Tdg: -Math.PI / 4,
};

/** [from, to, sign] of the gate's pairs, as patterns of its wires (first wire the most significant bit). */
type Pattern = readonly [from: number, to: number, sign: 1 | -1];
interface Shape {
  readonly kind: "real" | "imaginary" | "phase" | "swap";
  readonly factor: number;
  readonly patterns: readonly Pattern[];
}

const PHASE_SHAPE: Shape = { kind: "phase", factor: 1, patterns: [[1, 1, 1]] };
const SHAPES: Partial<Record<GateName, Shape>> = {
  X: { kind: "swap", factor: 1, patterns: [[0, 1, 1]] },
  SWAP: { kind: "swap", factor: 1, patterns: [[1, 2, 1]] },
  RX: { kind: "imaginary", factor: 0.5, patterns: [[0, 1, 1]] },
  RY: { kind: "real", factor: 0.5, patterns: [[0, 1, 1]] },
  RZ: { kind: "phase", factor: 0.5, patterns: [[0, 0, -1], [1, 1, 1]] },
  P: PHASE_SHAPE,
  U1: PHASE_SHAPE,
  RXX: { kind: "imaginary", factor: 0.5, patterns: [[0, 3, 1], [1, 2, 1]] },
  RYY: { kind: "imaginary", factor: 0.5, patterns: [[0, 3, -1], [1, 2, 1]] },
  RZZ: { kind: "phase", factor: 0.5, patterns: [[0, 0, -1], [1, 1, 1], [2, 2, 1], [3, 3, -1]] },
  RBS: { kind: "real", factor: 1, patterns: [[2, 1, 1]] },
}; // prettier-ignore

function stepOf(operation: Operation, nQubits: number): Step[] {
  const named = operation.gate === "Unitary" ? undefined : CONTROLLED[operation.gate];
  const gate = named?.gate ?? operation.gate;
  if (gate === "I") return [];
  const controls = [...operation.controls, ...operation.wires.slice(0, named?.nControls ?? 0)];
  const wires = operation.wires.slice(named?.nControls ?? 0);
  const bit = (wire: number): number => 2 ** (nQubits - 1 - wire);
  const held = controls.reduce((sum, wire) => sum + bit(wire), 0);
  const mask = wires.reduce((sum, wire) => sum + bit(wire), held);
  const place = (pattern: number): number =>
    wires.reduce((sum, wire, i) => ((pattern >> (wires.length - 1 - i)) & 1 ? sum + bit(wire) : sum), held);

  const phase = gate === "Unitary" ? undefined : PHASE[gate];
  const shape = gate === "Unitary" ? undefined : phase === undefined ? SHAPES[gate] : PHASE_SHAPE;
  if (!shape) {
    const matrix = operation.matrix ?? gateRow({ ...operation, gate })!.matrix([]);
    return [{ kind: "matrix", mask, matrix, offsets: Array.from({ length: matrix.size }, (_, pattern) => place(pattern)) }];
  }
  const { kind, factor } = shape;
  const pairs = shape.patterns.map(([from, to, sign]) => ({ from: place(from), to: place(to), sign }));
  return kind === "swap" ? [{ kind, mask, pairs }] : [{ kind, mask, pairs, factor, angle: phase ?? operation.params[0]! }];
}

/** The circuit as steps; gates of several parameters become their parts, identities vanish. */
export const plainProgram = (circuit: Circuit): Step[] =>
  singleParameterOperations(circuit).flatMap((operation) => stepOf(operation, circuit.nQubits));
