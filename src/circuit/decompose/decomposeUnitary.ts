import { checkOperation, gateOperation as use, type Operation } from "../operation";
import type { ComplexMatrix } from "../matrix";
import { kakDecomposition } from "./kak";
import { zyzAngles } from "./zyz";

/** Operations whose product is the original times e^{−i·phase}: the phase is stated, never lost. */
export interface Decomposition {
  readonly operations: readonly Operation[];
  readonly phase: number;
}

/** A one-qubit unitary as RZ RY RZ and a global phase. */
function oneQubit(matrix: ComplexMatrix, wire: number): Decomposition {
  const { phase, phi, theta, lambda } = zyzAngles(matrix);
  return { operations: [use("RZ", [wire], lambda), use("RY", [wire], theta), use("RZ", [wire], phi)], phase };
}

/**
 * An arbitrary unitary as gates of the table, without controls: ZYZ for one qubit, KAK for two.
 *
 * @throws CircuitError when the matrix is not a unitary of one or two qubits, or the wires are not as many
 * @example
 * ```ts
 * const { operations, phase } = decomposeUnitary(GATES.CH.matrix([]), [0, 1]);
 * const same = Circuit.of(2, operations); // e^{−i·phase} times CH
 * ```
 */
export function decomposeUnitary(matrix: ComplexMatrix, wires: readonly number[]): Decomposition {
  checkOperation({ ...use("Unitary", wires), matrix }, Math.max(...wires) + 1);
  if (matrix.size === 2) return oneQubit(matrix, wires[0]!);
  const { phase, before, x, y, z, after } = kakDecomposition(matrix);
  const [a, b] = wires as [number, number];
  const local = [oneQubit(before[0], a), oneQubit(before[1], b), oneQubit(after[0], a), oneQubit(after[1], b)];
  const middle = [use("RXX", [a, b], -2 * x), use("RYY", [a, b], -2 * y), use("RZZ", [a, b], -2 * z)];
  return {
    operations: [...local[0]!.operations, ...local[1]!.operations, ...middle, ...local[2]!.operations, ...local[3]!.operations],
    phase: phase + local.reduce((sum, part) => sum + part.phase, 0),
  };
}
